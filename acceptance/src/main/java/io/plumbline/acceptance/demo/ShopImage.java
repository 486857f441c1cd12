// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.demo;

import io.plumbline.acceptance.lab.image.ImageConfig;
import io.plumbline.acceptance.lab.image.ImageRecipe;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.runtime.Command;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's servers with the shop's own files on top, in /srv/shop. */
final class ShopImage implements ImageRecipe {
    private static final List<String> FILES = List.of("nginx.conf", "Export.pm", "cart.pl", "visit.sh");

    @Override
    public ImageRecipe base() {
        return Images.DEBIAN;
    }

    @Override
    public String shortName() {
        return "shop";
    }

    @Override
    public String ingredients() throws IOException {
        var text = new StringBuilder("shop 1");
        for (String file : FILES) {
            text.append('\n').append(file).append('\n').append(read(file));
        }
        return text.toString();
    }

    @Override
    public void fill(Path root) throws IOException {
        Path shop = root.resolve("srv/shop");
        Files.createDirectories(shop.resolve("www"));
        Files.createDirectories(shop.resolve("exports"));
        for (String file : FILES) {
            Files.writeString(shop.resolve(file), read(file));
        }
        Files.writeString(shop.resolve("www/index.html"), "<h1>The shop</h1>\n");
        Files.writeString(shop.resolve("exports/prices.csv"), "apple,1\npear,2\n");
        Command.of("chmod", "-R", "u=rwX,go=rX", root.toString()).run();
        Command.of(
                        "chmod",
                        "755",
                        shop.resolve("cart.pl").toString(),
                        shop.resolve("visit.sh").toString())
                .run();
    }

    @Override
    public ImageConfig config() {
        return new ImageConfig(List.of(), List.of("/bin/bash"));
    }

    private static String read(String file) throws IOException {
        try (InputStream in = ShopImage.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new FileNotFoundException("resource: " + file + " (expected: beside " + ShopImage.class + ")");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
