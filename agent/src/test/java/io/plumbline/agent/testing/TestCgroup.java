// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A cgroup of a test's own in the unified hierarchy; it goes when this is closed, with all that ran in it ended before. */
public final class TestCgroup implements AutoCloseable {
    private final Path directory;
    private final String path;

    private TestCgroup(Path mount, String name) throws IOException {
        path = "/" + name;
        directory = Files.createDirectory(mount.resolve(name));
    }

    /** Makes one; {@code mount}: where the hierarchy is. */
    public static TestCgroup make(Path mount) throws IOException {
        return new TestCgroup(mount, "plumbline-test-" + System.nanoTime());
    }

    /** Where to write the pid of who is to be in it; 0 is the writer itself. */
    public Path procs() {
        return directory.resolve("cgroup.procs");
    }

    /** As in /proc/PID/cgroup. */
    public String text() {
        return "0::" + path;
    }

    @Override
    public void close() {
        Patience.await("an empty cgroup").until(() -> {
            try {
                Files.deleteIfExists(directory);
                return true;
            } catch (IOException busy) {
                return false;
            }
        });
    }
}
