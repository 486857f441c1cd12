// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;

/** The same where the kernel lets no program hang at its functions: one looks at the end of all system calls. */
class SystemCallsLiveTest extends KernelUseLiveTest {
    @Override
    EbpfSettings settings() {
        return EbpfSettings.defaults().withTrampolines(false);
    }
}
