package io.hopwire.wire;

/**
 * What the next value of a {@link MsgPackDecoder} is.
 */
public enum MsgPackType
{
    /** No value: the input is used up, or the decoder has failed. */
    NONE,
    /** Nil. */
    NIL,
    /** True or false. */
    BOOLEAN,
    /** Integer from -2^63 to 2^64-1. */
    INTEGER,
    /** IEEE 754 number of 32 or 64 bits. */
    FLOAT,
    /** Text; its bytes should be UTF-8, which is not checked. */
    STRING,
    /** Bytes. */
    BINARY,
    /** Array of values. */
    ARRAY,
    /** Map of pairs of values. */
    MAP,
    /** Extension: a type from -128 to 127 and bytes. Seed 004 does not allow it. */
    EXTENSION,
    /** The byte 0xc1, which msgpack never uses. */
    INVALID
}
