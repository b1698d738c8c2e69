package io.hopwire.wire;

/**
 * Why a {@link MsgPackDecoder} stopped. On the counters all of them are {@link io.hopwire.spi.RejectCode#PAYLOAD}.
 */
public enum MsgPackError
{
    /** Nothing is wrong. */
    NONE,
    /** Input ends within the head of a value, or where a value is owed. */
    TRUNCATED,
    /** Another type than the one asked for, or the byte 0xc1. */
    TYPE,
    /** A string, binary or extension says that it is longer than the bytes present. */
    LENGTH,
    /** A container says that it holds more values than there are bytes left. */
    COUNT,
    /** Containers are nested deeper than {@link io.hopwire.spi.Limits#MSGPACK_MAX_DEPTH}. */
    DEPTH,
    /** An integer that the type asked for can not hold. */
    RANGE,
    /** A map's key is not a string. Seed 004 only. */
    KEY,
    /** An extension. Seed 004 only. */
    EXTENSION,
    /** Bytes behind the value. */
    TRAILING
}
