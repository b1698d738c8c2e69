package io.hopwire.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Names mean one thing.
 */
class NameClashesTest
{
    private static final String ROOT = "io.hopwire";
    private static final String CLASHING = "io.hopwire.architecture.clashing";

    @Test
    void givesEachNameOneMeaning()
    {
        final JavaClasses ours = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
        final JavaClasses all = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/architecture/clashing/"))
            .importPackages(ROOT);
        assertTrue(ours.contain("io.hopwire.spi.Outbox"), "the engine was not found");
        assertTrue(all.contain("io.hopwire.architecture.NameClashesTest"), "its tests were not found");

        assertEquals(List.of(), NameClashes.of(ours, all));
    }

    @Test
    void findsWhatMeansTwoThings()
    {
        final JavaClasses clashing = new ClassFileImporter().importPackages(CLASHING);

        assertEquals(
            List.of(
                "io.hopwire.architecture.clashing.first.IdleStrategy and org.agrona.concurrent.IdleStrategy",
                "io.hopwire.architecture.clashing.first.Twin and io.hopwire.architecture.clashing.second.Twin"),
            NameClashes.of(clashing, clashing));
    }
}
