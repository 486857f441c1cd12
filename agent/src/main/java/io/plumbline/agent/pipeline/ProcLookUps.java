// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.connection.NetworkOwners;
import io.plumbline.agent.detection.OwnerSearch;
import io.plumbline.agent.execution.EntryProgram;
import io.plumbline.agent.execution.Isolation;
import io.plumbline.agent.execution.Programs;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.procfs.InternetSockets;
import io.plumbline.agent.sensor.procfs.SocketOwners;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.WatchedContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Questions to /proc that take too long for the pipeline thread. The table is asked on that thread, /proc elsewhere, and the
 * answer comes back to it.
 */
final class ProcLookUps {
    private final Path proc;
    private final ProcessTable processes;
    private final Containers containers;
    private final Executor blocking;
    private final Consumer<Runnable> answers;
    private final InternetSockets internetSockets;

    ProcLookUps(
            Path proc, ProcessTable processes, Containers containers, Executor blocking, Consumer<Runnable> answers) {
        this.proc = proc;
        this.processes = processes;
        this.containers = containers;
        this.blocking = blocking;
        this.answers = answers;
        internetSockets = new InternetSockets(proc);
    }

    /** The process of a container that owns a socket, as {@link OwnerSearch}. */
    void ownerOf(WatchedContainer container, Observation observation, Consumer<Observation> then) {
        Long inode = observation.evidence().socketInode();
        if (inode == null) {
            then.accept(observation);
            return;
        }
        List<Integer> pids = processes.pidsOf(container.id());
        blocking.execute(() -> {
            OptionalInt owner = new SocketOwners(proc).find(pids, inode);
            answers.accept(() -> {
                TrackedProcess process = owner.isPresent() ? processes.get(owner.getAsInt()) : null;
                then.accept(process == null ? observation : observation.withProcess(process));
            });
        });
    }

    /** Finds the one of several containers that owns a socket, as {@link NetworkOwners.SocketSearch}. */
    void ownerAmong(List<WatchedContainer> candidates, long inode, Consumer<@Nullable WatchedContainer> then) {
        List<Integer> pids = candidates.stream()
                .flatMap(candidate -> processes.pidsOf(candidate.id()).stream())
                .toList();
        blocking.execute(() -> {
            int owner = new SocketOwners(proc).find(pids, inode).orElse(0);
            answers.accept(() -> then.accept(containerOf(owner)));
        });
    }

    private @Nullable WatchedContainer containerOf(int pid) {
        TrackedProcess process = processes.get(pid);
        String id = process == null ? null : process.containerId();
        return id == null ? null : containers.get(id).orElse(null);
    }

    /** Finds the kind of socket that a process has as its standard input, as {@link Programs.SocketLookUp}. */
    void isInternet(int pid, Consumer<Boolean> then) {
        blocking.execute(() -> {
            boolean internet = internetSockets.isStandardInput(pid);
            answers.accept(() -> then.accept(internet));
        });
    }

    /** The mount namespace of a process, as {@link Isolation.NamespaceLookUp}. */
    void mountsOf(int pid, LongConsumer then) {
        blocking.execute(() -> {
            long inode = namespace(pid, "mnt");
            answers.accept(() -> then.accept(inode));
        });
    }

    /** The program that a command names in the root of a process, as {@link EntryProgram.LookUp}. */
    void entryProgram(int pid, List<String> command, Consumer<Optional<EntryProgram>> then) {
        blocking.execute(() -> {
            Optional<EntryProgram> found = entryProgram(pid, command);
            answers.accept(() -> then.accept(found));
        });
    }

    private Optional<EntryProgram> entryProgram(int pid, List<String> command) {
        try {
            return EntryProgram.find(proc.resolve(Integer.toString(pid)).resolve("root"), command);
        } catch (IOException | InvalidPathException gone) {
            return Optional.empty();
        }
    }

    /** Inode of a namespace of a process; 0 when the process is gone. Quick enough for once per container. */
    long namespace(int pid, String kind) {
        try {
            return (long) Files.getAttribute(
                    proc.resolve(Integer.toString(pid)).resolve("ns").resolve(kind), "unix:ino");
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Inode of the node's own mount namespace; 0 when it can not be read. Of the first process it is not always readable. */
    long hostMounts() {
        return ofHost("mnt");
    }

    /** Inode of the node's own network namespace, likewise. */
    long hostNetwork() {
        return ofHost("net");
    }

    private long ofHost(String kind) {
        long first = namespace(1, kind);
        return first != 0 ? first : namespace(2, kind);
    }
}
