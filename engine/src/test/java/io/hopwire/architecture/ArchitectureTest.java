package io.hopwire.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

class ArchitectureTest
{
    private static final String ROOT = "io.hopwire";
    private static final String BROKEN = "io.hopwire.architecture.broken";

    @TestFactory
    Stream<DynamicTest> engineKeepsTheTable()
    {
        final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
        assertTrue(classes.contain("io.hopwire.spi.Outbox"), "the engine was not found");

        return new Architecture(ROOT).rules().entrySet().stream()
            .map((rule) -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(classes)));
    }

    /**
     * A rule that nothing can break is no rule: classes that break each of them lie next door.
     */
    @TestFactory
    Stream<DynamicTest> everyRuleCanBeBroken()
    {
        final JavaClasses broken = new ClassFileImporter().importPackages(BROKEN);
        final Map<String, ArchRule> rules = new Architecture(BROKEN).rules();

        return rules.entrySet().stream().map((rule) -> DynamicTest.dynamicTest(rule.getKey(), () ->
        {
            final EvaluationResult result = rule.getValue().evaluate(broken);
            assertTrue(result.hasViolation(), "nothing broke: " + rule.getKey());
        }));
    }

    @Test
    void namesWhoBrokeTheRuleAndHow()
    {
        final JavaClasses broken = new ClassFileImporter().importPackages(BROKEN);
        final ArchRule rule = new Architecture(BROKEN).rules()
            .get("no clock, property or identity reads below the shell");

        try
        {
            rule.check(broken);
        }
        catch (final AssertionError error)
        {
            assertTrue(error.getMessage().contains("broken.link.Impure.clock()"), error.getMessage());
            assertTrue(error.getMessage().contains("System.nanoTime()"), error.getMessage());
            return;
        }
        fail("a clock was read below the shell and nobody minded");
    }
}
