package io.hopwire.perf;

import io.hopwire.agent.ThreadingMode;

import java.util.List;

/**
 * A storm of {@code perf/connect --storm}.
 *
 * @param connects how many.
 * @param accepts  sessions that the server lets in a second, null for as many as come.
 * @param mode     threads of the server.
 */
record StormPlan(int connects, String accepts, ThreadingMode mode)
{
    private static final String ALL = "all";
    private static final int WORDS = 3;

    /**
     * {@return the plan as arguments of {@link StormScenario}}
     */
    List<String> words()
    {
        return List.of(Integer.toString(connects), null == accepts ? ALL : accepts, mode.name());
    }

    /**
     * Read the first of the arguments.
     *
     * @param args begin with {@link #words()}.
     * @return the plan.
     */
    static StormPlan of(final List<String> args)
    {
        final String accepts = args.get(1);
        return new StormPlan(
            Integer.parseInt(args.get(0)), ALL.equals(accepts) ? null : accepts, ThreadingMode.valueOf(args.get(2)));
    }

    /**
     * {@return the arguments after those of the plan}
     *
     * @param args of {@link StormScenario}.
     */
    static List<String> rest(final List<String> args)
    {
        return args.subList(WORDS, args.size());
    }
}
