// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import io.plumbline.agent.container.Container;
import io.plumbline.agent.container.OverlayLayers;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.profiles.behavior.GeneratedCode;
import io.plumbline.profiles.behavior.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges where a file comes from by superblock, inode and content, never by its path alone.
 *
 * <p>On overlayfs a file that was copied up keeps the inode number of the lower file it comes from, and one that was made in
 * the container has the number of the upper file. So: nothing in the upper layer means image; an upper file next to a lower
 * one of the same content is a copy-up by chown or chmod, which is no drift; every other upper file is. A file on another
 * superblock came by a mount, and is excused only when it is read-only, or when one of the pod's init containers put it there
 * from its own image before this container started.
 *
 * <p>Reads files, so it runs on virtual threads. Stateless.
 */
public final class OriginJudge {
    private final Path proc;

    /** {@code proc}: the /proc of the host's pid namespace. */
    public OriginJudge(Path proc) {
        this.proc = proc;
    }

    /** Answers UNKNOWN when the file, or the container, was gone before it could be looked at. Never throws. */
    public OriginAnswer judge(OriginQuestion question) {
        FileIdentity file = question.file();
        if (question.isSurelyImage()) {
            return OriginAnswer.of(Origin.IMAGE);
        }
        try {
            if (file != null && file.memory()) {
                return inMemory(question, file);
            }
            if (file != null && (file.deleted() || file.links() == 0)) {
                return new OriginAnswer(Origin.DELETED, hashOfRunning(question));
            }
            MountTable mounts = MountTable.read(proc, question.container().initPid());
            Optional<MountTable.Mount> mount = mounts.mountOf(question.path());
            if (mount.isPresent() && !mount.get().root()) {
                return onMount(question, mount.get());
            }
            // A container that is gone: its layers still tell about files of its root.
            return onRoot(question, mount.isPresent());
        } catch (IOException | RuntimeException gone) {
            return OriginAnswer.of(Origin.UNKNOWN);
        }
    }

    /**
     * What runs as a program is one, whatever it is called. Of what is only mapped, its bytes decide; where nobody can read them
     * any more, the name does, for which the least harmful reading of a name that anybody may use is that of a compiler.
     */
    private OriginAnswer inMemory(OriginQuestion question, FileIdentity file) {
        boolean generated = !question.running()
                && switch (MemoryCode.of(proc, question.pid(), file.inode())) {
                    case GENERATED -> true;
                    case PROGRAM -> false;
                    case UNREADABLE -> GeneratedCode.isNamedByRuntime(question.path());
                };
        return generated ? OriginAnswer.of(Origin.GENERATED) : new OriginAnswer(Origin.MEMORY, hashOfRunning(question));
    }

    private OriginAnswer onRoot(OriginQuestion question, boolean surelyRoot) throws IOException {
        OverlayLayers layers = question.container().layers();
        if (layers == null) {
            return OriginAnswer.of(Origin.UNKNOWN);
        }
        Optional<LayerFile> upper = LayerFile.find(layers.upper(), question.path());
        Optional<LayerFile> lower = LayerFile.findFirst(layers.lower(), question.path());
        if (upper.isEmpty()) {
            return lower.isPresent() ? onlyInImage(question, lower.get()) : inNoLayer(question, surelyRoot);
        }
        LayerFile written = upper.get();
        FileIdentity file = question.file();
        boolean sameFile = file == null
                || file.inode() == written.inode()
                || lower.filter(l -> l.inode() == file.inode()).isPresent();
        if (sameFile && lower.isPresent() && lower.get().size() == written.size()) {
            String sha256 = ContentHash.of(written.path());
            return ContentHash.of(lower.get().path()).equals(sha256)
                    ? OriginAnswer.of(Origin.IMAGE)
                    : new OriginAnswer(Origin.WRITABLE_LAYER, sha256);
        }
        return new OriginAnswer(
                Origin.WRITABLE_LAYER, sameFile ? ContentHash.ofBounded(written.path()) : hashOfRunning(question));
    }

    /**
     * Answers for a file that is in no layer under this name: it was made in the container, and renamed or removed since.
     * Unless the container is gone: then it may as well have been on one of its mounts.
     */
    private OriginAnswer inNoLayer(OriginQuestion question, boolean surelyRoot) {
        if (question.file() == null || !surelyRoot) {
            return OriginAnswer.of(Origin.UNKNOWN);
        }
        return new OriginAnswer(Origin.WRITABLE_LAYER, hashOfRunning(question));
    }

