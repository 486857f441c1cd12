// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.CodeMapping;
import io.plumbline.profiles.behavior.DirectoryClass;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.behavior.Program;
import io.plumbline.profiles.behavior.SocketUse;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.behavior.UserClass;
import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.fixtures.Seeds;
import io.plumbline.profiles.peer.Peer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Execution MASTER = Samples.execution("/entrypoint.sh", "/usr/sbin/nginx", "-g", "daemon off;");
    private static final Attribution ANNA = new Attribution("anna", "", null);

    private static Map<String, ProfileEntry> active(Behavior... behaviors) {
        Map<String, ProfileEntry> entries = new LinkedHashMap<>();
        for (Behavior behavior : behaviors) {
            put(entries, behavior, EntryState.ACTIVE);
        }
        return entries;
    }

    private static void put(Map<String, ProfileEntry> entries, Behavior behavior, EntryState state) {
        ProfileEntry entry = ProfileEntry.decided(behavior, state, EntrySource.ACCEPTED, ANNA);
        entries.put(entry.id(), entry);
    }

    private static List<String> because(Map<String, ProfileEntry> entries, Behavior behavior) {
        Verdict verdict = Judge.judge(entries, behavior, 0);
        assertThat(verdict).isInstanceOf(Verdict.Unmatched.class);
        return ((Verdict.Unmatched) verdict).because();
    }

    private static Execution seen(
            Origin origin, @Nullable ArgvShape argv, @Nullable String parent, UserClass user, Phase phase) {
        return new Execution(
                new Program(origin, "/usr/sbin/nginx"), null, argv, parent, user, DirectoryClass.ROOT, phase);
    }

    @Test
    void explainsANewProgram() {
        assertThat(because(active(MASTER), Samples.execution("/usr/sbin/nginx", "/bin/sh", "-c", "id")))
                .containsExactly(
                        "program /bin/sh was never run in this container",
                        "/usr/sbin/nginx never started a child before");
    }

    @Test
    void explainsTheNearestDifference() {
        assertThat(because(active(MASTER), Samples.execution("/entrypoint.sh", "/usr/sbin/nginx", "-c", "daemon off;")))
                .containsExactly("argument 1 was always `-g`, now `-c`");
        assertThat(because(active(MASTER), Samples.execution("/bin/bash", "/usr/sbin/nginx", "-g", "daemon off;")))
                .containsExactly(
                        "/bin/bash never started a child before",
                        "it was always started by /entrypoint.sh, now by /bin/bash");
        assertThat(because(
                        active(MASTER),
                        seen(Origin.WRITABLE_LAYER, MASTER.argv(), "/entrypoint.sh", UserClass.ROOT, Phase.SERVICE)))
                .containsExactly(
                        "the file /usr/sbin/nginx was always from the image, now written in the container",
                        "it always ran as non-root, now as root");
        assertThat(because(
                        active(MASTER),
                        Samples.execution("/entrypoint.sh", "/usr/sbin/nginx", "-g", "daemon off;", "-x")))
                .containsExactly("it always had 2 arguments, now 3, first new one `-x`");
    }

    @Test
    void explainsNetworks() {
        Map<String, ProfileEntry> entries = active(Samples.outbound("redis", 6379), Samples.listening(80));

        assertThat(because(entries, Samples.outbound("vault", 8200)))
                .containsExactly("peer shop/Deployment/vault was never contacted; known peers: shop/Deployment/redis");
        assertThat(because(entries, Samples.outbound("redis", 22)))
                .containsExactly("peer shop/Deployment/redis was always contacted on tcp 6379, now on tcp 22");
        assertThat(because(entries, Samples.listening(4444)))
                .containsExactly("tcp 4444 was never listened on; known: tcp 80");
        assertThat(because(active(), Samples.listening(4444)))
                .containsExactly("tcp 4444 was never listened on; known: none");
    }

    @Test
    void toleratesWhatCouldNotBeReadAndNothingElse() {
        Map<String, ProfileEntry> entries = active(MASTER);

        for (Execution partial : List.of(
                seen(Origin.UNKNOWN, null, null, UserClass.UNKNOWN, Phase.SERVICE),
                seen(Origin.IMAGE, null, "/entrypoint.sh", UserClass.NON_ROOT, Phase.SERVICE),
                seen(Origin.IMAGE, MASTER.argv(), null, UserClass.NON_ROOT, Phase.SERVICE))) {
            assertThat(Judge.judge(entries, partial, 0)).isInstanceOf(Verdict.Known.class);
        }
        for (Execution different : List.of(
                seen(Origin.UNKNOWN, null, "/bin/bash", UserClass.UNKNOWN, Phase.SERVICE),
                seen(Origin.WRITABLE_LAYER, null, null, UserClass.UNKNOWN, Phase.SERVICE),
                seen(Origin.IMAGE, null, null, UserClass.ROOT, Phase.SERVICE),
                seen(Origin.IMAGE, MASTER.argv(), "/entrypoint.sh", UserClass.NON_ROOT, Phase.PROBE),
                seen(
                        Origin.IMAGE,
                        new ArgvShape(List.of(), true),
                        "/entrypoint.sh",
                        UserClass.NON_ROOT,
                        Phase.SERVICE))) {
            assertThat(Judge.judge(entries, different, 0)).isInstanceOf(Verdict.Unmatched.class);
        }
    }

    @Test
    void whatAPersonLeftOpenFitsAnything() {
        Execution open = new Execution(
                new Program(Origin.IMAGE, "/usr/sbin/nginx"),
                null,
                null,
                null,
                UserClass.UNKNOWN,
                DirectoryClass.UNKNOWN,
                Phase.SERVICE);

        assertThat(Judge.judge(active(open), MASTER, 0)).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void deniedWinsOverActive() {
        Execution open = new Execution(
                new Program(Origin.UNKNOWN, "/usr/sbin/nginx"),
                null,
                null,
                null,
                UserClass.UNKNOWN,
                DirectoryClass.UNKNOWN,
                Phase.SERVICE);
        Map<String, ProfileEntry> entries = active(MASTER);
        put(entries, open, EntryState.DENIED);

        assertThat(Judge.judge(entries, MASTER, 0)).isInstanceOf(Verdict.Denied.class);
    }

    @Test
    void aRangeCoversTheRangesInIt() {
        Map<String, ProfileEntry> entries = active(
                new Outbound(new Peer.Cidr("10.0.0.0/8"), 443, Transport.TCP),
                new Outbound(new Peer.Cidr("fd00::/8"), 443, Transport.TCP));

        assertThat(Judge.judge(entries, new Outbound(new Peer.Cidr("10.1.2.3/32"), 443, Transport.TCP), 0))
                .isInstanceOf(Verdict.Known.class);
        assertThat(Judge.judge(entries, new Outbound(new Peer.Cidr("fd12::1/128"), 443, Transport.TCP), 0))
                .isInstanceOf(Verdict.Known.class);
        for (String other : List.of("11.1.2.3/32", "0.0.0.0/0", "fe80::1/128", "nonsense/8", "10.1.2.3")) {
            assertThat(Judge.judge(entries, new Outbound(new Peer.Cidr(other), 443, Transport.TCP), 0))
                    .isInstanceOf(Verdict.Unmatched.class);
        }
    }

    @Test
    void everyEntryCoversItselfAndNeverThrows() {
        Seeds.check(1000, random -> {
            Behavior one = Samples.random(random);
            Behavior other = Samples.random(random);
            assertThat(Judge.judge(active(one), one, 0)).isInstanceOf(Verdict.Known.class);
            if (Judge.judge(active(one), other, 0) instanceof Verdict.Unmatched novel) {
                assertThat(novel.because())
                        .isNotEmpty()
                        .allSatisfy(line -> assertThat(line).doesNotContain("\n", "\u0007"));
            }
        });
    }

    private static Execution with(@Nullable Map<String, String> environment) {
        return new Execution(
                MASTER.executable(),
                null,
                MASTER.argv(),
                MASTER.parent(),
                MASTER.user(),
                MASTER.workingDirectory(),
                MASTER.phase(),
                environment);
    }

    private static Map<String, ProfileEntry> learned(Behavior... behaviors) {
        Map<String, ProfileEntry> entries = new LinkedHashMap<>();
        for (Behavior behavior : behaviors) {
            ProfileEntry entry = ProfileEntry.decided(behavior, EntryState.ACTIVE, EntrySource.LEARNED, ANNA);
            entries.put(entry.id(), entry);
        }
        return entries;
    }

    @Test
    void namesTheVariableThatLoadsOtherCode() {
        Map<String, ProfileEntry> plain = learned(with(Map.of()));

        assertThat(because(plain, with(Map.of("LD_PRELOAD", "0011223344556677"))))
                .containsExactly("LD_PRELOAD is set, was not before");
        assertThat(because(
                        learned(with(Map.of("NODE_OPTIONS", "0011223344556677"))),
                        with(Map.of("NODE_OPTIONS", "ffffffffffffffff"))))
                .containsExactly("NODE_OPTIONS has another value than before");
        assertThat(because(learned(with(Map.of("NODE_OPTIONS", "0011223344556677"))), with(Map.of())))
                .containsExactly("NODE_OPTIONS is not set, always was before");
    }

    @Test
    void toleratesAnUnknownEnvironmentOnEitherSide() {
        Map<String, String> tuned = Map.of("NODE_OPTIONS", "0011223344556677");

        assertThat(Judge.judge(learned(with(Map.of())), with(null), 0)).isInstanceOf(Verdict.Known.class);
        assertThat(Judge.judge(learned(with(tuned)), with(null), 0)).isInstanceOf(Verdict.Known.class);
        assertThat(Judge.judge(learned(with(null)), with(Map.of()), 0)).isInstanceOf(Verdict.Known.class);
        assertThat(Judge.judge(learned(with(null)), with(tuned), 0)).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void believesAnEntryOfUnknownEnvironmentOnlyUntilSomebodyKnowsBetter() {
        Map<String, String> tuned = Map.of("NODE_OPTIONS", "0011223344556677");
        Map<String, String> preloaded = Map.of("LD_PRELOAD", "0011223344556677");

        assertThat(Judge.judge(learned(with(null), with(tuned)), with(preloaded), 0))
                .isInstanceOf(Verdict.Unmatched.class);
        assertThat(Judge.judge(learned(with(null), with(tuned)), with(tuned), 0))
                .isInstanceOf(Verdict.Known.class);
        assertThat(Judge.judge(active(with(null), with(tuned)), with(preloaded), 0))
                .as("a person who leaves the environment open means any")
                .isInstanceOf(Verdict.Known.class);
    }

    @Test
    void otherContentUnderANameOfTheSameShapeIsAnotherBehaviour() {
        Program code = new Program(Origin.WRITABLE_LAYER, "/root/.cache/JNA/temp/jna*.tmp");
        CodeMapping known = new CodeMapping(code, "/usr/bin/java", "0a".repeat(32));
        CodeMapping other = new CodeMapping(code, "/usr/bin/java", "0b".repeat(32));
        CodeMapping unread = new CodeMapping(code, "/usr/bin/java");

        assertThat(Judge.judge(active(known), known, 0)).isInstanceOf(Verdict.Known.class);
        assertThat(Judge.judge(active(known), unread, 0))
                .as("removed before anybody could read it")
                .isInstanceOf(Verdict.Known.class);
        assertThat(because(active(known), other))
                .containsExactly("the content of /root/.cache/JNA/temp/jna*.tmp (written in the container) that"
                        + " /usr/bin/java loaded is not what it was before");
        assertThat(Judge.judge(active(unread), other, 0))
                .as("a person allows any content")
                .isInstanceOf(Verdict.Known.class);
        assertThat(BehaviorId.of(known)).isNotEqualTo(BehaviorId.of(other)).isNotEqualTo(BehaviorId.of(unread));
    }

    @Test
    void explainsWhatIsAskedOfTheKernel() {
        Map<String, ProfileEntry> known =
                learned(new KernelUse(KernelUse.Operation.MOUNT, "/bin/mount"), SocketUse.of(17, 3, "/bin/tcpdump"));

        assertThat(because(known, new KernelUse(KernelUse.Operation.MOUNT, "/bin/x")))
                .containsExactly("/bin/x never used mount before; other programs of this container did: /bin/mount");
        assertThat(because(known, SocketUse.of(40, 1, "/bin/tcpdump")))
                .containsExactly("/bin/tcpdump never made a socket of family vsock and type stream before;"
                        + " known: packet raw");
        assertThat(because(known, new CodeMapping(new Program(Origin.WRITABLE_MOUNT, "/tmp/x.so"), "/bin/app")))
                .containsExactly("/bin/app never loaded the code of /tmp/x.so (on a writable mount) before;"
                        + " known code that is not from the image: none");
        assertThat(Judge.judge(
                        active(new KernelUse(KernelUse.Operation.BPF, null)),
                        new KernelUse(KernelUse.Operation.BPF, "/bin/any"),
                        0))
                .isInstanceOf(Verdict.Known.class);
    }
}
