package io.hopwire.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key of RSA-2048, made by OpenSSL for these tests. To make one takes longer than all of them.
 */
final class RsaTestKey
{
    private static final byte[] PKCS8 = Base64.getDecoder().decode(
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCZ5gFxlp62kOHr4G+DDQjzROPURK1umif65pAa" +
        "Dgm/NDdqSm4EngPApyzJA+GRZLNuab2BYDodClnYkTqtRltP8WnEUcTD5hA8CpCBK4mnf9nDUU/aFf1EuPbKSFMu" +
        "Rd9Wx3XJ8vze7qmEdsTrNgNSpV08NnfB9KBmlGxZEX2GJ5Nhac9SRchm2HXMIoh5LdMVP1LFOhe8A9QzAD6YATDi" +
        "epTvxtslk5ZLIRaYJ152wEfd/phY99KpTJSX3Eatjl5qw/XQF7hkFvb2kJcCC1combrGjeNl7H0Y/N/azPBLFK8o" +
        "g/JDTu+f5jo/9wLNTp20tus/N9W8P+uQCBY+uYF5AgMBAAECggEAB4oWs8R928KLCNnWyLAqqjVLpoZjSzXy47Yo" +
        "JNifdl4l4VeKXoBJvYZLGcFui2eIKU51ldkbm7jaODN8MQkvd8IDTRZ26eRzUuevFt7lyF6JcenBvFTDsrpPf88t" +
        "gQi0BW2x2e4FIJxHUnmZkc7UeJfokoa2FPrJoWDf0ni6gigKcwToPAoee15DBaJwZeqqro184T3/UWthGLSsoSBv" +
        "VPY95JtTZwBBVRX6yaDZuD/Y+jB4+jdcYPSf8xK8yCPNUY1k6PmEP3cTKgk5GkWA43Y4Vg3iFUzhwyJnGV9HM6OG" +
        "lXPSxO2WIgtD2qDh8xOPfpaOL+6q1/8suI8UOfCNMQKBgQDSxhzkQB+Xq5KZi1rWxXirvq5BuP0HwpsQHCOoRdjF" +
        "RPizTbLdJLIAb9ffbbIRFSu1yi+F7pwGymh9MaDxFjyLYwcC8pmuNx4u306SVR4MlaaFjmn6/MIHbSxsPoK4czHp" +
        "dmZoXa5eMgEx0xyISJocMhWMICV8Yf6Qv/32B425cQKBgQC667R5X2eFj5akE+6cwMn8kpV1GOLoLE3xmfRpSU/n" +
        "EEpT03oAtVRWcygirN06txTBwZDilEW42TgzIaUBTP/ra7++D58sA8hhyBwVR+JI+NzrBhGoTxhf7Aw8A1uGVt2z" +
        "hyAkbH2wYtRdzN2fNbdww5SpZ9yTU7IStBGEuvOEiQKBgHi5EllFxRKZKemaINh82IX+PE7Whs8IDsqmY2IBR4yN" +
        "2ajRaw4w82c+qDWH3gLczmFcQeYDagiVrE1wvI75vonTmXN9wro/RaFxM86qxABPQsaicF9aoEOiq1wAXd0J1d+z" +
        "eipy5el72KVSFriUZPibUy4kR3Q7qJP985cUcn9xAoGAW8me5/L3bNijypKXG5Z4GXUJu2SrGAOZishlAsajW/3d" +
        "4ef5AxwH/CO0U8K7KDf7E2Iv+XOCAVF5jXI6Crd6/Gn+0B/vs7dv0MRpNfIEpny+TxK93P5qI8BQCbBEY2WInL4A" +
        "BKLZ3aHKUv1k3ueL2u3PtJhx8k6pJRITgDAloLECgYEAip17SQjSHFn1l2hArQVBsoJDdjkURSbu/97KopLrXw0K" +
        "P0TR4n1HncW5rF1IGRjUgsVkuPcwIwpNPIpvQHj4UTngvyZAIAflHmN/EXC3g7UY2V4hevXRv4szpx9mV61PqNHf" +
        "2/uepl53HWOpb67aTl0XW3pCXeeVt4D/HeB8GOQ=");

    /** Its address, as seed 004 has it. */
    static final byte[] ADDRESS = address();

    private RsaTestKey()
    {
    }

    static RSAPrivateCrtKey privateKey()
    {
        try
        {
            return (RSAPrivateCrtKey)KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(PKCS8));
        }
        catch (final GeneralSecurityException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private static byte[] address()
    {
        final byte[] address = Arrays.copyOf(HexFormat.of().parseHex("3082010a02820101"), RsaBoxes.ADDRESS_LENGTH);
        final byte[] modulus = privateKey().getModulus().toByteArray();
        System.arraycopy(modulus, 0, address, 8, modulus.length);
        System.arraycopy(HexFormat.of().parseHex("0203010001"), 0, address, 265, 5);
        return address;
    }
}
