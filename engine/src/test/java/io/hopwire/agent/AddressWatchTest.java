package io.hopwire.agent;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class AddressWatchTest
{
    private final List<List<InetAddress>> told = new ArrayList<>();
    private List<InetAddress> host = List.of();
    private final AddressWatch watch = new AddressWatch(() -> host, told::add);

    @Test
    void socketsAreToldAtOnceAndThenEveryInterval()
    {
        final long beganNs = -5;
        watch.look(beganNs);
        watch.look(beganNs + AddressWatch.INTERVAL_NS - 1);
        assertEquals(List.of(host), told);
        final List<InetAddress> before = host;
        host = List.of(InetAddress.getLoopbackAddress());
        watch.look(beganNs + AddressWatch.INTERVAL_NS);
        watch.look(beganNs + AddressWatch.INTERVAL_NS + Lookout.INTERVAL_NS);
        assertEquals(List.of(before, host), told);
    }
}
