package io.hopwire.test;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class VectorJsonTest
{
    @Test
    void parsesEveryKindOfValue()
    {
        final Object value = VectorJson.parse(
            " {\"a\": [1, -2.5, true, false, null, 18446744073709551615]," +
                "\"b\\n\\u0041\" : {\"\":\"\\\"\"}, \"c\":[]} ");
        final List<Object> a = Arrays.asList(1L, -2.5, true, false, null, 1.8446744073709552E19);
        assertEquals(Map.of("a", a, "b\nA", Map.of("", "\""), "c", List.of()), value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{\"a\"}", "\"a", "1 2", "nul", "\"\\q\""})
    void refusesDamagedText(final String text)
    {
        assertThrows(IllegalArgumentException.class, () -> VectorJson.parse(text));
    }
}
