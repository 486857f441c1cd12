// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.image;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The command with which an image's containers start unless told otherwise.
 *
 * @param entrypoint may be empty
 * @param command arguments of the entrypoint, or the command when that is empty
 */
public record ImageConfig(List<String> entrypoint, List<String> command) {
    public ImageConfig {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
    }

    /** The OCI image configuration with layers, lowest first. */
    String toJson(List<String> layerDigests) {
        return """
                {"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z",\
                "config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],\
                "Entrypoint":%s,"Cmd":%s,"WorkingDir":"/"},\
                "rootfs":{"type":"layers","diff_ids":%s},\
                "history":[{"created":"1970-01-01T00:00:00Z","created_by":"plumbline"}]}""".formatted(architecture(), array(entrypoint), array(command), array(layerDigests));
    }

    static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private static String array(List<String> values) {
        return values.stream()
                .map(value -> "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }
}
