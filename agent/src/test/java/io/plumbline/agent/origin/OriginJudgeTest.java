// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.container.Container;
import io.plumbline.agent.container.OverlayLayers;
import io.plumbline.agent.container.Sandbox;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.workload.ContainerType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On directories that look like the layers of an overlay and like /proc of its container; real overlays are in acceptance. */
class OriginJudgeTest {
    private static final int INIT = 77;
    private static final String MOUNTS = """
            1 0 0:55 / / rw,relatime - overlay overlay rw
            2 1 254:0 / /config ro,relatime - ext4 /dev/vda rw
            3 1 254:0 / /data rw,relatime - ext4 /dev/vda rw
            """;

    @TempDir
    private Path temp = Path.of("");

    private Path upper = Path.of("");
    private Path lower = Path.of("");
    private Path root = Path.of("");
    private Path proc = Path.of("");

    @BeforeEach
    void layers() throws IOException {
        upper = Files.createDirectories(temp.resolve("upper"));
        lower = Files.createDirectories(temp.resolve("lower"));
        proc = Files.createDirectories(temp.resolve("proc"));
        Path init = Files.createDirectories(proc.resolve("77"));
        Files.writeString(init.resolve("mountinfo"), MOUNTS);
        root = Files.createDirectories(init.resolve("root"));
    }

    @Test
    void whatIsOnlyInTheImageIsFromTheImage() throws IOException {
        Path file = write(lower, "/bin/tool", "image");

        assertThat(judge("/bin/tool", identity(file)).origin()).isEqualTo(Origin.IMAGE);
    }

    @Test
    void aCopyUpWithTheSameContentStaysQuiet() throws IOException {
        Path below = write(lower, "/bin/tool", "image");
        write(upper, "/bin/tool", "image");

        assertThat(judge("/bin/tool", identity(below)).origin()).isEqualTo(Origin.IMAGE);
    }

    @Test
    void aChangeLateInTheFileOfTheSameSizeIsSeen() throws IOException {
        String content = "x".repeat(200_000);
        write(lower, "/bin/tool", content);
        Path changed = write(upper, "/bin/tool", content.substring(1) + "y");

        OriginAnswer answer = judge("/bin/tool", identity(changed));

        assertThat(answer.origin()).isEqualTo(Origin.WRITABLE_LAYER);
        assertThat(answer.sha256()).hasSize(64);
    }

    @Test
    void aNewFileIsNotFromTheImageWhateverItsName() throws IOException {
        Path dropped = write(upper, "/tmp/x.sh", "ELF");

        assertThat(judge("/tmp/x.sh", identity(dropped)).origin()).isEqualTo(Origin.WRITABLE_LAYER);
    }

    @Test
    void aCopyOfAnImageFileUnderAnotherNameIsNotFromTheImage() throws IOException {
        write(lower, "/bin/busybox", "busybox");
        Path copy = write(upper, "/tmp/sleep", "busybox");

        assertThat(judge("/tmp/sleep", identity(copy)).origin()).isEqualTo(Origin.WRITABLE_LAYER);
    }

    @Test
    void anotherInodeUnderATrustedNameIsJudgedByItsContent() throws IOException {
        write(lower, "/bin/true", "trusted");
        Path hidden = write(temp, "/elsewhere", "evil");
        Files.createDirectories(proc.resolve("500"));
        Files.createSymbolicLink(proc.resolve("500/exe"), hidden);

        assertThat(judge("/bin/true", identity(hidden), 500).origin()).isEqualTo(Origin.WRITABLE_MOUNT);
    }

    @Test
    void aLowerFileOfTheOwnRootIsTheImagesWithoutALook() {
        FileIdentity gone = layered(55, 4711, FileIdentity.Layer.LOWER);

        assertThat(new OriginJudge(proc).judge(question("/bin/gone", gone, 55)).origin())
                .isEqualTo(Origin.IMAGE);
        assertThat(new OriginJudge(proc).judge(question("/bin/gone", gone, 0)).origin())
                .isEqualTo(Origin.WRITABLE_LAYER);
        assertThat(new OriginJudge(proc)
                        .judge(question("/bin/gone", layered(56, 4711, FileIdentity.Layer.LOWER), 55))
                        .origin())
                .as("an overlay that the container made itself")
                .isEqualTo(Origin.WRITABLE_LAYER);
    }

