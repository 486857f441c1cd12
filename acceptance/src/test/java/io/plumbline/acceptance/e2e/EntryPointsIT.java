// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.image.ImageConfig;
import io.plumbline.acceptance.lab.image.ImageRecipe;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodContainer;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Containers that begin with a script, or that were there before the agent, are started again without a word. */
final class EntryPointsIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("entry");

    private static final String HANDS_OVER = "#!/bin/sh\nexec \"$@\"\n";
    private static final String LOOKS_AROUND = "#!/bin/sh -e\nls / >/dev/null\nexec \"$@\"\n";

    static LabNode node;
    static Site site;
    static CollectorProgram collector;

    @BeforeAll
    static void collect() throws IOException {
        node = LAB.lab().start(NodeSpec.debian("a"));
        site = new Site(node, 10, 5);
        collector = site.collector();
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void restartsAreQuiet() throws IOException {
        Pod handedOver = run("found-0", SCRIPTS, "docker-entrypoint.sh", "sleep", "1000");
        Pod launched = run("launched-0", SCRIPTS, "/bin/sh", "-c", "true; exec sleep 1000");
        // It writes its state over its arguments.
        Pod cache = run("cache-0", Images.DEBIAN, "redis-server", "--save", "");
        // They change their user at their start alone, and write their state over their arguments.
        Pod web = run("web-0", Images.DEBIAN, "/usr/sbin/nginx", "-g", "daemon off;");
        Pod behind = run("behind-0", Images.DEBIAN, "/bin/bash", "-c", "exec nginx -g 'daemon off;'");
        Pod looked = run("looked-0", SCRIPTS, "/usr/local/bin/look.sh", "sleep", "1000");
        site.agent(node, "node-a");
        Pod seen = run("seen-0", SCRIPTS, "/usr/local/bin/look.sh", "sleep", "1000");
        Shop.awaitStable(collector, "found-0", "launched-0", "web-0", "behind-0", "cache-0", "looked-0", "seen-0");

        PodContainer last = restartedTwice(handedOver);
        for (Pod pod : List.of(launched, web, behind, cache, looked, seen)) {
            last = restartedTwice(pod);
        }
        // Told after all that came before it.
        node.pods().exec(last, "/bin/ls", "/etc");
        Shop.awaitDeviation(
                collector, "the session", deviation -> deviation.getRule().equals("runtime-session"));

        assertThat(Shop.deviations(collector))
                .filteredOn(deviation -> !deviation.getRule().equals("runtime-session"))
                .isEmpty();
        assertThat(Shop.wholeProfile(collector, "seen-0").getEntriesList())
                .filteredOn(entry -> entry.getBehavior().getExecution().getPhase() == Phase.PHASE_ENTRYPOINT)
                .extracting(entry ->
                        entry.getBehavior().getExecution().getEffective().getPath())
                .containsExactly("/usr/local/bin/look.sh");
    }

    private static PodContainer restartedTwice(Pod pod) throws IOException {
        PodContainer first = pod.containers().getFirst();
        return node.pods().restart(pod, node.pods().restart(pod, first));
    }

    private static Pod run(String name, ImageRecipe image, String... command) throws IOException {
        return node.pods()
                .run(PodSpec.of("shop", name).container(ContainerSpec.of("main", node.image(image), command)));
    }

    /** Busybox with the scripts that images begin with. */
    private static final ImageRecipe SCRIPTS = new ImageRecipe() {
        @Override
        public String shortName() {
            return "scripts";
        }

        @Override
        public ImageRecipe base() {
            return Images.BUSYBOX;
        }

        @Override
        public String ingredients() {
            return HANDS_OVER + LOOKS_AROUND;
        }

        @Override
        public void fill(Path root) throws IOException {
            Path directory = Files.createDirectories(root.resolve("usr/local/bin"));
            script(directory.resolve("docker-entrypoint.sh"), HANDS_OVER);
            script(directory.resolve("look.sh"), LOOKS_AROUND);
        }

        @Override
        public ImageConfig config() {
            return new ImageConfig(List.of(), List.of("/bin/sh"));
        }
    };

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
