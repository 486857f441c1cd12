// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels;

import io.plumbline.acceptance.kernels.guest.Boot;
import io.plumbline.acceptance.kernels.guest.Cache;
import io.plumbline.acceptance.kernels.guest.Emulator;
import io.plumbline.acceptance.kernels.guest.GuestRoot;
import io.plumbline.acceptance.kernels.guest.Kernel;
import io.plumbline.acceptance.kernels.guest.KernelPackages;
import io.plumbline.acceptance.kernels.guest.KernelRelease;
import io.plumbline.acceptance.kernels.guest.Machine;
import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.acceptance.lab.image.ImageCache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code make kernels}: boots the kernels that users run, and says what the agent can do in each. */
public final class KernelsMain {
    private static final List<KernelRelease> RELEASES = List.of(
            KernelRelease.cloud("5.10", "bullseye", Machine.X86_64),
            KernelRelease.cloud("6.1", "bookworm", Machine.X86_64),
            KernelRelease.cloud("6.12", "trixie", Machine.X86_64),
            KernelRelease.cloud("sid", "sid", Machine.X86_64),
            KernelRelease.cloud("6.12-arm64", "trixie", Machine.AARCH64));

    private KernelsMain() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length >= 3 && arguments[0].equals("--run")) {
            run(arguments[1], Path.of(arguments[2]), List.of(arguments).subList(3, arguments.length));
        }
    }

    private static void run(String name, Path script, List<String> parameters) throws IOException {
        KernelRelease release = RELEASES.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kernel: " + name));
        Cache cache = new Cache(ImageCache.defaultDirectory().resolve("kernels"));
        Kernel kernel = new KernelPackages(cache).fetch(release);
        GuestRoot root = GuestRoot.of(release.machine(), cache);
        Path work = Checkout.root().resolve("target/kernels").resolve(name);
        Cargo cargo = Cargo.pack(work.resolve("cargo"), release.machine(), script);
        new Emulator(work, Duration.ofMinutes(20))
                .run(Boot.of(kernel, root, cargo.directory()).with(parameters, 2), System.out::println);
    }
}
