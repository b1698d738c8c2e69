package io.hopwire.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Who may use whom, as rules over a root package, so that the same rules run over the engine and over classes that
 * break them. Arrows point only downward:
 * <pre>
 *   api        nothing of ours
 *   shell      core, delivery, crypto, crowd, spi, api     (agent, transport, status, store; any of them;
 *                                                          delivery for the form of a stream of messages, which
 *                                                          events show)
 *   sim        everything below, and api; of its wings
 *                load                  all others
 *                fault, check, report  sim (the network), sim.nat; not each other
 *                host                  sim (the network), sim.nat; libp2p, which no other wing uses
 *                sim (the network)     sim.nat
 *                nat                   nothing of ours
 *   core       everything below
 *   libp2p     core's contract and timers, wire, crypto, crowd, spi; BouncyCastle; only shell and sim use it
 *                secure, identify      libp2p.wire, libp2p.identity; identify also libp2p.address, secure libp2p.pipe
 *                address               libp2p.wire, libp2p.identity
 *                negotiate, mux        libp2p.wire, libp2p.pipe
 *                identity              libp2p.wire
 *                wire, pipe            nothing of libp2p
 *   component  link, circuit, routing, delivery, wire, crypto, codec, spi (not each other)
 *   circuit    link, routing, delivery, wire, crypto, codec, spi
 *   link       delivery, wire, crypto, crowd, codec, spi
 *   delivery   wire, spi
 *   routing    wire, crypto, codec, spi
 *   wire       codec, spi; libraries
 *   crypto     codec, spi; libraries
 *   crowd      spi
 *   spi        nothing of ours
 * </pre>
 * A few arrows more than the design's table has, all of them downward. {@code spi} is a vocabulary (reject codes,
 * limits, entropy) that itself uses nothing, so everybody may speak it. The two hosts of the core, shell and simulator,
 * own the worker that runs its slow cryptography and choose who provides it. Circuits run over links, ask routing which
 * neighbour is closer to a target, and lay their cells out with the generated flyweights, as sessions do their packets.
 */
final class Architecture
{
    private static final String[] SHELL = {"agent", "transport", "status", "store"};
    private static final String[] MECHANISM = {"link", "circuit", "routing", "delivery", "crowd"};
    /** Packages of the simulator by their names below {@code sim}; the empty one is the network's: sim itself. */
    private static final String[] WINGS = {"", "nat", "fault", "check", "report", "host", "load"};

    private final String root;
    private final Map<String, ArchRule> rules = new LinkedHashMap<>();

    Architecture(final String root)
    {
        this.root = root;
        places();
        layers();
        wings();
        libp2p();
        components();
        purity();
    }

    Map<String, ArchRule> rules()
    {
        return rules;
    }

    private void places()
    {
        final List<String> known = Stream.of(
            List.of(root),
            ours(SHELL),
            ours(MECHANISM),
            Stream.of(WINGS).map(this::wingPackage).toList(),
            ours("core", "libp2p", "component", "spi", "wire", "crypto", "codec")).flatMap(List::stream).toList();
        add("every class has a place in the table",
            classes().should().resideInAnyPackage(known.toArray(new String[0])));
    }

    private void layers()
    {
        add("api uses the JDK's basics and Agrona's buffers",
            classes().that().resideInAPackage(root)
                .should().onlyDependOnClassesThat(resideInAnyPackage(
                    root, "java.lang..", "java.util..", "java.nio", "java.security", "java.io", "org.agrona")
                    .or(agronaBuffer())));

        for (final String shell : SHELL)
        {
            mayUse(shell, "agent", "transport", "status", "store", "core", "delivery", "crypto", "crowd", "spi");
        }
        mayUse("sim", "libp2p",
            "core", "component", "link", "circuit", "routing", "delivery", "wire", "crypto", "crowd", "codec", "spi");

        strictly("core", "component", "link", "circuit", "routing", "delivery", "wire", "crypto", "codec", "spi");
        strictly("component", "link", "circuit", "routing", "delivery", "wire", "crypto", "codec", "spi");
        strictly("circuit", "link", "routing", "delivery", "wire", "crypto", "codec", "spi");
        strictly("link", "delivery", "wire", "crypto", "crowd", "codec", "spi");
        strictly("delivery", "wire", "spi");
        strictly("routing", "wire", "crypto", "codec", "spi");
        strictly("crowd", "spi");
        strictly("spi");
        withLibraries("wire");
        withLibraries("crypto");

        add("no cycles between packages", slices().matching(root + ".(**)").should().beFreeOfCycles());
    }

