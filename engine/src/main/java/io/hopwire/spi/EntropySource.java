package io.hopwire.spi;

/**
 * The only source of randomness below the shell: the operating system's in production, a seed in simulation.
 */
public interface EntropySource
{
    /**
     * Fill with random bytes.
     *
     * @param dst    destination.
     * @param offset first byte.
     * @param length how many.
     */
    void nextBytes(byte[] dst, int offset, int length);

    /** {@return 64 random bits} */
    long nextLong();

    /** {@return 32 random bits} */
    default int nextInt()
    {
        return (int)(nextLong() >>> 32);
    }
}
