// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static io.plumbline.agent.sensor.ebpf.Watched.device;
import static io.plumbline.agent.sensor.ebpf.Watched.file;
import static io.plumbline.agent.sensor.ebpf.Watched.inode;
import static io.plumbline.agent.sensor.ebpf.Watched.launch;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity.Layer;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.testing.Deeds;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which file runs: told by what it is, not by what it is called. */
@RootTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExecutablesLiveTest {
    private Deeds deeds;
    private Watched watched;

    @BeforeAll
    void start() throws IOException {
        deeds = Deeds.compile();
        // Where overlayfs is a module, what it looks like is known a moment after it was loaded: as long before any
        // container.
        deeds.shell("mkdir l u w m; mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m", "unshare", "-m");
        watched = new Watched();
    }

    @AfterAll
    void stop() throws IOException {
        watched.close();
        deeds.close();
    }

    @Test
    void tellsAProgramThatRunsFromMemory() throws IOException {
        deeds.run("memory");
        ProcessExecuted executed = watched.exec("nothing", "from-memory");
        assertThat(file(executed).memory()).isTrue();
        assertThat(file(executed).deleted()).isTrue();
        assertThat(file(executed).links()).isZero();
        assertThat(executed.details().executable()).isEqualTo(Reading.known("/memfd:deeds"));
        assertThat(launch(executed).fileName()).startsWith("/dev/fd/");
    }

    @Test
    void tellsAProgramWhoseFileIsGone() throws IOException {
        Path gone = deeds.copyTo(deeds.directory().resolve("gone"));
        long inode = inode(gone);
        deeds.run("deleted", gone.toString());
        ProcessExecuted executed = watched.exec("nothing", "from-deleted");
        assertThat(file(executed).deleted()).isTrue();
        assertThat(file(executed).memory()).isFalse();
        assertThat(file(executed).inode()).isEqualTo(inode);
        assertThat(executed.details().executable()).isEqualTo(Reading.known(gone.toString()));
    }

    @Test
    void tellsTheLayerOfAnOverlay() throws IOException {
        Path image = deeds.directory().resolve("image");
        deeds.copyTo(image.resolve("kept"));
        deeds.copyTo(image.resolve("owned"));
        deeds.copyTo(image.resolve("changed"));
        deeds.shell("""
                mkdir upper work merged
                mount -t overlay overlay -o lowerdir=image,upperdir=upper,workdir=work merged
                cp "$DEEDS" merged/new
                chown 12345 merged/owned
                merged/changed nothing layer-before
                size=$(stat -c %s merged/changed)
                printf x | dd of=merged/changed bs=1 seek=$((size - 16)) conv=notrunc status=none
                for each in kept new owned changed; do merged/$each nothing layer-$each; done
                umount merged
                rm -r work
                """, "unshare", "-m");
        assertThat(file(watched.exec("nothing", "layer-kept")).layer()).isEqualTo(Layer.LOWER);
        assertThat(file(watched.exec("nothing", "layer-new")).layer()).isEqualTo(Layer.UPPER);
        assertThat(file(watched.exec("nothing", "layer-owned")).layer())
                .as("a change of owner copies up; the bytes are compared by whoever judges")
                .isEqualTo(Layer.UPPER);
        FileIdentity before = file(watched.exec("nothing", "layer-before"));
        FileIdentity after = file(watched.exec("nothing", "layer-changed"));
        assertThat(before.layer()).isEqualTo(Layer.LOWER);
        assertThat(after.layer()).isEqualTo(Layer.UPPER);
        assertThat(after.size()).isEqualTo(before.size());
        assertThat(after.changedNanos()).isGreaterThan(before.changedNanos());
    }

    @Test
    void tellsAFileThatWasWrittenInPlace() throws IOException {
        Path program = deeds.copyTo(deeds.directory().resolve("overwritten"));
        Deeds.succeed(new ProcessBuilder(program.toString(), "nothing", "before-write"));
        try (FileChannel channel = FileChannel.open(program, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}), channel.size() - 8);
        }
        Files.setLastModifiedTime(program, Files.getLastModifiedTime(deeds.program()));
        Deeds.succeed(new ProcessBuilder(program.toString(), "nothing", "after-write"));
        FileIdentity before = file(watched.exec("nothing", "before-write"));
        FileIdentity after = file(watched.exec("nothing", "after-write"));
        assertThat(after.inode()).isEqualTo(before.inode());
        assertThat(after.size()).isEqualTo(before.size());
        assertThat(after.changedNanos()).as("which no program can set").isGreaterThan(before.changedNanos());
    }

    @Test
    void tellsWhatIsMountedOverATrustedPath() throws IOException {
        Path trusted = deeds.copyTo(deeds.directory().resolve("trusted"));
        Path evil = deeds.copyTo(deeds.directory().resolve("evil"));
        deeds.shell("mount --bind evil trusted; trusted=$DIR/trusted; $trusted nothing bound", "unshare", "-Urm");
        ProcessExecuted executed = watched.exec("nothing", "bound");
        assertThat(executed.details().executable()).isEqualTo(Reading.known(trusted.toString()));
        assertThat(file(executed).inode()).isEqualTo(inode(evil)).isNotEqualTo(inode(trusted));
        assertThat(file(executed).device()).isEqualTo(device(evil));
        assertThat(executed.details().namespaces().toOptional().orElseThrow().mount())
                .isNotEqualTo(inode(Path.of("/proc/self/ns/mnt")));
    }

    @Test
    void tellsTheOuterPathUnderChroot() throws IOException {
        Path root = deeds.directory().resolve("root");
        Path program = deeds.copyTo(root.resolve("bin/deeds"));
        deeds.run("chroot", root.toString(), "/bin/deeds", "nothing", "chrooted");
        ProcessExecuted executed = watched.exec("nothing", "chrooted");
        assertThat(executed.details().executable()).isEqualTo(Reading.known(program.toString()));
        assertThat(executed.details().workingDirectory()).isEqualTo(Reading.known(root.toString()));
        assertThat(launch(executed).fileName()).isEqualTo("/bin/deeds");
        assertThat(file(executed).inode()).isEqualTo(inode(program));
    }

    @Test
    void tellsTheProgramBehindLinks() throws IOException {
        deeds.run("run", "/proc/self/exe", "nothing", "re-executed");
        ProcessExecuted again = watched.exec("nothing", "re-executed");
        assertThat(again.details().executable())
                .isEqualTo(Reading.known(deeds.program().toString()));
        assertThat(launch(again).fileName()).isEqualTo("/proc/self/exe");

        Path busybox = Path.of("/bin/busybox").toRealPath();
        Files.createSymbolicLink(deeds.directory().resolve("echo"), busybox);
        deeds.shell("./echo by-applet");
        ProcessExecuted applet = watched.exec("by-applet");
        assertThat(applet.details().executable()).isEqualTo(Reading.known(busybox.toString()));
        assertThat(launch(applet).fileName()).isEqualTo("./echo");
        assertThat(applet.details().commandName()).isEqualTo(Reading.known("echo"));
    }

    @Test
    void tellsDeepPathsAndLongNames() throws IOException {
        Path deep = deeds.directory().resolve(String.join("/", Collections.nCopies(24, "level")));
        Path wide = deeds.directory().resolve(String.join("/", Collections.nCopies(14, "n".repeat(255))));
        Path deepest = deeds.directory().resolve(String.join("/", Collections.nCopies(60, "d")));
        for (Path directory : new Path[] {deep, wide, deepest}) {
            deeds.copyTo(directory.resolve("deeds"));
        }
        Deeds.succeed(new ProcessBuilder(deep.resolve("deeds").toString(), "nothing", "deep"));
        Deeds.succeed(new ProcessBuilder(wide.resolve("deeds").toString(), "nothing", "wide"));
        Deeds.succeed(new ProcessBuilder(deepest.resolve("deeds").toString(), "nothing", "deepest"));
        assertThat(watched.exec("nothing", "deep").details().executable())
                .isEqualTo(Reading.known(deep.resolve("deeds").toString()));
        assertThat(watched.exec("nothing", "wide").details().executable())
                .isEqualTo(Reading.known(wide.resolve("deeds").toString()));
        ProcessExecuted tooDeep = watched.exec("nothing", "deepest");
        assertThat(tooDeep.details().executable()).isEqualTo(Reading.unknown("path-too-deep"));
        assertThat(file(tooDeep).inode()).isEqualTo(inode(deepest.resolve("deeds")));
    }
}