    private void wings()
    {
        wing("fault", "", "nat");
        wing("check", "", "nat");
        wing("report", "", "nat");
        wing("host", "", "nat");
        wing("", "nat");
        strictly("sim.nat");
    }

    private void wing(final String name, final String... below)
    {
        final List<String> allowed = Stream.concat(Stream.of(name), Stream.of(below)).map(this::wingPackage).toList();
        add("sim." + (name.isEmpty() ? "*" : name) + " uses only the wings below it",
            noClasses().that().resideInAPackage(wingPackage(name))
                .should().dependOnClassesThat(
                    resideInAnyPackage(root + ".sim..").and(
                        DescribedPredicate.not(resideInAnyPackage(allowed.toArray(new String[0]))))));
    }

    private String wingPackage(final String name)
    {
        return root + ".sim" + (name.isEmpty() ? "" : "." + name);
    }

    /**
     * A core beside the engine's own. What it knows of {@code core} is the one interface that hosts call.
     */
    private void libp2p()
    {
        final String[] allowed = Stream.of(
            ours("libp2p", "spi", "wire", "crypto", "crowd"), List.of("java..", "org.agrona..", "org.bouncycastle.."))
            .flatMap(List::stream).toArray(String[]::new);
        add("libp2p uses only what is below it, and the contract of cores",
            classes().that().resideInAPackage(root + ".libp2p..")
                .should().onlyDependOnClassesThat(resideInAnyPackage(allowed).or(
                    named(root + ".core.Core", root + ".core.TimerQueue"))));
        add("nobody uses libp2p but who hosts it",
            noClasses().that().resideOutsideOfPackages(
                Stream.concat(ours(SHELL).stream(), ours("libp2p", "sim").stream()).toArray(String[]::new))
                .should().dependOnClassesThat().resideInAnyPackage(root + ".libp2p.."));
        libp2pPart("wire");
        libp2pPart("identity", "wire");
        libp2pPart("address", "wire", "identity");
        libp2pPart("pipe");
        libp2pPart("negotiate", "pipe", "wire");
        libp2pPart("secure", "pipe", "wire", "identity");
        libp2pPart("mux", "pipe", "wire");
        libp2pPart("identify", "wire", "identity", "address");
    }

    private void libp2pPart(final String name, final String... below)
    {
        final String[] allowed = Stream.concat(Stream.of(name), Stream.of(below))
            .map((part) -> root + ".libp2p." + part + "..").toArray(String[]::new);
        add("libp2p." + name + " uses only the parts below it",
            noClasses().that().resideInAPackage(root + ".libp2p." + name + "..")
                .should().dependOnClassesThat(
                    resideInAnyPackage(root + ".libp2p..").and(
                        DescribedPredicate.not(resideInAnyPackage(allowed)))));
    }

    private void components()
    {
        add("components do not know each other",
            slices().matching(root + ".component.(*)..").should().notDependOnEachOther());
    }

    private void purity()
    {
        final String[] pure = Stream.concat(
            ours(MECHANISM).stream(),
            ours("sim", "core", "libp2p", "component", "spi", "wire", "crypto").stream()).toArray(String[]::new);

        add("no sockets, channels, files or wall clock types below the shell",
            noClasses().that().resideInAnyPackage(pure)
                .should().dependOnClassesThat().resideInAnyPackage(
                    "java.net..", "java.nio.channels..", "java.nio.file..", "java.time.."));
        add("no java.util.concurrent below the shell",
            noClasses().that().resideInAnyPackage(pure)
                .should().dependOnClassesThat(
                    resideInAnyPackage("java.util.concurrent..").and(not(Set.of("java.util.concurrent.TimeUnit")))));
        add("of Agrona's concurrency only its buffers below the shell",
            noClasses().that().resideInAnyPackage(pure)
                .should().dependOnClassesThat(
                    resideInAnyPackage("org.agrona.concurrent..").and(DescribedPredicate.not(agronaBuffer()))));
        add("no threads below the shell",
            noClasses().that().resideInAnyPackage(pure)
                .should().dependOnClassesThat(named(
                    "java.lang.Thread", "java.lang.ThreadGroup", "java.lang.ThreadLocal", "java.util.Timer")));
        add("no randomness but the entropy that is lent below the shell",
            noClasses().that().resideInAnyPackage(pure)
                .should().dependOnClassesThat(
                    named("java.util.Random", "java.util.SplittableRandom", "java.security.SecureRandom")
                        .or(resideInAnyPackage("java.util.random.."))));
        add("no logging below the shell",
            noClasses().that().resideInAnyPackage(pure)
                .should().dependOnClassesThat(
                    named("java.lang.System$Logger", "java.io.PrintStream")
                        .or(resideInAnyPackage("java.util.logging..", "org.slf4j.."))));
        add("no collection whose order differs between runs below the shell",
            noClasses().that().resideInAnyPackage(pure)
                .should().dependOnClassesThat(named(
                    "java.util.HashMap", "java.util.HashSet", "java.util.IdentityHashMap", "java.util.WeakHashMap",
                    "java.util.Hashtable")));
        add("no clock, property or identity reads below the shell",
            noClasses().that().resideInAnyPackage(pure).should().callCodeUnitWhere(impure()));
    }

