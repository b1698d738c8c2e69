package io.hopwire.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names that mean two things. A reader who meets a simple name knows without looking at the imports which class it is:
 * so no two top-level classes of ours share one, in whatever packages they lie, and none of ours has the name of a
 * class of Agrona's that any code of ours works with.
 */
final class NameClashes
{
    private static final String AGRONA = "org.agrona.";

    private NameClashes()
    {
    }

    /**
     * What clashes.
     *
     * @param ours  whose names are judged; only top-level classes count.
     * @param users whose use of Agrona counts: {@code ours}, and their tests.
     * @return a line for each name that means more than one thing, in alphabetical order.
     */
    static List<String> of(final Iterable<JavaClass> ours, final Iterable<JavaClass> users)
    {
        final Map<String, SortedSet<String>> meanings = new TreeMap<>();
        for (final JavaClass type : ours)
        {
            if (type.isTopLevelClass() && !"package-info".equals(type.getSimpleName()))
            {
                meanings.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>()).add(type.getName());
            }
        }
        for (final JavaClass user : users)
        {
            for (final Dependency dependency : user.getDirectDependenciesFromSelf())
            {
                addAgronas(dependency.getTargetClass().getBaseComponentType(), meanings);
            }
        }
        return clashes(meanings.values());
    }

    private static void addAgronas(final JavaClass type, final Map<String, SortedSet<String>> meanings)
    {
        final String outer = type.getName().replaceFirst("\\$.*", "");
        final SortedSet<String> known = meanings.get(outer.substring(outer.lastIndexOf('.') + 1));
        if (null != known && outer.startsWith(AGRONA))
        {
            known.add(outer);
        }
    }

    private static List<String> clashes(final Collection<SortedSet<String>> meanings)
    {
        final List<String> lines = new ArrayList<>();
        for (final SortedSet<String> meaning : meanings)
        {
            if (meaning.size() > 1)
            {
                lines.add(String.join(" and ", meaning));
            }
        }
        return lines;
    }
}
