package io.hopwire.crypto;

/**
 * The real thing: AES-256-GCM and X25519. One instance per thread.
 */
public final class HopwireCrypto implements CryptoProvider
{
    private final CryptoScratch scratch = new CryptoScratch();

    /**
     * A provider for one thread.
     */
    public HopwireCrypto()
    {
    }

    @Override
    public Aead newAead()
    {
        return new AesGcm(scratch, GHash.isIntrinsic());
    }

    @Override
    public boolean workAhead()
    {
        return scratch.ahead.make();
    }

    @Override
    public void publicKey(final byte[] privateKey, final byte[] publicKey)
    {
        X25519.publicKey(privateKey, publicKey);
    }

    @Override
    public boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
    {
        return X25519.agree(privateKey, remotePublic, shared);
    }
}
