// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab;

import io.grpc.StatusRuntimeException;
import io.plumbline.acceptance.lab.image.ImageCache;
import io.plumbline.acceptance.lab.image.ImageRecipe;
import io.plumbline.acceptance.lab.image.OciImage;
import io.plumbline.acceptance.lab.pod.PodRunner;
import io.plumbline.acceptance.lab.runtime.Containerd;
import io.plumbline.acceptance.lab.runtime.Leftovers;
import io.plumbline.acceptance.lab.runtime.NetworkSpace;
import io.plumbline.acceptance.lab.runtime.NodePaths;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node of a lab: a container runtime with its own cgroup subtree and network. */
public final class LabNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LabNode.class);
    private static final long START_SECONDS = 60;
    private static final long IMPORT_SECONDS = 10;
    private static final int POLL_MILLIS = 50;

    private final NodeSpec spec;
    private final NodePaths paths;
    private final ImageCache images;
    private final Containerd containerd;
    private final PodRunner pods;
    private boolean closed;

    LabNode(NodeSpec spec, NodePaths paths, ImageCache images, Containerd containerd) {
        this.spec = spec;
        this.paths = paths;
        this.images = images;
        this.containerd = containerd;
        this.pods = new PodRunner(paths);
    }

    /** Starts the runtime and waits until it answers; nothing happens when it does. */
    public void start() throws IOException {
        containerd.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers()) {
            if (!containerd.isRunning() || System.nanoTime() - deadline > 0) {
                throw new IOException("node " + spec.name() + ": containerd does not answer: " + containerd.logTail());
            }
            pause();
        }
    }

    /** Ends the runtime and starts it again; pods live on. */
    public void restartRuntime() throws IOException {
        containerd.stop();
        start();
    }

    /** Makes an image, if it is not in the cache, and known to this node. */
    public OciImage image(ImageRecipe recipe) throws IOException {
        OciImage image = images.get(recipe);
        if (!pods.hasImage(image.name())) {
            containerd.importImage(image.archive());
        }
        // containerd 1.6 tells its CRI part by an event, a moment later.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(IMPORT_SECONDS);
        while (!pods.hasImage(image.name())) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("image: " + image.name() + " not known after its import");
            }
            pause();
        }
        return image;
    }

    public PodRunner pods() {
        return pods;
    }

    public Containerd containerd() {
        return containerd;
    }

    public NodeSpec spec() {
        return spec;
    }

    /** The Kubernetes node name. */
    public String name() {
        return spec.name();
    }

    /** The runtime's unix socket. */
    public Path socket() {
        return paths.socket();
    }

    /** The cgroup subtree that is this node's alone, such as /plumbline-1a2b-it-a. */
    public String cgroupRoot() {
        return paths.cgroupRoot();
    }

    /** The node's network: what runs on the host's network of a real node. */
    public NetworkSpace network() {
        return new NetworkSpace(paths.networkNamespace());
    }

    /** A directory for state and sockets of programs on this node; a short path, gone with the node. */
    public Path directory(String name) throws IOException {
        return Files.createDirectories(paths.run().resolve("node").resolve(name));
    }

    /** A command that runs in the network of a pod, as part of none of its containers: an outsider with the pod's address. */
    public List<String> inNetworkOf(long pid, String... argv) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--net=/proc/" + pid + "/ns/net"));
        all.addAll(List.of(argv));
        return all;
    }

    /** The traces of this node on the machine. */
    public List<String> traces() throws IOException {
        return new Leftovers(paths).find();
    }

    boolean isClosed() {
        return closed;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for containerd").initCause(e);
        }
    }

    private boolean answers() {
        try {
            return pods.version().startsWith("containerd");
        } catch (StatusRuntimeException notYet) {
            return false;
        }
    }

    /** Removes the pods, ends the runtime and removes all traces, also when it does not answer any more. */
    @Override
    public void close() throws IOException {
        closed = true;
        try {
            if (containerd.isRunning()) {
                pods.removeAll();
            }
        } catch (StatusRuntimeException unresponsive) {
            // What is left is found by its paths below.
            LOG.warn("node {}: pods not removed by the runtime: {}", spec.name(), unresponsive.getStatus());
        } finally {
            pods.close();
            containerd.stop();
            new Leftovers(paths).remove();
        }
    }
}
