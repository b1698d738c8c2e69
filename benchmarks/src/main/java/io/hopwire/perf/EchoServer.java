package io.hopwire.perf;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Sends back every message, until a command comes.
 */
final class EchoServer implements Task
{
    private final UnsafeBuffer waiting = new UnsafeBuffer(ByteBuffer.allocateDirect(Ends.MAX_LENGTH));
    private End end;
    private int waitingLength;
    private boolean isWaiting;
    private long echoed;

    @Override
    public void run(final End theEnd, final Commands commands, final Fields order)
    {
        end = theEnd;
        echoed = 0;
        while (!commands.arePending())
        {
            end.doWork();
            if (isWaiting)
            {
                isWaiting = !end.send(waiting, 0, waitingLength);
            }
        }
    }

    @Override
    public void report(final Fields report)
    {
        report.put("messages", echoed);
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        echoed++;
        if (!end.send(buffer, offset, length))
        {
            if (isWaiting)
            {
                throw new IllegalStateException("more than one message is on its way");
            }
            waiting.putBytes(0, buffer, offset, length);
            waitingLength = length;
            isWaiting = true;
        }
    }
}
