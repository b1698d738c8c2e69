package io.hopwire.agent;

import org.agrona.concurrent.Agent;

/**
 * An agent beside the node's, whose errors end the engine: without memory or stack nothing that it was about to do has
 * been done for certain, and a node that lives on without one of its threads looks as if it did its work. An exception
 * is told, and the agent goes on.
 * <p>
 * After an error it does nothing more, but is closed only with the engine: the node's thread may be at what the two
 * share.
 */
final class GuardedAgent implements Agent
{
    private final Agent agent;
    private final EngineState state;
    private final AgentWait nodeOrNull;

    /**
     * @param agent      that does the work.
     * @param state      of the engine.
     * @param nodeOrNull where the node's thread waits, which tells of the error; null where it never waits.
     */
    GuardedAgent(final Agent agent, final EngineState state, final AgentWait nodeOrNull)
    {
        this.agent = agent;
        this.state = state;
        this.nodeOrNull = nodeOrNull;
    }

    @Override
    public int doWork() throws Exception
    {
        if (state.hasFailed())
        {
            return 0;
        }
        try
        {
            return agent.doWork();
        }
        catch (final Error ex)
        {
            state.fail(ex, nodeOrNull);
            return 0;
        }
    }

    @Override
    public void onStart()
    {
        agent.onStart();
    }

    @Override
    public void onClose()
    {
        agent.onClose();
    }

    @Override
    public String roleName()
    {
        return agent.roleName();
    }
}
