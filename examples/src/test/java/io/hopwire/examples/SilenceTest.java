package io.hopwire.examples;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/**
 * Nodes that nobody answers, and nodes that share a key: they say so.
 */
@Timeout(120)
@Tag("long")
class SilenceTest
{
    private static final String OFF = "counters.file=false";

    @Test
    void nodeSaysThatItHasNotJoinedAndThenThatItHas() throws SocketException
    {
        final String nobody;
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
        {
            nobody = "127.0.0.1:" + socket.getLocalPort();
        }
        try (RunningCommand node = RunningCommand.start(
            "node", "--bind", "127.0.0.1:0", "--set", OFF, "--bootstrap", nobody))
        {
            node.awaitErr("not joined yet: no answer from " + nobody);
            try (RunningCommand relay = RunningCommand.start("node", "--bind", nobody, "--set", OFF))
            {
                relay.awaitOut("address");
                node.awaitErr("joined: 1 link\n");
            }
        }
    }

    @Test
    void nodeOfAnotherNetworkSaysThatNobodyOfItsOwnIsThere()
    {
        try (RunningCommand relay = RunningCommand.start("node", "--bind", "127.0.0.1:0", "--set", OFF))
        {
            final String address = relay.awaitOut("address +(\\S+)\n");
            try (RunningCommand node = RunningCommand.start(
                "node", "--bind", "127.0.0.1:0", "--set", OFF, "--bootstrap", address, "--network", "elsewhere"))
            {
                node.awaitErr("not joined yet: .*or a node of another network than 'elsewhere'");
            }
        }
    }

    @Test
    void twoListenersWithOneKeyBothSaySo()
    {
        try (RunningCommand relay = RunningCommand.start("node", "--bind", "127.0.0.1:0", "--set", OFF))
        {
            final String address = relay.awaitOut("address +(\\S+)\n");
            try (RunningCommand first = RunningCommand.listen(address, "--set", OFF))
            {
                first.awaitErr("joined: 1 link");
                try (RunningCommand second = RunningCommand.listen(address, "--set", OFF))
                {
                    first.awaitErr("duplicate key: ");
                    second.awaitErr("duplicate key: ");
                }
            }
        }
    }
}
