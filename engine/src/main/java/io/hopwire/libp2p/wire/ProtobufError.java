package io.hopwire.libp2p.wire;

/**
 * Why bytes are not the protobuf message that was expected.
 */
public enum ProtobufError
{
    /** Nothing is wrong. */
    NONE,
    /** It ends within a field. */
    TRUNCATED,
    /** A number of more than 64 bits, or in a canonical message one with a shorter encoding. */
    VARINT,
    /** A field whose number is 0 or has more than 29 bits. */
    FIELD_NUMBER,
    /** A group, a type that does not exist, or one that the field does not have. */
    WIRE_TYPE,
    /** A value that is longer than the message goes on. */
    LENGTH,
    /** More fields than such a message may have here. */
    TOO_MANY_FIELDS,
    /** In a canonical message, a field behind one of a greater number. */
    ORDER
}
