package io.hopwire.crypto;

import io.hopwire.spi.Worker;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.function.Supplier;

/**
 * Seals and opens the boxes of one node, as {@link BoxWork} says. Costs no memory until the first box.
 * <p>
 * Not thread-safe: owned by the thread of the slow worker, or by the simulator.
 */
public final class BoxWorker implements Worker
{
    private final int addressLength;
    private final Supplier<SealedBoxes> maker;
    private SealedBoxes boxes;

    /**
     * A worker.
     *
     * @param addressLength bytes of an address.
     * @param maker         makes the boxes of the node when they are needed for the first time.
     */
    public BoxWorker(final int addressLength, final Supplier<SealedBoxes> maker)
    {
        this.addressLength = addressLength;
        this.maker = maker;
    }

    @Override
    public int execute(
        final DirectBuffer request,
        final int offset,
        final int length,
        final MutableDirectBuffer result,
        final int resultOffset)
    {
        final int headerLength = BoxWork.headerLength(request, offset);
        final int header = offset + BoxWork.MESSAGE_OFFSET;
        final int bodyLength = length - BoxWork.MESSAGE_OFFSET - headerLength;
        assert headerLength >= 2 * addressLength && bodyLength >= 0 : "the core asks for whole messages";
        result.putBytes(resultOffset, request, offset, BoxWork.MESSAGE_OFFSET + headerLength);
        final int done = work(request, header, headerLength, bodyLength, result, resultOffset + BoxWork.MESSAGE_OFFSET);
        BoxWork.status(result, resultOffset, done < 0 ? done : BoxWork.OK);
        return BoxWork.MESSAGE_OFFSET + (done < 0 ? 0 : headerLength + done);
    }

    @Override
    public void close()
    {
        if (null != boxes)
        {
            boxes.close();
        }
    }

    private int work(
        final DirectBuffer request,
        final int header,
        final int headerLength,
        final int bodyLength,
        final MutableDirectBuffer result,
        final int resultHeader)
    {
        if (null == boxes)
        {
            boxes = maker.get();
        }
        final boolean isSeal = BoxWork.SEAL == BoxWork.op(request, header - BoxWork.MESSAGE_OFFSET);
        // Who it is from, or for: where nobody can have that address, nobody is named, and boxes of his do not open.
        if (!boxes.peer(request, isSeal ? header + addressLength : header))
        {
            return BoxFault.NO_PEER.code();
        }
        boxes.associate(request, header, headerLength);
        final int body = header + headerLength;
        return isSeal ?
            boxes.seal(request, body, bodyLength, result, resultHeader + headerLength) :
            boxes.open(request, body, bodyLength, result, resultHeader + headerLength);
    }
}
