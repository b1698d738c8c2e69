package io.hopwire;

import java.util.Objects;

/**
 * One message with the configuration of the routes that carry it. The payload is not copied.
 */
public final class DataPackage
{
    private final byte[] binaryDataPayload;
    private final DataTransitConfiguration dataTransitConfiguration;

    /**
     * With a payload and a configuration.
     *
     * @param binaryDataPayload        any bytes, also none.
     * @param dataTransitConfiguration of the session, or the one of a received package in order to answer it.
     */
    public DataPackage(final byte[] binaryDataPayload, final DataTransitConfiguration dataTransitConfiguration)
    {
        this.binaryDataPayload = Objects.requireNonNull(binaryDataPayload, "binaryDataPayload");
        this.dataTransitConfiguration = Objects.requireNonNull(dataTransitConfiguration, "dataTransitConfiguration");
    }

    /**
     * The message.
     *
     * @return its bytes, not a copy.
     */
    public byte[] binaryDataPayload()
    {
        return binaryDataPayload;
    }

    /**
     * Of a received package: the way back to its sender.
     *
     * @return the configuration.
     */
    public DataTransitConfiguration dataTransitConfiguration()
    {
        return dataTransitConfiguration;
    }
}
