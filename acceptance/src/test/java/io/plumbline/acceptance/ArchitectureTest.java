// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.plumbline.acceptance.lab.Checkout;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The picture in ARCHITECTURE.md as rules: who may know whom. */
@AnalyzeClasses(packages = "io.plumbline", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String AGENT = "io.plumbline.agent";

    @ArchTest
    static final ArchRule modulesDependOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("proto")
            .definedBy("io.plumbline.v1..", "io.plumbline.proto..")
            .layer("profiles")
            .definedBy("io.plumbline.profiles..")
            .layer("service")
            .definedBy("io.plumbline.service..")
            .layer("kubernetes")
            .definedBy("io.plumbline.kubernetes..")
            .layer("agent")
            .definedBy("io.plumbline.agent..")
            .layer("collector")
            .definedBy("io.plumbline.collector..")
            .layer("cli")
            .definedBy("io.plumbline.cli..")
            .layer("acceptance")
            .definedBy("io.plumbline.acceptance..")
            .whereLayer("proto")
            .mayNotAccessAnyLayer()
            .whereLayer("profiles")
            .mayOnlyAccessLayers("proto")
            .whereLayer("service")
            .mayNotAccessAnyLayer()
            .whereLayer("kubernetes")
            .mayOnlyAccessLayers("proto", "profiles", "service")
            .whereLayer("agent")
            .mayOnlyAccessLayers("proto", "profiles", "service", "kubernetes")
            .whereLayer("collector")
            .mayOnlyAccessLayers("proto", "profiles", "service", "kubernetes")
            .whereLayer("cli")
            .mayOnlyAccessLayers("proto", "profiles");

    @ArchTest
    static final ArchRule nativeMappingsKnowNothingOfOurs = noClasses()
            .that()
            .resideInAPackage("io.plumbline.agent.linux..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.plumbline..").and(not(resideInAPackage(AGENT + ".linux.."))));

    /** A column that is read by its position is one day its neighbour. */
    @ArchTest
    static final ArchRule resultsOfTheStoreAreReadByName = noClasses()
            .that()
            .resideInAPackage("io.plumbline.collector..")
            .and()
            .doNotHaveSimpleName("SqlRow")
            .and()
            .doNotHaveSimpleName("SqliteSchema")
            .should()
            .callMethodWhere(target(owner(assignableTo(ResultSet.class))).and(target(nameMatching("get.*"))));

    @ArchTest
    static final ArchRule sensorsKnowTheKernelAndItsMessagesAlone = agentPackage("sensor", "linux", "dns", "sensor");

    @ArchTest
    static final ArchRule messagesOfTheNetworkKnowNothing = agentPackage("dns", "dns");

    @ArchTest
    static final ArchRule containersKnowNoSensor = agentPackage("container", "linux", "retry", "container");

    @ArchTest
    static final ArchRule kubernetesKnowsContainersAndEventsAtMost =
            agentPackage("kubernetes", "sensor", "container", "retry", "kubernetes");

    @ArchTest
    static final ArchRule processesKnowSensorsAndContainers =
            agentPackage("process", "linux", "sensor", "container", "process");

    @ArchTest
    static final ArchRule peersKnowContainersAndClusterContext =
            agentPackage("peer", "sensor", "container", "kubernetes", "peer");

    @ArchTest
    static final ArchRule observationsKnowWhoAndWhatAlone =
            agentPackage("observation", "sensor", "container", "kubernetes", "process", "peer", "observation");

    @ArchTest
    static final ArchRule incidentsKnowObservationsAlone =
            agentPackage("incident", "sensor", "container", "kubernetes", "process", "peer", "observation", "incident");

    @ArchTest
    static final ArchRule stateOnDiskKnowsNothing = agentPackage("state", "state");

    @ArchTest
    static final ArchRule theOutboxKnowsItsFileAlone = agentPackage("outbox", "state", "outbox");

    @ArchTest
    static final ArchRule theLinkKnowsTheOutboxAlone = agentPackage("link", "state", "outbox", "retry", "link");

    @ArchTest
    static final ArchRule thePipelineIsKnownByTheProgramAlone = noClasses()
            .that()
            .resideInAPackage(AGENT + "..")
            .and()
            .resideOutsideOfPackages(AGENT, AGENT + ".pipeline..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(AGENT + ".pipeline..");

    @ArchTest
    static final ArchRule observationsOfProcessesAndOfTheNetworkAreMadeApart =
            slices().matching(AGENT + ".(execution|connection)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule nativeMemoryIsTouchedInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages(AGENT + ".linux..", AGENT + ".sensor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.jna..");

    @ArchTest
    static final ArchRule sensorsOnlyReadNativeMemory = noClasses()
            .that()
            .resideInAPackage(AGENT + ".sensor..")
            .should()
            .dependOnClassesThat(resideInAPackage("com.sun.jna..")
                    .and(not(JavaClass.Predicates.type(com.sun.jna.Pointer.class)))
                    .and(not(JavaClass.Predicates.type(com.sun.jna.Memory.class))));

    @ArchTest
    static final ArchRule profilesHaveNoClockThreadOrSocket = noClasses()
            .that()
            .resideInAPackage("io.plumbline.profiles..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.channels..", "java.util.concurrent..")
                    .and(not(belongToAnyOf(
                            InetAddress.class, Inet4Address.class, Inet6Address.class, UnknownHostException.class))))
            .orShould()
            .callMethodWhere(target(owner(assignableTo(InetAddress.class)))
                    .and(target(nameMatching("getByName|getAllByName|getHostName|getCanonicalHostName|isReachable"))))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule kubernetesClientStaysInItsPackages = noClasses()
            .that()
            .resideInAPackage("io.plumbline..")
            .and()
            .resideOutsideOfPackages(
                    "io.plumbline.kubernetes.client..",
                    AGENT + ".kubernetes.direct..",
                    "io.plumbline.collector.cluster.watch..",
                    "io.plumbline.acceptance..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

    @ArchTest
    static final ArchRule commandLineParserStaysInTheCli = noClasses()
            .that()
            .resideOutsideOfPackage("io.plumbline.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule onlyPeoplesProgramsAndMainClassesPrint = noClasses()
            .that()
            .resideOutsideOfPackages("io.plumbline.cli..", "io.plumbline.acceptance..")
            .and()
            .haveSimpleNameNotEndingWith("Main")
            .should()
            .accessField(System.class, "out");

    @ArchTest
    static final ArchRule logsGoThroughOneInterface = noClasses()
            .that()
            .resideInAPackage("io.plumbline..")
            .and()
            // The command silences the libraries that log there.
            .doNotHaveFullyQualifiedName("io.plumbline.cli.Plumbline")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.logging..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching(
                    "io.plumbline.(agent|collector|kubernetes|profiles|service|cli|acceptance).(**)")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesAreNullMarked = classes()
            .that()
            .resideInAPackage("io.plumbline..")
            .and()
            .haveSimpleName("package-info")
            .and()
            .resideOutsideOfPackages("io.plumbline.v1..")
            .should()
            .beAnnotatedWith(NullMarked.class);

    @Test
    void everyPackageSaysInOneSentenceWhatItIs() throws IOException {
        List<String> silent = new ArrayList<>();
        Pattern sentence = Pattern.compile("/\\*\\*\\s+\\S.*?\\.\\s*\\*/\\s*@NullMarked", Pattern.DOTALL);
        for (String module : List.of("profiles", "service", "kubernetes", "agent", "collector", "cli", "acceptance")) {
            Path sources = Checkout.root().resolve(module).resolve("src/main/java");
            for (Path directory : directoriesWithSources(sources)) {
                Path info = directory.resolve("package-info.java");
                if (!Files.exists(info)
                        || !sentence.matcher(Files.readString(info)).find()) {
                    silent.add(Checkout.root().relativize(info).toString());
                }
            }
        }
        assertThat(silent)
                .as("package-info.java with one sentence and @NullMarked")
                .isEmpty();
    }

    @ArchTest
    static void somethingIsLookedAt(JavaClasses classes) {
        assertThat(classes.stream().map(JavaClass::getPackageName))
                .contains("io.plumbline.profiles.behavior", "io.plumbline.agent.sensor");
    }

    private static List<Path> directoriesWithSources(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> file.toAbsolutePath().getParent())
                    .distinct()
                    .toList();
        }
    }

    /** A package of the agent may know the named packages of the agent, and of other modules what its module may. */
    private static ArchRule agentPackage(String name, String... known) {
        String[] allowed = Stream.of(known).map(one -> AGENT + "." + one + "..").toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(AGENT + "." + name + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(AGENT + "..").and(not(resideInAnyPackage(allowed))));
    }
}
