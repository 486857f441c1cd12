// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels;

import io.plumbline.acceptance.kernels.guest.Cache;
import io.plumbline.acceptance.kernels.guest.KernelRelease;
import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.acceptance.lab.image.ImageCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code make kernels}: boots the kernels that users run, and says what the agent can do in each. */
public final class KernelsMain {
    private KernelsMain() {}

    /** Names of guests, all without; or --run NAME SCRIPT PARAMETER..., which runs a script in one. */
    public static void main(String[] arguments) throws IOException {
        Guests guests = new Guests(
                Checkout.root().resolve("target/kernels"),
                new Cache(ImageCache.defaultDirectory().resolve("kernels")));
        if (arguments.length >= 3 && arguments[0].equals("--run")) {
            guests.addProgram("check-run", Files.readAllBytes(Path.of(arguments[2])));
            KernelRelease release =
                    Matrix.named(List.of(arguments[1])).getFirst().release();
            guests.run(
                    GuestCase.odd(arguments[1], release, "run")
                            .withParameters(Arrays.copyOfRange(arguments, 3, arguments.length)),
                    System.out::println);
        } else {
            for (GuestCase each : Matrix.named(List.of(arguments))) {
                guests.run(each, line -> System.out.println(each.name() + ": " + line));
            }
        }
    }
}
