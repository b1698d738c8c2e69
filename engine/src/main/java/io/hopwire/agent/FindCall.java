package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.FoundNode;
import io.hopwire.HopwireException;
import io.hopwire.PublicKey;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.spi.Commands;
import io.hopwire.spi.FindAnswer;
import io.hopwire.spi.FindCodes;
import io.hopwire.spi.FoundContact;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;

/**
 * A look-up of a key, from its thread to the node and back.
 */
final class FindCall extends PendingCommand
{
    private final IdentityScheme scheme;

    FindCall(final IdentityScheme scheme, final PublicKey key)
    {
        super(Commands.FIND, new Commands.Find(new UnsafeBuffer(key.toBytes())).buffer());
        this.scheme = scheme;
    }

    /**
     * When it is answered.
     *
     * @return the nodes closest to the key, the closest first.
     */
    List<FoundNode> nodes()
    {
        if (FindCodes.NO_ANSWER == code())
        {
            return List.of();
        }
        if (FindCodes.OK != code())
        {
            throw new HopwireException(ErrorCategory.ENGINE, "the look-up failed: " + FindCodes.name(code()));
        }
        final List<FoundNode> found = new ArrayList<>();
        final int count = FindAnswer.count(body().capacity(), scheme.addressLength());
        for (int i = 0; i < count; i++)
        {
            final int contact = FindAnswer.CONTACTS_OFFSET + i * FoundContact.length(scheme.addressLength());
            found.add(new FoundNode(
                KeyPairs.publicKey(scheme, body(), contact + FoundContact.KEY_OFFSET),
                LinkView.text(body(), contact + FoundContact.ADDRESS_OFFSET)));
        }
        return found;
    }
}
