// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.software;

import io.plumbline.acceptance.lab.image.ImageConfig;
import io.plumbline.acceptance.lab.image.ImageRecipe;
import io.plumbline.acceptance.lab.image.Images;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Busybox, with the scripts that its applets are run with. */
final class AppletImage implements ImageRecipe {
    private static final Map<String, String> FILES = Map.of(
            "entry.sh", "usr/local/bin/entry.sh",
            "crond.sh", "usr/local/bin/crond.sh",
            "clean.sh", "usr/local/bin/clean.sh",
            "page.template", "etc/page.template");

    @Override
    public ImageRecipe base() {
        return Images.BUSYBOX;
    }

    @Override
    public String shortName() {
        return "applets";
    }

    @Override
    public String ingredients() throws IOException {
        StringBuilder text = new StringBuilder("applets 1");
        for (Map.Entry<String, String> file : new TreeMap<>(FILES).entrySet()) {
            text.append('\n').append(file.getValue()).append('\n').append(SoftwareFile.text(file.getKey()));
        }
        return text.toString();
    }

    @Override
    public void fill(Path root) throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            SoftwareFile.copy(file.getKey(), root.resolve(file.getValue()));
        }
    }

    @Override
    public ImageConfig config() {
        return new ImageConfig(List.of(), List.of("/bin/sh"));
    }
}
