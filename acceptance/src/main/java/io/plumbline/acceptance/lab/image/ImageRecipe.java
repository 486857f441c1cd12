// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The recipe of an image that is made of what this machine has. */
public interface ImageRecipe {
    /** A short word in lower case, part of the image's name. */
    String shortName();

    /** All that decides the content beyond the base, as text: another text is another image. */
    String ingredients() throws IOException;

    /** The image that this one adds files to; null for none. */
    default @Nullable ImageRecipe base() {
        return null;
    }

    /** Fills an empty root directory. */
    void fill(Path root) throws IOException;

    /** Paths that stay out, without a leading slash. */
    default List<String> excluded() {
        return List.of();
    }

    ImageConfig config();
}