    private void mayUse(final String name, final String... below)
    {
        final List<String> forbidden = Stream.concat(
            ours(SHELL).stream(),
            ours(
                "sim", "core", "component", "link", "circuit", "routing", "delivery", "wire", "crypto", "crowd",
                "codec", "spi").stream())
            .filter((candidate) -> !ours(below).contains(candidate))
            .filter((candidate) -> !candidate.equals(root + "." + name + ".."))
            .toList();
        add(name + " uses only what is below it",
            noClasses().that().resideInAPackage(root + "." + name + "..")
                .should().dependOnClassesThat().resideInAnyPackage(forbidden.toArray(new String[0])));
    }

    private void strictly(final String name, final String... below)
    {
        final List<String> allowed = Stream.of(
            ours(below), ours(name), List.of("java..", "javax.crypto..", "org.agrona.."))
            .flatMap(List::stream)
            .toList();
        add(name + " uses only what is below it",
            classes().that().resideInAPackage(root + "." + name + "..")
                .should().onlyDependOnClassesThat().resideInAnyPackage(allowed.toArray(new String[0])));
    }

    private void withLibraries(final String name)
    {
        add(name + " uses only what is below it",
            noClasses().that().resideInAPackage(root + "." + name + "..")
                .should().dependOnClassesThat(
                    resideInAnyPackage(root + "..")
                        .and(DescribedPredicate.not(resideInAnyPackage(
                            ours(name, "codec", "spi").toArray(new String[0]))))));
    }

    private void add(final String name, final ArchRule rule)
    {
        if (null != rules.put(name, rule.as(name).allowEmptyShould(true)))
        {
            throw new IllegalStateException("two rules are named: " + name);
        }
    }

    private List<String> ours(final String... names)
    {
        return Stream.of(names).map((name) -> root + "." + name + "..").toList();
    }

    private static DescribedPredicate<JavaClass> named(final String... names)
    {
        final Set<String> set = Set.of(names);
        return DescribedPredicate.describe("are " + set, (type) -> set.contains(type.getBaseComponentType().getName()));
    }

    private static DescribedPredicate<JavaClass> not(final Set<String> names)
    {
        return DescribedPredicate.describe("are not " + names, (type) -> !names.contains(type.getName()));
    }

    private static DescribedPredicate<JavaClass> agronaBuffer()
    {
        return DescribedPredicate.describe("are Agrona's buffers", (type) ->
        {
            final JavaClass base = type.getBaseComponentType();
            return "org.agrona.concurrent".equals(base.getPackageName()) && base.getSimpleName().endsWith("Buffer");
        });
    }

    private static DescribedPredicate<JavaCall<?>> impure()
    {
        final Map<String, Set<String>> forbidden = Map.of(
            "java.lang.System", Set.of(
                "nanoTime", "currentTimeMillis", "getProperty", "getenv", "identityHashCode", "getLogger", "exit"),
            "java.lang.Math", Set.of("random"),
            "java.lang.StrictMath", Set.of("random"),
            "java.lang.Integer", Set.of("getInteger"),
            "java.lang.Long", Set.of("getLong"),
            "java.lang.Boolean", Set.of("getBoolean"),
            "java.util.UUID", Set.of("randomUUID"),
            "java.util.Collections", Set.of("shuffle"));
        return DescribedPredicate.describe("read a clock, a property or an identity", (call) ->
            forbidden.getOrDefault(call.getTargetOwner().getName(), Set.of()).contains(call.getName()));
    }
}
