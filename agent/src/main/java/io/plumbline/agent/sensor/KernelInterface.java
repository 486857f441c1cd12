// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

/** Interfaces of the kernel whose use is worth telling, because few containers need them. */
public enum KernelInterface {
    /** An io_uring was made: what goes through it no other system call shows. */
    IO_URING,
    /** New namespaces: unshare, or clone with a new user namespace. */
    NAMESPACE_CREATE,
    /** Another process's namespace was entered: setns. */
    NAMESPACE_ENTER,
    MOUNT,
    /** ptrace on another process. */
    TRACE,
    /** The memory or the files of another process, through process_vm_writev or /proc/PID. */
    PROCESS_ACCESS,
    MODULE_LOAD,
    BPF,
    /** A program was started with capabilities that who started it did not have: setuid root, or those of its file. */
    CAPABILITY_GAIN
}
