// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import io.plumbline.agent.sensor.ebpf.signal.Signal;

/**
 * What the kernel says of one program.
 *
 * @param signal that it is for
 * @param variant of which way to watch that signal it is a part
 * @param attach where it hangs: "tp_btf/sched_process_exec", "fexit/copy_namespaces", ...
 * @param loaded false when it was refused
 * @param instructions that the verifier went through; -1 when it did not say
 * @param reason why it was refused: the system's error, and the last of what the verifier said; empty when it was not
 */
public record ProgramVerdict(
        String name, Signal signal, String variant, String attach, boolean loaded, int instructions, String reason) {}
