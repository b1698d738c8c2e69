/**
 * Who somebody is, and how that holds inside a handshake. Two words, used everywhere with these meanings:
 * <ul>
 * <li>the <em>static key</em>: 32 bytes, X25519, what Noise agrees on keys with. Only a handshake sees it;</li>
 * <li>the <em>address</em>: &beta; bits, who somebody is. Contacts, links, routes, sessions, messages and users know
 * nothing else. (Where somebody is, a host and a port, is a <em>network address</em>.)</li>
 * </ul>
 * An {@link io.hopwire.crypto.identity.IdentityScheme} is a property of a network and joins the two.
 * <table>
 * <caption>The schemes</caption>
 * <tr><th>scheme</th><th>address</th><th>static key</th><th>certificate in the handshake</th></tr>
 * <tr><td>x25519</td><td>the static key</td><td>the address</td><td>none</td></tr>
 * <tr><td>ed25519</td><td>Ed25519 public key, 32 bytes</td><td>the address's image on Curve25519</td>
 * <td>address and signature, 96 bytes</td></tr>
 * <tr><td>string</td><td>UTF-8 text, filled up with zeros</td><td>made of the text: no secret</td>
 * <td>address; proves nothing</td></tr>
 * </table>
 * <p>
 * <b>One thing vouches: the certificate.</b> Under ed25519 it is a signature by the address over the static key, made
 * once, checked by the worker in each handshake before the core hears of the peer, as libp2p does. RSA, whose keys have
 * no image on Curve25519, will need nothing else.
 * <p>
 * <b>The map only saves a question.</b> Noise IK, and a box sealed to an address, need the static key before its owner
 * has said a word. So an ed25519 node's static key is the image of its own address (RFC 7748, section 4.1; what
 * libsodium calls {@code crypto_sign_ed25519_pk_to_curve25519}), which anybody can calculate; and the certificate is
 * checked as if it had come from nowhere. The alternatives were static keys in contacts, 32 bytes in each that a liar
 * could fill with anything, or XX for all sessions, which costs each a third message through its routes.
 * <p>
 * That one secret both signs and agrees on keys is the price. The two never meet on the same bytes: signatures cover a
 * prefix of their own and a key, Noise hashes its own name and both static keys into each secret, and the scalar is
 * half of a hash of which the other half blinds signatures. Jointly secure: Thormarker, "On using the same key pair for
 * Ed25519 and an X25519 based KEM", ePrint 2021/509. An address must be the canonical encoding of a point of the
 * prime-order group: a point of small order would be an address for which anybody could sign. A point and its negative
 * have the same image and the same owner, so whoever has one such address has a second; both are equally their own.
 * <p>
 * Addresses are compared whole. Comparing the first 32 bytes of an RSA key would compare nine constant bytes of DER and
 * 23 that its maker may choose.
 */
package io.hopwire.crypto.identity;