    @Test
    void whatWasCopiedUpAndRenamedIsNotTheImagesByItsNumberAlone() throws IOException {
        Path below = write(lower, "/bin/tool", "image");
        long inode = identity(below).inode();
        Path changed = write(temp, "/elsewhere", "evil");
        Files.createDirectories(proc.resolve("500"));
        Files.createSymbolicLink(proc.resolve("500/exe"), changed);

        assertThat(new OriginJudge(proc)
                        .judge(question("/bin/tool", layered(55, inode, FileIdentity.Layer.UPPER), 55))
                        .origin())
                .isEqualTo(Origin.WRITABLE_MOUNT);
    }

    @Test
    void whatWasMountedOverATrustedNameIsToldWhenItsProcessIsGone() throws IOException {
        Path below = write(lower, "/bin/tool", "image");
        long inode = identity(below).inode();
        OriginJudge judge = new OriginJudge(proc);

        assertThat(judge.judge(question("/bin/tool", layered(55, inode + 1, FileIdentity.Layer.UPPER), 55))
                        .origin())
                .isEqualTo(Origin.WRITABLE_MOUNT);
        assertThat(judge.judge(question("/bin/tool", layered(56, inode + 1, FileIdentity.Layer.NONE), 55))
                        .origin())
                .as("another superblock")
                .isEqualTo(Origin.WRITABLE_MOUNT);
        assertThat(judge.judge(question("/bin/tool", layered(55, inode, FileIdentity.Layer.UPPER), 55))
                        .origin())
                .as("a copy keeps the number: it may have the same content")
                .isEqualTo(Origin.UNKNOWN);
        assertThat(judge.judge(question("/bin/tool", layered(55, inode + 1, FileIdentity.Layer.UNKNOWN), 55))
                        .origin())
                .as("the kernel said nothing of layers")
                .isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void theRootsSuperblockIsReadFromItsMounts() {
        assertThat(RootDevice.of(proc, INIT)).isEqualTo(55);
        assertThat(RootDevice.of(proc, 4711)).isZero();
        assertThat(MountTable.parse("1 0 254:300 / / rw - ext4 x rw")
                        .mounts()
                        .getFirst()
                        .device())
                .isEqualTo(0x10fe2c);
    }

    @Test
    void memoryAndDeletedFilesNeedNoLook() {
        FileIdentity memory = new FileIdentity(1, 2, 0, 3, 4, 5, true, true);
        FileIdentity deleted = new FileIdentity(1, 2, 0, 3, 4, 5, true, false);

        assertThat(judge("memfd:x", memory).origin()).isEqualTo(Origin.MEMORY);
        assertThat(judge("/tmp/gone", deleted).origin()).isEqualTo(Origin.DELETED);
    }

    @Test
    void mountsAreToldByWhetherTheContainerCanWriteThem() throws IOException {
        Path script = write(root, "/config/run.sh", "#!");
        Path tool = write(root, "/data/tool", "ELF");

        assertThat(judge("/config/run.sh", identity(script)).origin()).isEqualTo(Origin.READ_ONLY_MOUNT);
        assertThat(judge("/data/tool", identity(tool)).origin()).isEqualTo(Origin.WRITABLE_MOUNT);
    }

    @Test
    void aFileMountedOverAReadOnlyOneIsNotTakenForIt() throws IOException {
        write(root, "/config/run.sh", "#!");
        Path evil = write(temp, "/evil", "ELF");

        assertThat(judge("/config/run.sh", identity(evil)).origin()).isEqualTo(Origin.WRITABLE_MOUNT);
    }

    @Test
    void whatAnInitContainerCopiedFromItsImageIsExcused() throws IOException {
        Path initLayer = Files.createDirectories(temp.resolve("init-lower"));
        write(initLayer, "/opt/agent.bin", "agent");
        Path copy = write(root, "/data/agent.bin", "agent");
        Container init =
                container("init", startedAfter(copy) - 1, new OverlayLayers(temp.resolve("u2"), List.of(initLayer)));

        Container app = container("app", startedAfter(copy), new OverlayLayers(upper, List.of(lower)));
        OriginQuestion question = new OriginQuestion(app, "/data/agent.bin", identity(copy), 500, List.of(init));

        assertThat(new OriginJudge(proc).judge(question).origin()).isEqualTo(Origin.INIT_IMAGE);
    }

    @Test
    void theSameContentWrittenAfterTheStartIsNotExcused() throws IOException {
        Path initLayer = Files.createDirectories(temp.resolve("init-lower"));
        write(initLayer, "/bin/busybox", "busybox");
        Path copy = write(root, "/data/x", "busybox");
        Container init = container("init", 1, new OverlayLayers(temp.resolve("u2"), List.of(initLayer)));

        Container app = container("app", 2, new OverlayLayers(upper, List.of(lower)));
        OriginQuestion question = new OriginQuestion(app, "/data/x", identity(copy), 500, List.of(init));

        assertThat(new OriginJudge(proc).judge(question).origin()).isEqualTo(Origin.WRITABLE_MOUNT);
    }

    @Test
    void whenTheContainerIsGoneOnlyItsLayersAreSure() throws IOException {
        Path file = write(lower, "/bin/tool", "image");
        Path dropped = write(upper, "/tmp/x", "ELF");
        Path onVolume = write(temp, "/volume/tool", "ELF");
        Files.delete(proc.resolve("77/mountinfo"));

        assertThat(judge("/bin/tool", identity(file)).origin()).isEqualTo(Origin.IMAGE);
        assertThat(judge("/tmp/x", identity(dropped)).origin()).isEqualTo(Origin.WRITABLE_LAYER);
        assertThat(judge("/data/tool", identity(onVolume)).origin()).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void aLinkMadeInTheContainerDoesNotLeadOut() throws IOException {
        Path secret = write(temp, "/host-secret", "secret");
        Files.createDirectories(upper.resolve("tmp"));
        Files.createSymbolicLink(upper.resolve("tmp/x"), secret);

        assertThat(LayerFile.find(upper, "/tmp/x")).isEmpty();
        assertThat(LayerFile.find(upper, "/../../host-secret")).isEmpty();
    }

    private OriginAnswer judge(String path, FileIdentity file) {
        return judge(path, file, 500);
    }

    private OriginAnswer judge(String path, FileIdentity file, int pid) {
        Container app = container("app", Long.MAX_VALUE, new OverlayLayers(upper, List.of(lower)));
        return new OriginJudge(proc).judge(new OriginQuestion(app, path, file, pid, List.of()));
    }

    private OriginQuestion question(String path, FileIdentity file, long rootDevice) {
        Container app = container("app", Long.MAX_VALUE, new OverlayLayers(upper, List.of(lower)));
        return new OriginQuestion(app, path, file, 500, true, rootDevice, List.of());
    }

    private static FileIdentity layered(long device, long inode, FileIdentity.Layer layer) {
        return new FileIdentity(device, inode, 1, 10, 1, 1, false, false, layer);
    }

    private static Container container(String name, long startedAt, @Nullable OverlayLayers layers) {
        Sandbox sandbox = new Sandbox("5".repeat(64), "uid", "pod", "shop", Map.of(), Map.of(), List.of(), 1, 0);
        return new Container(
                "a".repeat(64), name, ContainerType.APP, sandbox, "image", null, 0, INIT, startedAt, List.of(), layers);
    }

    private static Path write(Path layer, String path, String content) throws IOException {
        Path file = layer.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static long startedAfter(Path file) throws IOException {
        return ((FileTime) Files.getAttribute(file, "unix:ctime")).to(TimeUnit.NANOSECONDS) + 1;
    }

    private static FileIdentity identity(Path file) throws IOException {
        Map<String, Object> unix = Files.readAttributes(file, "unix:*");
        return new FileIdentity(
                (long) unix.getOrDefault("dev", 0L),
                (long) unix.getOrDefault("ino", 0L),
                1,
                Files.size(file),
                0,
                startedAfter(file) - 1,
                false,
                false);
    }
}
