package io.hopwire.sim;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * How many routes of at most so many hops there are between two nodes of a graph that share no node between: by
 * augmenting paths in the graph with every node split in two, as Menger's theorem has it.
 * <pre>
 *   node v:  in = 2 v  --(once)--&gt;  out = 2 v + 1        link v - w:  out v --&gt; in w,  out w --&gt; in v
 * </pre>
 * With a limit of hops the exact number is hard to compute. What is taken for it can only be too large: nodes that
 * no short enough path runs through are left out, and then only the number of paths counts, not their length.
 */
final class RouteOracle
{
    private static final int NOBODY = -1;

    private final List<List<Integer>> links;

    RouteOracle(final List<List<Integer>> links)
    {
        this.links = links;
    }

    /**
     * {@return the most routes there may be}
     *
     * @param from    one end.
     * @param to      the other end.
     * @param maxHops most links of each route.
     */
    int disjointRoutes(final int from, final int to, final int maxHops)
    {
        final int nodes = links.size();
        final int[] ahead = distances(from);
        final int[] behind = distances(to);
        final boolean[] usable = new boolean[nodes];
        for (int i = 0; i < nodes; i++)
        {
            usable[i] = ahead[i] >= 0 && behind[i] >= 0 && ahead[i] + behind[i] <= maxHops;
        }
        final int[] flowTo = new int[nodes];
        final int[] flowFrom = new int[nodes];
        Arrays.fill(flowTo, NOBODY);
        Arrays.fill(flowFrom, NOBODY);
        final boolean[] begun = new boolean[nodes];
        int routes = 0;
        if (ahead[to] == 1)
        {
            // The link between the two is a route by itself; no other has a use for it.
            routes++;
        }
        while (augment(from, to, usable, flowTo, flowFrom, begun))
        {
            routes++;
        }
        return routes;
    }

    /**
     * Find a path that adds one to the flow, and turn the flow along it. Nodes on routes are chained: flowTo is the
     * next one on a node's route, flowFrom the one before it, begun whether a route begins with it.
     */
    private boolean augment(
        final int from,
        final int to,
        final boolean[] usable,
        final int[] flowTo,
        final int[] flowFrom,
        final boolean[] begun)
    {
        final int[] cameFrom = new int[2 * links.size()];
        Arrays.fill(cameFrom, NOBODY);
        final ArrayDeque<Integer> queue = new ArrayDeque<>();
        for (final int next : links.get(from))
        {
            if (usable[next] && next != to && !begun[next] && cameFrom[2 * next] == NOBODY)
            {
                cameFrom[2 * next] = 2 * from + 1;
                queue.add(2 * next);
            }
        }
        while (!queue.isEmpty())
        {
            final int half = queue.poll();
            final int node = half / 2;
            final boolean isOut = half % 2 == 1;
            if (isOut)
            {
                for (final int next : links.get(node))
                {
                    if (next == to && flowTo[node] != to)
                    {
                        turn(half, from, to, cameFrom, flowTo, flowFrom, begun);
                        return true;
                    }
                    if (next != from && next != to && usable[next] && flowTo[node] != next)
                    {
                        visit(2 * next, half, cameFrom, queue);
                    }
                }
                if (flowFrom[node] != NOBODY)
                {
                    // Back through the node that a route runs through.
                    visit(2 * node, half, cameFrom, queue);
                }
            }
            else if (flowFrom[node] == NOBODY)
            {
                visit(2 * node + 1, half, cameFrom, queue);
            }
            else if (flowFrom[node] != from)
            {
                // Back along the route to the node before.
                visit(2 * flowFrom[node] + 1, half, cameFrom, queue);
            }
        }
        return false;
    }

    private static void visit(final int half, final int before, final int[] cameFrom, final ArrayDeque<Integer> queue)
    {
        if (cameFrom[half] == NOBODY)
        {
            cameFrom[half] = before;
            queue.add(half);
        }
    }

    private static void turn(
        final int last,
        final int from,
        final int to,
        final int[] cameFrom,
        final int[] flowTo,
        final int[] flowFrom,
        final boolean[] begun)
    {
        // Forward steps over links replace what the backward steps gave up: those are noted first.
        int half = last;
        final ArrayDeque<int[]> forward = new ArrayDeque<>();
        forward.push(new int[]{last / 2, to});
        while (half != 2 * from + 1)
        {
            final int before = cameFrom[half];
            final boolean isOverLink = before / 2 != half / 2;
            if (isOverLink && before % 2 == 1)
            {
                forward.push(new int[]{before / 2, half / 2});
            }
            else if (isOverLink)
            {
                // From the in-half of a node back to the out-half of the one before it: that step is given up.
                assert flowTo[half / 2] == before / 2 : "only what flows is turned back";
                flowTo[half / 2] = NOBODY;
                flowFrom[before / 2] = NOBODY;
            }
            half = before;
        }
        for (final int[] step : forward)
        {
            if (step[0] == from)
            {
                begun[step[1]] = true;
            }
            else
            {
                flowTo[step[0]] = step[1];
            }
            if (step[1] != to)
            {
                flowFrom[step[1]] = step[0];
            }
        }
    }

    private int[] distances(final int from)
    {
        final int[] distances = new int[links.size()];
        Arrays.fill(distances, NOBODY);
        distances[from] = 0;
        final ArrayDeque<Integer> queue = new ArrayDeque<>();
        queue.add(from);
        while (!queue.isEmpty())
        {
            final int node = queue.poll();
            for (final int next : links.get(node))
            {
                if (distances[next] == NOBODY)
                {
                    distances[next] = distances[node] + 1;
                    queue.add(next);
                }
            }
        }
        return distances;
    }
}
