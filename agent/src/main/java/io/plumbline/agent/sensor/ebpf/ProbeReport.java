// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.sensor.ebpf.program.ProgramVerdict;
import java.util.List;
import java.util.Map;

/**
 * What of a kernel the eBPF sensor can use.
 *
 * @param tier "ebpf", or "netlink" where the sensor can not watch processes
 * @param reason why not; empty with "ebpf"
 * @param programs each tried alone
 * @param signals as the sensor watches them once all are attached
 * @param facts of the kernel and of the rights of this process that explain the rest
 */
public record ProbeReport(
        String kernel,
        String machine,
        String tier,
        String reason,
        List<ProgramVerdict> programs,
        List<SignalVerdict> signals,
        Map<String, String> facts) {
    /**
     * One signal.
     *
     * @param variant how it is watched, in a word; empty when it is not
     * @param passedOver why not by a better variant; empty when it is the best
     * @param reason why it is not watched; empty when it is
     */
    public record SignalVerdict(String signal, boolean watched, String variant, String passedOver, String reason) {}
}
