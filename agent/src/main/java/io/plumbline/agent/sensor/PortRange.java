// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Local ports that the kernel gives to clients; both ends belong to it. */
public record PortRange(int first, int last) {
    public static final PortRange USUAL = new PortRange(32768, 60999);

    private static final Pattern TEXT = Pattern.compile("\\s*(\\d{1,5})\\s+(\\d{1,5})\\s*");

    /** That of the network namespace of the calling thread; the usual one where it cannot be read. */
    public static PortRange read(Path proc) {
        try {
            return parse(Files.readString(proc.resolve("sys/net/ipv4/ip_local_port_range")));
        } catch (IOException unreadable) {
            return USUAL;
        }
    }

    public static PortRange parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : USUAL;
    }

    public boolean contains(int port) {
        return port >= first && port <= last;
    }
}
