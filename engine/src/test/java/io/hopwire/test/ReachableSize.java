package io.hopwire.test;

import org.agrona.DirectBuffer;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Bytes of all objects that can be reached from one, as a JVM with compressed references lays them out: a header of
 * twelve bytes, sixteen of an array, all rounded up to eight; and what buffers have off the heap. What the JDK's own
 * collections need besides their members is estimated, for they can not be looked into.
 */
public final class ReachableSize
{
    private static final int HEADER = 12;
    private static final int ARRAY_HEADER = 16;
    private static final int REFERENCE = 4;
    private static final int OF_COLLECTION = 48;
    private static final int OF_ENTRY = 48;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Object> open = new ArrayDeque<>();
    private final Predicate<Object> isForeign;
    private long bytes;

    private ReachableSize(final Predicate<Object> isForeign)
    {
        this.isForeign = isForeign;
    }

    /**
     * Add up.
     *
     * @param root      where to begin.
     * @param isForeign what belongs to others, with all that is reached by it alone.
     * @return bytes.
     */
    public static long of(final Object root, final Predicate<Object> isForeign)
    {
        final ReachableSize size = new ReachableSize(isForeign);
        size.open(root);
        while (!size.open.isEmpty())
        {
            size.add(size.open.poll());
        }
        return size.bytes;
    }

    private void open(final Object objectOrNull)
    {
        if (null != objectOrNull && !isForeign.test(objectOrNull) && !isShared(objectOrNull) &&
            seen.add(objectOrNull))
        {
            open.add(objectOrNull);
        }
    }

    private static boolean isShared(final Object object)
    {
        return object instanceof Class || object instanceof Enum || object instanceof String;
    }

    private void add(final Object object)
    {
        final Class<?> type = object.getClass();
        if (type.isArray())
        {
            addArray(object, type.getComponentType());
        }
        else if (object instanceof final ByteBuffer buffer)
        {
            bytes += 64 + (buffer.isDirect() ? buffer.capacity() : 0);
        }
        else if (type.getName().startsWith("java.") || type.getName().startsWith("javax."))
        {
            addOfJdk(object);
        }
        else
        {
            addObject(object, type);
        }
    }

    private void addArray(final Object array, final Class<?> component)
    {
        final int length = Array.getLength(array);
        bytes += align(ARRAY_HEADER + (long)length * sizeOf(component));
        for (int i = 0; i < length && !component.isPrimitive(); i++)
        {
            open(Array.get(array, i));
        }
    }

    private void addOfJdk(final Object object)
    {
        bytes += OF_COLLECTION;
        if (object instanceof final Collection<?> members)
        {
            bytes += (long)OF_ENTRY * members.size();
            members.forEach(this::open);
        }
        else if (object instanceof final Map<?, ?> map)
        {
            bytes += (long)OF_ENTRY * map.size();
            map.forEach((key, value) ->
            {
                open(key);
                open(value);
            });
        }
    }

    private void addObject(final Object object, final Class<?> leaf)
    {
        long length = HEADER;
        for (Class<?> type = leaf; null != type; type = type.getSuperclass())
        {
            for (final Field field : type.getDeclaredFields())
            {
                if (!Modifier.isStatic(field.getModifiers()))
                {
                    length += sizeOf(field.getType());
                    follow(object, field);
                }
            }
        }
        bytes += align(length);
        if (object instanceof final DirectBuffer buffer && null == buffer.byteArray() && null == buffer.byteBuffer())
        {
            bytes += buffer.capacity();
        }
    }

    private void follow(final Object object, final Field field)
    {
        if (field.getType().isPrimitive())
        {
            return;
        }
        try
        {
            field.setAccessible(true);
            open(field.get(object));
        }
        catch (final IllegalAccessException failed)
        {
            throw new IllegalStateException(field.toString(), failed);
        }
    }

    private static int sizeOf(final Class<?> type)
    {
        if (long.class == type || double.class == type)
        {
            return Long.BYTES;
        }
        if (int.class == type || float.class == type || !type.isPrimitive())
        {
            return REFERENCE;
        }
        return short.class == type || char.class == type ? Short.BYTES : 1;
    }

    private static long align(final long length)
    {
        return length + 7 & -8;
    }
}
