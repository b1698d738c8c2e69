package io.hopwire.perf;

import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ResultJsonTest
{
    @Test
    void writesEveryKindOfValue()
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a \"quoted\" \\ line\n");
        map.put("number", 1.5);
        map.put("list", List.of(1, 2L, true));
        map.put("none", null);
        map.put("nan", Double.NaN);

        assertEquals(
            "{\n  \"text\": \"a \\\"quoted\\\" \\\\ line\\u000a\",\n  \"number\": 1.5,\n" +
            "  \"list\": [1, 2, true],\n  \"none\": null,\n  \"nan\": null\n}\n",
            ResultJson.write(map));
    }
}
