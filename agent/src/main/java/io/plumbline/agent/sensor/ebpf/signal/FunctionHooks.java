// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.signal;

import io.plumbline.agent.linux.KernelTypes;
import io.plumbline.agent.linux.Machine;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which function of the running kernel each program of functions.h and code.h hangs at. Names differ between kernels and machines: of
 * several the first that there is counts.
 */
final class FunctionHooks {
    /** Where one function of the kernel serves every way to it. */
    private static final Map<String, List<String>> SHARED = ordered(
            Map.entry("socket_made", List.of("security_socket_post_create")),
            Map.entry("unix_stream_connected", List.of("unix_stream_connect")),
            Map.entry("unix_datagram_connected", List.of("unix_dgram_connect")),
            Map.entry("user_set", List.of("security_task_fix_setuid")),
            Map.entry("namespaces_copied", List.of("copy_namespaces")),
            Map.entry("namespaces_unshared", List.of("unshare_nsproxy_namespaces")),
            // Another name since Linux 7.0.
            Map.entry("file_opened", List.of("do_filp_open", "do_file_open")));

    private static final List<String> CALLS = List.of(
            "setns",
            "mount",
            "move_mount",
            "ptrace",
            "process_vm_readv",
            "process_vm_writev",
            "init_module",
            "finit_module",
            "bpf",
            "io_uring_setup");

    private static final Map<String, List<String>> CODE = ordered(
            Map.entry("code_mapped", List.of("security_mmap_file")),
            Map.entry("code_protected", List.of("security_file_mprotect")));

    /** Any system call will do: without CONFIG_IA32_EMULATION there is none with this prefix. */
    private static final String ANY_32_BIT_CALL = "__ia32_sys_setns";

    private final KernelTypes kernel;
    private final Machine machine;

    FunctionHooks(KernelTypes kernel, Machine machine) {
        this.kernel = kernel;
        this.machine = machine;
    }

    /** Of the programs that watch rare use of the kernel: program to function. Throws with the name of a function that is missing. */
    Map<String, String> ofKernelUse() throws IOException {
        Map<String, String> hooks = find(SHARED);
        boolean emulation = machine == Machine.X86_64 && kernel.hasFunction(ANY_32_BIT_CALL);
        for (String call : CALLS) {
            hooks.put("call_" + call, find(List.of(prefix() + call)));
            if (emulation) {
                hooks.put("old_call_" + call, find(List.of("__ia32_compat_sys_" + call, "__ia32_sys_" + call)));
            } else if (kernel.hasFunction("__arm64_compat_sys_" + call)) {
                // The others have one function for both.
                hooks.put("old_call_" + call, "__arm64_compat_sys_" + call);
            }
        }
        return hooks;
    }

    /** Of the programs that watch files mapped as code; likewise. */
    Map<String, String> ofCode() throws IOException {
        return find(CODE);
    }

    /** True when a program at a system call can be handed the registers; older kernels do not say what those are. */
    boolean callsDescribeRegisters() {
        return CALLS.stream().allMatch(call -> kernel.describesFirstParameter(prefix() + call));
    }

    private String prefix() {
        return switch (machine) {
            case X86_64 -> "__x64_sys_";
            case AARCH64 -> "__arm64_sys_";
        };
    }

    private Map<String, String> find(Map<String, List<String>> wanted) throws IOException {
        Map<String, String> hooks = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> each : wanted.entrySet()) {
            hooks.put(each.getKey(), find(each.getValue()));
        }
        return hooks;
    }

    private String find(List<String> names) throws IOException {
        Optional<String> first = names.stream().filter(kernel::hasFunction).findFirst();
        return first.orElseThrow(() -> new IOException("the kernel has no function " + String.join(" or ", names)));
    }

    @SafeVarargs
    private static Map<String, List<String>> ordered(Map.Entry<String, List<String>>... entries) {
        Map<String, List<String>> result = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> entry : entries) {
            result.put(entry.getKey(), entry.getValue());
        }
        return result;
    }
}
