// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import io.plumbline.agent.sensor.ProcessDetails.Namespaces;
import io.plumbline.agent.sensor.ProcessDetails.Stdio;
import io.plumbline.agent.sensor.Reading;
import java.util.Map;

/** Changes one thing that is known of a process. */
public final class Details {
    private Details() {}

    public static ProcessDetails mounts(ProcessDetails one, long inode) {
        return with(
                one,
                one.file(),
                one.arguments(),
                one.cgroup(),
                Reading.known(new Namespaces(inode, 3, 4)),
                one.stdio(),
                one.launch());
    }

    public static ProcessDetails in(ProcessDetails one, String cgroup) {
        return with(
                one, one.file(), one.arguments(), Reading.known(cgroup), one.namespaces(), one.stdio(), one.launch());
    }

    public static ProcessDetails stdio(ProcessDetails one, Stdio.Stream input, Stdio.Stream output) {
        return with(
                one,
                one.file(),
                one.arguments(),
                one.cgroup(),
                one.namespaces(),
                Reading.known(new Stdio(input, output, output)),
                one.launch());
    }

    public static ProcessDetails launched(ProcessDetails one, Launch launch) {
        return with(
                one, one.file(), one.arguments(), one.cgroup(), one.namespaces(), one.stdio(), Reading.known(launch));
    }

    public static ProcessDetails environment(ProcessDetails one, Map<String, String> environment) {
        return launched(one, new Launch(one.executable().orElse(""), environment, 0, null));
    }

    public static ProcessDetails user(ProcessDetails one, int effectiveUserId) {
        return new ProcessDetails(
                one.parentPid(),
                one.startTimeNanos(),
                one.commandName(),
                one.executable(),
                one.file(),
                one.arguments(),
                one.workingDirectory(),
                Reading.known(effectiveUserId),
                one.cgroup(),
                one.namespaces(),
                one.stdio(),
                one.launch());
    }

    static ProcessDetails file(ProcessDetails one, FileIdentity file) {
        return with(
                one, Reading.known(file), one.arguments(), one.cgroup(), one.namespaces(), one.stdio(), one.launch());
    }

    public static ProcessDetails arguments(ProcessDetails one, Arguments arguments) {
        return with(
                one, one.file(), Reading.known(arguments), one.cgroup(), one.namespaces(), one.stdio(), one.launch());
    }

    private static ProcessDetails with(
            ProcessDetails one,
            Reading<FileIdentity> file,
            Reading<Arguments> arguments,
            Reading<String> cgroup,
            Reading<Namespaces> namespaces,
            Reading<Stdio> stdio,
            Reading<Launch> launch) {
        return new ProcessDetails(
                one.parentPid(),
                one.startTimeNanos(),
                one.commandName(),
                one.executable(),
                file,
                arguments,
                one.workingDirectory(),
                one.effectiveUserId(),
                cgroup,
                namespaces,
                stdio,
                launch);
    }
}
