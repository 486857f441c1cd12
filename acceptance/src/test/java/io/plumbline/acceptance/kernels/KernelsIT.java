// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.plumbline.acceptance.kernels.guest.Cache;
import io.plumbline.acceptance.kernels.guest.Emulator;
import io.plumbline.acceptance.kernels.guest.GuestMachine;
import io.plumbline.acceptance.kernels.report.KernelsPage;
import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.acceptance.lab.image.ImageCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of {@code make kernels}: the oldest and the newest kernel; docs/kernels.md says what of them must go on working. */
final class KernelsIT {
    @Test
    void theOldestAndTheNewestKernelDoWhatThePageSays() throws Exception {
        List<String> missing = Emulator.missing(GuestMachine.X86_64);
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(missing).as("what is missing for emulated guests").isEmpty();
        }
        assertThat(missing).as("what is missing for emulated guests").isEmpty();
        Path root = Checkout.root();
        Guests guests = new Guests(
                root.resolve("acceptance/target/kernels"),
                new Cache(ImageCache.defaultDirectory().resolve("kernels")));
        KernelsPage page = KernelsPage.parse(Files.readString(root.resolve("docs/kernels.md")));
        assertThat(new MatrixRun(guests, page, System.out::println).all(Matrix.shortForm()))
                .isEmpty();
    }
}
