package io.hopwire.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/**
 * What a whole node does that keeps a record, in memory, when it is asked for it, without the sockets: a frame is
 * opened, the question read, the record looked up or changed, and the answer sealed. The network is asked for a value
 * by one FIND_VALUE ({@link #findValue}); for a majority's, and for a change, each of those that vote gets a FIND_VALUE
 * with a ballot ({@link #promise}), and for a change a {@link #store} as well.
 * <p>
 * {@link #BATCH} questions are sealed by a real neighbour before each measured invocation, and the answers counted and
 * opened by it afterwards; neither is timed. The bytes allocated are those of both nodes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class DhtBenchmark
{
    /**
     * Questions in a row.
     */
    static final int BATCH = 128;

    /**
     * A node that keeps records, and its neighbour.
     */
    @State(Scope.Thread)
    public abstract static class Questions
    {
        /**
         * Bytes of a value.
         */
        @Param({"64", "512"})
        public int length;

        private final DhtPair.Question question;
        private DhtPair pair;

        Questions(final DhtPair.Question question)
        {
            this.question = question;
        }

        @Setup(Level.Trial)
        public void connect()
        {
            pair = new DhtPair(length);
        }

        @Setup(Level.Invocation)
        public void ask()
        {
            pair.ask(question, BATCH);
        }

        @TearDown(Level.Invocation)
        public void answered()
        {
            pair.answered(BATCH);
        }
    }

    /** FIND_VALUE. */
    public static class Readings extends Questions
    {
        public Readings()
        {
            super(DhtPair.Question.READ);
        }
    }

    /** FIND_VALUE with a ballot. */
    public static class Promises extends Questions
    {
        public Promises()
        {
            super(DhtPair.Question.PROMISE);
        }
    }

    /** STORE. */
    public static class Stores extends Questions
    {
        public Stores()
        {
            super(DhtPair.Question.STORE);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void findValue(final Readings questions)
    {
        answer(questions);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void promise(final Promises questions)
    {
        answer(questions);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void store(final Stores questions)
    {
        answer(questions);
    }

    private static void answer(final Questions questions)
    {
        for (int i = 0; i < BATCH; i++)
        {
            answerOne(questions, i);
        }
    }

    // Not inlined: what the compiler makes of a question may not depend on the loop around it.
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static void answerOne(final Questions questions, final int index)
    {
        questions.pair.answerOne(index);
    }
}