    /**
     * The name is the image's. If the inode is not, something else is mounted there for this process; if the kernel says that
     * it was copied up, it was changed or renamed since. In both cases its content decides.
     */
    private OriginAnswer onlyInImage(OriginQuestion question, LayerFile lower) throws IOException {
        FileIdentity file = question.file();
        if (file == null || (file.inode() == lower.inode() && file.layer() != FileIdentity.Layer.UPPER)) {
            return OriginAnswer.of(Origin.IMAGE);
        }
        String sha256 = hashOfRunning(question);
        if (sha256 == null) {
            return OriginAnswer.of(isSurelyAnother(question, file, lower) ? Origin.WRITABLE_MOUNT : Origin.UNKNOWN);
        }
        return ContentHash.of(lower.path()).equals(sha256)
                ? OriginAnswer.of(Origin.IMAGE)
                : new OriginAnswer(Origin.WRITABLE_MOUNT, sha256);
    }

    /**
     * True when the kernel itself said that the file lies on another superblock than the root, or in the upper layer, without
     * being a copy of the image's file: a copy keeps the inode number.
     */
    private static boolean isSurelyAnother(OriginQuestion question, FileIdentity file, LayerFile lower) {
        boolean otherDevice = file.layer() == FileIdentity.Layer.NONE
                && question.rootDevice() != 0
                && file.device() != question.rootDevice();
        return otherDevice || (file.layer() == FileIdentity.Layer.UPPER && file.inode() != lower.inode());
    }

    private OriginAnswer onMount(OriginQuestion question, MountTable.Mount mount) throws IOException {
        Path inContainer =
                proc.resolve(Integer.toString(question.container().initPid())).resolve("root");
        if (!Files.isDirectory(inContainer)) {
            return OriginAnswer.of(Origin.UNKNOWN);
        }
        Optional<LayerFile> onVolume = LayerFile.find(inContainer, question.path());
        FileIdentity file = question.file();
        boolean another = file != null
                && onVolume.filter(found -> found.inode() == file.inode()).isEmpty();
        if (another) {
            // What was executed is not what the container has there: it was mounted over, or removed since.
            return new OriginAnswer(Origin.WRITABLE_MOUNT, hashOfRunning(question));
        }
        if (mount.readOnly()) {
            return OriginAnswer.of(Origin.READ_ONLY_MOUNT);
        }
        if (onVolume.isEmpty()) {
            return OriginAnswer.of(Origin.WRITABLE_MOUNT);
        }
        LayerFile found = onVolume.get();
        String sha256 = ContentHash.ofBounded(found.path());
        boolean older = found.changedNanos() < question.container().startedAtUnixNanos();
        return older && sha256 != null && isOfInitImage(question, found.size(), sha256)
                ? new OriginAnswer(Origin.INIT_IMAGE, sha256)
                : new OriginAnswer(Origin.WRITABLE_MOUNT, sha256);
    }

    private static boolean isOfInitImage(OriginQuestion question, long size, String sha256) throws IOException {
        for (Container init : question.initContainers()) {
            OverlayLayers layers = init.layers();
            if (layers != null && ImageSearch.contains(layers.lower(), size, sha256)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String hashOfRunning(OriginQuestion question) {
        try {
            Path process = proc.resolve(Integer.toString(question.pid()));
            FileIdentity file = question.file();
            if (question.running() || file == null) {
                return ContentHash.ofTarget(process.resolve("exe"));
            }
            Optional<LayerFile> found = LayerFile.find(process.resolve("root"), question.path());
            return found.isPresent() && found.get().inode() == file.inode()
                    ? ContentHash.ofBounded(found.get().path())
                    : hashOfMapped(process, file, question.path());
        } catch (IOException | RuntimeException gone) {
            return null;
        }
    }

    /**
     * Of a file that is mapped still, and may have lost its name: many programs remove a library as soon as they have loaded it.
     * The kernel gives it only to who has CAP_CHECKPOINT_RESTORE or CAP_SYS_ADMIN.
     */
    private static @Nullable String hashOfMapped(Path process, FileIdentity file, String path) throws IOException {
        for (ProcessMapping mapping : ProcessMapping.of(process, file.inode(), path)) {
            Path link = process.resolve("map_files").resolve(mapping.range());
            if ((long) Files.getAttribute(link, "unix:ino") == file.inode()) {
                return ContentHash.ofTarget(link);
            }
        }
        return null;
    }
}
