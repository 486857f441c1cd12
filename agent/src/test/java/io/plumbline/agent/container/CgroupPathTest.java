// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupPathTest {
    private static final String ID = "2056ecd5a9a3f5f0b7b5a7c0e1d2c3b4a5968778695a4b3c2d1e0f91b8690000";
    private static final String OTHER_ID = "ffff".repeat(16);
    private static final String UID = "11111111-2222-3333-4444-555555555501";
    private static final String UID_IN_SLICE = UID.replace('-', '_');

    private final CgroupPath everything = new CgroupPath("/");

    @Test
    void readsTheHybridLayoutOfTheCgroupfsDriver() {
        String text = """
                9:name=systemd:/kubepods/burstable/pod%1$s/%2$s
                8:pids:/kubepods/burstable/pod%1$s/%2$s
                4:cpu,cpuacct:/kubepods/burstable/pod%1$s/%2$s
                0::/kubepods/burstable/pod%1$s/%2$s
                """.formatted(UID, ID);
        assertThat(everything.parse(text))
                .contains(new ContainerCgroup(UID, ID, "/kubepods/burstable/pod" + UID + "/" + ID));
    }

    @Test
    void readsTheUnifiedLineWhereVersionOneSaysNothing() {
        String text = """
                9:name=systemd:/
                8:pids:/
                0::/lab-prod/kubepods/besteffort/pod%s/%s
                """.formatted(UID, ID);
        assertThat(everything.parse(text).orElseThrow().path())
                .isEqualTo("/lab-prod/kubepods/besteffort/pod" + UID + "/" + ID);
    }

    @Test
    void readsVersionOneWhereTheUnifiedLineSaysNothing() {
        String text = """
                11:memory:/kubepods/pod%1$s/%2$s
                9:name=systemd:/kubepods/pod%1$s/%2$s
                0::/
                """.formatted(UID, ID);
        assertThat(everything.parse(text)).contains(new ContainerCgroup(UID, ID, "/kubepods/pod" + UID + "/" + ID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/kubepods/pod@UID@/@ID@",
                "/kubepods/burstable/pod@UID@/@ID@",
                "/kubepods/besteffort/pod@UID@/@ID@",
                "/kubepods/burstable/pod@UID@/@ID@/init.scope/deeper",
                "/lab-1.6/kubepods/burstable/pod@UID@/@ID@",
                "/kubepods.slice/kubepods-pod@SLICE@.slice/cri-containerd-@ID@.scope",
                "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod@SLICE@.slice/cri-containerd-@ID@.scope",
                "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod@SLICE@.slice/cri-containerd-@ID@.scope/a/b",
                "/root/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod@SLICE@.slice/crio-@ID@.scope",
                "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod@SLICE@.slice/docker-@ID@.scope",
                "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod@SLICE@.slice/cri-containerd-@ID@.scope",
                "/system.slice/containerd.service/kubepods-burstable-pod@SLICE@.slice:cri-containerd:@ID@",
                "/../../pod@UID@/@ID@",
                "/../../../besteffort/pod@UID@/@ID@",
                "/../../kubepods-burstable-pod@SLICE@.slice/cri-containerd-@ID@.scope",
            })
    void findsPodAndContainerInEveryLayout(String path) {
        String filled =
                path.replace("@UID@", UID).replace("@SLICE@", UID_IN_SLICE).replace("@ID@", ID);
        ContainerCgroup found = everything.parse("0::" + filled + "\n").orElseThrow();
        assertThat(found.podUid()).isEqualTo(UID);
        assertThat(found.containerId()).isEqualTo(ID);
        assertThat(filled).startsWith(found.path());
        assertThat(found.path()).containsPattern(ID + "(\\.scope)?$");
    }

    @Test
    void takesTheHashOfAStaticPodAsItsUid() {
        String hash = "0123456789abcdef0123456789abcdef";
        assertThat(everything.parse("0::/kubepods/burstable/pod" + hash + "/" + ID))
                .map(ContainerCgroup::podUid)
                .contains(hash);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n\n",
                "0::/",
                "0::/system.slice/containerd.service",
                "0::/user.slice/user-0.slice/session-1.scope",
                "0::/docker/@ID@",
                "0::/default/@ID@",
                "0::/pod@UID@/@ID@",
                "0::/kubepods/pod@UID@",
                "0::/kubepods/burstable/pod@UID@/conmon",
                "0::/kubepods.slice/kubepods-burstable-pod@SLICE@.slice/crio-conmon-@ID@.scope",
                "0::/kubepods/burstable/pod@UID@/@ID@x",
                "0::/kubepods/burstable/pod@UID@/x/@ID@",
                "0:/kubepods/burstable/pod@UID@/@ID@",
                "kubepods/burstable/pod@UID@/@ID@",
            })
    void findsNothingElsewhere(String text) {
        String filled =
                text.replace("@UID@", UID).replace("@SLICE@", UID_IN_SLICE).replace("@ID@", ID);
        assertThat(everything.parse(filled)).isEmpty();
    }

    @Test
    void believesTheOutermostContainerWhateverAContainerNamesBelow() {
        String forged = "0::/kubepods/burstable/pod" + UID + "/" + ID
                + "/kubepods/pod99999999-9999-9999-9999-999999999999/" + OTHER_ID;
        assertThat(everything.parse(forged))
                .contains(new ContainerCgroup(UID, ID, "/kubepods/burstable/pod" + UID + "/" + ID));
    }

    @Test
    void leavesWhatIsOutsideOfTheCgroupRootToOthers() {
        CgroupPath firstNode = new CgroupPath("/lab-node1");
        assertThat(firstNode.parse("0::/lab-node1/kubepods/pod" + UID + "/" + ID))
                .contains(new ContainerCgroup(UID, ID, "/lab-node1/kubepods/pod" + UID + "/" + ID));
        assertThat(firstNode.parse("0::/lab-node2/kubepods/pod" + UID + "/" + ID))
                .isEmpty();
        assertThat(firstNode.parse("0::/lab-node10/kubepods/pod" + UID + "/" + ID))
                .isEmpty();
        assertThat(firstNode.parse("0::/lab-node1")).isEmpty();
    }

    @Test
    void acceptsACgroupRootWithinKubepods() {
        String text = "0::/lab/kubepods/burstable/pod" + UID + "/" + ID;
        Optional<ContainerCgroup> expected =
                Optional.of(new ContainerCgroup(UID, ID, "/lab/kubepods/burstable/pod" + UID + "/" + ID));
        assertThat(new CgroupPath("/lab/kubepods").parse(text)).isEqualTo(expected);
        assertThat(new CgroupPath("/lab/kubepods/burstable/").parse(text)).isEqualTo(expected);
    }

    @Test
    void refusesARelativeCgroupRoot() {
        assertThatThrownBy(() -> new CgroupPath("kubepods"))
                .hasMessageContaining("cgroup-root: kubepods (expected: an absolute path");
    }

    @Test
    void findsContainersByTheirIdInAnyText() {
        long seed = RandomGenerator.getDefault().nextLong();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        String[] pieces = {
            "0::",
            ":",
            "/",
            "..",
            "kubepods",
            "kubepods.slice",
            "pod",
            UID,
            UID_IN_SLICE,
            ID,
            "\n",
            "\0",
            "cri-containerd-",
            ".scope",
            "\uD800",
            "burstable",
            "-",
            "x".repeat(5000),
            "/a".repeat(3000)
        };
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            everything.parse(text.toString()).ifPresent(found -> {
                assertThat(found.containerId())
                        .as("seed %s, text %s", seed, text)
                        .matches("[0-9a-f]{64}");
                assertThat(text.toString()).as("seed %s", seed).contains(found.path());
            });
        }
    }
}
