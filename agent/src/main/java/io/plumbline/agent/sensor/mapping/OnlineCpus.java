// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The list of CPUs that are online, as the kernel writes it: "0-3,6". */
final class OnlineCpus {
    static final Path FILE = Path.of("/sys/devices/system/cpu/online");

    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

    private OnlineCpus() {}

    static List<Integer> read(Path file) throws IOException {
        return parse(Files.readString(file).strip());
    }

    static List<Integer> parse(String text) throws IOException {
        List<Integer> cpus = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                throw new IOException("online CPUs: " + text + " (expected: for instance 0-3,6)");
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            for (int cpu = first; cpu <= last; cpu++) {
                cpus.add(cpu);
            }
        }
        return cpus;
    }
}
