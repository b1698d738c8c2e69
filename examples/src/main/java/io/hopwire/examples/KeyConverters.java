package io.hopwire.examples;

import io.hopwire.HopwireException;
import io.hopwire.PublicKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Keys on the command line. What is wrong is said by the key itself, which never repeats a secret.
 */
final class KeyConverters
{
    private KeyConverters()
    {
    }

    static final class Public implements ITypeConverter<PublicKey>
    {
        @Override
        public PublicKey convert(final String value)
        {
            try
            {
                return new PublicKey(value.trim());
            }
            catch (final HopwireException ex)
            {
                throw new TypeConversionException(ex.getMessage());
            }
        }
    }
}
