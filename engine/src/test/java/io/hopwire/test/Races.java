package io.hopwire.test;

import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.TestGrading;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.NodeType;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.vm.CompileMode;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The short way to run races: one after the other in this virtual machine, by the runners that jcstress generates and
 * judged by its grading. The long way, jcstress's own main class, forks a virtual machine for each race and
 * configuration of the compiler: a second and more for each, before it begins.
 */
final class Races
{
    private Races()
    {
    }

    /**
     * Run races, print what they showed, and say in the summary of jcstress's words how many passed.
     *
     * @param args pattern of the classes that hold the races, and then options of jcstress.
     * @throws Exception where jcstress is not as expected.
     */
    public static void main(final String[] args) throws Exception
    {
        final Options options = new Options(args);
        if (!options.parse())
        {
            throw new IllegalArgumentException(String.join(" ", args));
        }
        final Pattern wanted = Pattern.compile(options.getTestFilter());
        int planned = 0;
        int passed = 0;
        for (final String name : new TreeSet<>(TestList.tests()))
        {
            if (wanted.matcher(name).find())
            {
                planned++;
                passed += run(options, TestList.getInfo(name)) ? 1 : 0;
            }
        }
        System.out.println("Results: " + planned + " planned; " + passed + " passed, " + (planned - passed) +
            " failed, 0 soft errs, 0 hard errs");
        // A race that hangs leaves threads behind.
        System.exit(0);
    }

    private static boolean run(final Options options, final TestInfo info) throws ReflectiveOperationException
    {
        final TestConfig config = new TestConfig(
            options, info, 0, List.of(), CompileMode.UNIFIED,
            new SchedulingClass(AffinityMode.NONE, info.threads(), NodeType.PACKAGE));
        final Runner<?> runner = (Runner<?>)Class.forName(info.generatedRunner())
            .getConstructor(ForkedTestConfig.class)
            .newInstance(new ForkedTestConfig(config));
        final TestResult result = runner.run();
        result.setConfig(config);
        final TestGrading grading = TestGrading.grade(result);
        final boolean passed = grading.isPassed && Status.NORMAL == result.status() && result.getTotalCount() > 0;
        System.out.println((passed ? "[OK] " : "[FAILED] ") + info.name() + ", status " + result.status());
        result.getMessages().forEach(System.out::println);
        grading.gradingResults.values().forEach((line) -> System.out.println(
            "    " + line.id + " : " + line.count + " " + line.expect + ", " + line.description));
        grading.failureMessages.forEach(System.out::println);
        return passed;
    }
}
