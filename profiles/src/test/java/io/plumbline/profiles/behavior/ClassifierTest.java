// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.argv.ArgvShaper;
import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.peer.Peer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {
    private static Execution run(Phase phase, String executable, String... argv) {
        return new Execution(
                new Program(Origin.IMAGE, executable),
                null,
                new ArgvShaper(Samples.redactor()).shape(executable, List.of(argv), false),
                "/usr/sbin/nginx",
                UserClass.NON_ROOT,
                DirectoryClass.ROOT,
                phase);
    }

    private static Classification classify(String executable, String... argv) {
        return Classifier.classify(run(Phase.SERVICE, executable, argv));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/bin/dash|sh -c id|INLINE_CODE",
                "/bin/bash|bash -lc id|INLINE_CODE",
                "/bin/bash|bash -o pipefail -ec id|INLINE_CODE",
                "/usr/bin/python3.11|python3 -c print(1)|INLINE_CODE",
                "/usr/bin/python3.11|python3 -Ic print(1)|INLINE_CODE",
                "/usr/bin/python3.11|python3 -cprint(1)|INLINE_CODE",
                "/usr/bin/perl|perl -lane print|INLINE_CODE",
                "/usr/bin/ruby3.1|ruby -e puts|INLINE_CODE",
                "/usr/bin/node|node --eval 1|INLINE_CODE",
                "/usr/bin/node|node --eval=1|INLINE_CODE",
                "/usr/bin/php8.2|php -r 1|INLINE_CODE",
                "/bin/busybox|sh -c id|INLINE_CODE",
                "/bin/busybox|busybox sh -c id|INLINE_CODE",
                "/lib64/ld-linux-x86-64.so.2|ld.so /bin/bash -c id|INLINE_CODE",
                "/bin/dash|sh|STDIN_CODE",
                "/bin/dash|-sh|STDIN_CODE",
                "/bin/bash|bash -i|STDIN_CODE",
                "/bin/bash|bash -s arg|STDIN_CODE",
                "/bin/bash|bash /dev/stdin|STDIN_CODE",
                "/usr/bin/python3.11|python3|STDIN_CODE",
                "/usr/bin/python3.11|python3 -|STDIN_CODE",
                "/usr/bin/nc.openbsd|nc -l 4444|NETWORK_TOOL",
                "/bin/busybox|nc 10.0.0.1 4444|NETWORK_TOOL",
                "/bin/busybox|busybox wget x|NETWORK_TOOL",
                "/usr/bin/curl|curl http://x|NETWORK_TOOL",
                "/usr/bin/x86_64-linux-gnu-gcc-12|gcc x.c|COMPILER",
                "/usr/bin/apt-get|apt-get install nmap|PACKAGE_MANAGER",
            })
    void callsItSensitive(String executable, String argv, Sensitivity expected) {
        assertThat(classify(executable, argv.split(" ")).sensitivities()).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/bin/dash|sh /app/run.sh -c",
                "/bin/bash|bash -e /app/run.sh",
                "/usr/bin/python3.11|python3 app.py -c config",
                "/usr/bin/python3.11|python3 -m http.server",
                "/usr/bin/python3.11|python3 -W error app.py",
                "/usr/bin/python3.11|python3 --version",
                "/usr/bin/perl|perl -MFile::Spec /app/run.pl",
                "/usr/bin/node|node server.js -e x",
                "/usr/bin/java|java -jar /app.jar",
                "/usr/sbin/nginx|nginx -c /etc/nginx.conf",
                "/bin/busybox|ls -c",
                "/usr/bin/sed|sed -e s/a/b/",
                "/usr/bin/redis-server|redis-server",
            })
    void callsItOrdinary(String executable, String argv) {
        assertThat(classify(executable, argv.split(" "))).isEqualTo(Classification.ORDINARY);
    }

    @Test
    void whatThePodSpecDeclaresMayUseShells() {
        for (Phase phase : List.of(Phase.ENTRYPOINT, Phase.PROBE, Phase.HOOK)) {
            assertThat(Classifier.classify(run(phase, "/bin/dash", "sh", "-c", "curl localhost"))
                            .isSensitive())
                    .isFalse();
        }
        assertThat(Classifier.classify(run(Phase.SESSION, "/bin/dash", "sh", "-c", "id"))
                        .isSensitive())
                .isTrue();
    }

    @Test
    void whatIsNotFromTheImageIsSensitiveInEveryPhase() {
        for (Origin origin : List.of(Origin.WRITABLE_LAYER, Origin.WRITABLE_MOUNT, Origin.MEMORY, Origin.DELETED)) {
            Execution known = run(Phase.ENTRYPOINT, "/usr/bin/app", "app");
            Execution dropped = new Execution(
                    new Program(origin, "/usr/bin/app"),
                    null,
                    known.argv(),
                    null,
                    known.user(),
                    known.workingDirectory(),
                    known.phase());
            Execution script = new Execution(
                    new Program(Origin.IMAGE, "/bin/dash"),
                    new Program(origin, "/tmp/x.sh"),
                    known.argv(),
                    null,
                    known.user(),
                    known.workingDirectory(),
                    known.phase());
            assertThat(Stream.of(dropped, script).map(Classifier::classify))
                    .allSatisfy(one -> assertThat(one.sensitivities()).containsExactly(Sensitivity.NOT_FROM_IMAGE));
        }
    }

    @Test
    void packageManagersThatAreScriptsAreSeen() {
        Execution pip = new Execution(
                new Program(Origin.IMAGE, "/usr/bin/python3.11"),
                new Program(Origin.IMAGE, "/usr/bin/pip3"),
                new ArgvShaper(Samples.redactor())
                        .shape(
                                "/usr/bin/python3.11",
                                List.of("/usr/bin/python3", "/usr/bin/pip3", "install", "x"),
                                false),
                "/bin/sh",
                UserClass.ROOT,
                DirectoryClass.ROOT,
                Phase.SERVICE);

        assertThat(Classifier.classify(pip).sensitivities()).containsExactly(Sensitivity.PACKAGE_MANAGER);
    }

    @Test
    void tellsPeersAndPrivileges() {
        assertThat(Classifier.classify(new Outbound(new Peer.ApiServer(), 443, Transport.TCP))
                        .sensitivities())
                .containsExactly(Sensitivity.API_SERVER);
        assertThat(Classifier.classify(new Outbound(new Peer.MetadataService(), 80, Transport.TCP))
                        .sensitivities())
                .containsExactly(Sensitivity.METADATA_SERVICE);
        assertThat(Classifier.classify(
                                new Outbound(new Peer.UnixSocket("/run/containerd/containerd.sock"), 1, Transport.TCP))
                        .sensitivities())
                .containsExactly(Sensitivity.RUNTIME_SOCKET);
        assertThat(Classifier.classify(new Privilege(UserClass.NON_ROOT, UserClass.ROOT, "/bin/su"))
                        .sensitivities())
                .containsExactly(Sensitivity.PRIVILEGE_GAIN);
        assertThat(Classifier.classify(new Privilege(UserClass.ROOT, UserClass.NON_ROOT, "/usr/sbin/nginx"))
                        .isSensitive())
                .isFalse();
        assertThat(Classifier.classify(Samples.outbound("redis", 6379)).isSensitive())
                .isFalse();
        assertThat(Classifier.classify(Samples.listening(80)).isSensitive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline-code", "not-from-image", "runtime-socket"})
    void sensitivitiesHaveOneWordForms(String word) {
        assertThat(Sensitivity.of(word)).map(Sensitivity::word).contains(word);
    }

    @Test
    void callsWhatFewProgramsAskOfTheKernelSensitive() {
        assertThat(sensitivities(SocketUse.of(17, 3, "/bin/x"))).containsExactly(Sensitivity.RAW_SOCKET);
        assertThat(SocketUse.of(42, 99, "/bin/x")).isEqualTo(new SocketUse("family-42", "type-99", "/bin/x"));
        assertThat(sensitivities(new KernelUse(KernelUse.Operation.IO_URING, "/bin/x")))
                .containsExactly(Sensitivity.KERNEL_INTERFACE);
        assertThat(sensitivities(new KernelUse(KernelUse.Operation.NAMESPACE_CREATE, "/bin/x")))
                .containsExactly(Sensitivity.NAMESPACE_CHANGE);
        assertThat(sensitivities(new KernelUse(KernelUse.Operation.TRACE, "/bin/x")))
                .containsExactly(Sensitivity.PROCESS_INTRUSION);
        assertThat(sensitivities(new KernelUse(KernelUse.Operation.CAPABILITY_GAIN, "/bin/x")))
                .containsExactly(Sensitivity.PRIVILEGE_GAIN);
        assertThat(sensitivities(new CodeMapping(new Program(Origin.MEMORY, "memfd:x"), "/bin/x")))
                .containsExactly(Sensitivity.NOT_FROM_IMAGE);
        assertThat(sensitivities(
                        new Outbound(new Peer.UnixSocket("/run/containerd/containerd.sock"), 0, Transport.UNIX)))
                .containsExactly(Sensitivity.RUNTIME_SOCKET);
    }

    private static java.util.Set<Sensitivity> sensitivities(Behavior behavior) {
        return Classifier.classify(behavior).sensitivities();
    }
}
