// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.image;

import io.plumbline.acceptance.lab.runtime.Command;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps images by what they are made of, so that each is made once per machine; a killed maker leaves nothing that counts. */
public final class ImageCache {
    private final Path directory;

    public ImageCache(Path directory) {
        this.directory = directory;
    }

    /** {@code PLUMBLINE_CACHE}, or plumbline in the user's cache directory. */
    public static Path defaultDirectory() {
        String configured = System.getenv("PLUMBLINE_CACHE");
        return configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "plumbline")
                : Path.of(configured).toAbsolutePath();
    }

    /** Returns the recipe's image, made now if its ingredients are new. */
    public OciImage get(ImageRecipe recipe) throws IOException {
        ImageRecipe baseRecipe = recipe.base();
        OciImage base = baseRecipe == null ? null : get(baseRecipe);
        String ingredients = (base == null ? "" : base.name() + " ") + recipe.ingredients();
        String key = OciImage.hash(ingredients.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
        String name = "localhost/plumbline-" + recipe.shortName() + ":" + key;
        Path images = Files.createDirectories(directory.resolve("images"));
        Path archive = images.resolve(recipe.shortName() + "-" + key + ".tar");
        try (FileChannel lock = FileChannel.open(
                        images.resolve(recipe.shortName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                var held = lock.lock()) {
            if (!held.isValid() || !Files.exists(archive)) {
                make(recipe, base, name, archive);
            }
        }
        return new OciImage(name, archive);
    }

    private static void make(ImageRecipe recipe, @Nullable OciImage base, String name, Path archive)
            throws IOException {
        Path work = Files.createTempDirectory(archive.getParent(), recipe.shortName() + "-");
        try {
            Path root = Files.createDirectories(work.resolve("root"));
            Command.of("chmod", "755", root.toString()).run();
            recipe.fill(root);
            OciImage.write(name, work.resolve("image.tar"), base, new Layer(root, recipe.excluded()), recipe.config());
            Files.move(work.resolve("image.tar"), archive, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Command.of("rm", "-rf", "--one-file-system", work.toString()).run();
        }
    }
}
