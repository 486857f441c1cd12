// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab;

import io.plumbline.acceptance.lab.image.ImageCache;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.image.OciImage;
import io.plumbline.acceptance.lab.network.Outside;
import io.plumbline.acceptance.lab.runtime.Containerd;
import io.plumbline.acceptance.lab.runtime.ContainerdBinaries;
import io.plumbline.acceptance.lab.runtime.Leftovers;
import io.plumbline.acceptance.lab.runtime.NodePaths;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.lab.runtime.Subnets;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes on this machine whose pods reach each other. A lab's name is bound to the checkout: what a killed run left behind is removed
 * when the lab is opened again, and two runs of one checkout cannot use the same lab at once.
 */
public final class Lab implements AutoCloseable {
    private static final int MAX_NODES = 200;

    private final String prefix;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final ImageCache images;
    private final ContainerdBinaries binaries;
    private final List<LabNode> nodes = new ArrayList<>();
    private @Nullable Outside outside;

    private Lab(String prefix, FileChannel lockFile, FileLock lock, Path cache) {
        this.prefix = prefix;
        this.lockFile = lockFile;
        this.lock = lock;
        this.images = new ImageCache(cache);
        this.binaries = new ContainerdBinaries(cache);
    }

    /**
     * Opens a lab.
     *
     * @param name at most 12 characters of [a-z0-9-]
     * @throws IOException when another process has it open, or leftovers cannot be removed
     */
    public static Lab open(String name) throws IOException {
        if (!name.matches("[a-z0-9-]{1,12}")) {
            throw new IllegalArgumentException("name: " + name + " (expected: 1 to 12 characters of a-z, 0-9 and -)");
        }
        String checkout = "%04x".formatted(Checkout.root().toString().hashCode() & 0xffff);
        String prefix = checkout + "-" + name + "-";
        Files.createDirectories(NodePaths.RUN);
        FileChannel file = FileChannel.open(
                NodePaths.RUN.resolve(prefix + "lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(file);
        if (lock == null) {
            file.close();
            throw new IOException(
                    "lab: " + name + " (expected: not open already, here or in another process of this checkout)");
        }
        var lab = new Lab(prefix, file, lock, ImageCache.defaultDirectory());
        lab.removeLeftovers();
        return lab;
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException heldHere) {
            return null;
        }
    }

    /** Starts a node; its pods reach those of the lab's other nodes. */
    public LabNode start(NodeSpec spec) throws IOException {
        int number = nodes.size() + 1;
        if (number > MAX_NODES) {
            throw new IOException("nodes: " + number + " (expected: at most " + MAX_NODES + ")");
        }
        var paths = new NodePaths(prefix + spec.name());
        OciImage pause = images.get(Images.PAUSE);
        var containerd =
                new Containerd(paths, spec, binaries.directory(spec.version()), new Subnets(number), pause.name());
        var node = new LabNode(spec, paths, images, containerd);
        try {
            containerd.prepare();
            for (int other = 1; other < number; other++) {
                if (!nodes.get(other - 1).isClosed()) {
                    Wiring.connect(nodes.get(other - 1).network(), other, node.network(), number);
                }
            }
            if (outside != null) {
                Wiring.leadOut(node.network(), number, outside.space());
            }
            node.start();
            containerd.importImage(pause.archive());
        } catch (IOException e) {
            node.close();
            throw e;
        }
        nodes.add(node);
        return node;
    }

    /** The network outside of the cluster, made at the first call; all nodes have a route there. */
    public Outside outside() throws IOException {
        Outside known = outside;
        if (known == null) {
            known = new Outside(new NodePaths(prefix + "outside"));
            outside = known;
            for (int number = 1; number <= nodes.size(); number++) {
                Wiring.leadOut(nodes.get(number - 1).network(), number, known.space());
            }
        }
        return known;
    }

    private void removeLeftovers() throws IOException {
        List<String> names;
        try (Stream<Path> entries = Files.list(NodePaths.RUN)) {
            names = entries.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        }
        for (String name : names) {
            new Leftovers(new NodePaths(name)).remove();
        }
    }

    /** Removes all nodes and what they run. */
    @Override
    public void close() throws IOException {
        try {
            for (LabNode node : nodes.reversed()) {
                node.close();
            }
            nodes.clear();
            if (outside != null) {
                outside.close();
                outside = null;
            }
        } finally {
            lock.release();
            lockFile.close();
        }
    }
}
