// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels;

import io.plumbline.acceptance.kernels.guest.Cache;
import io.plumbline.acceptance.kernels.guest.DistributionKernel;
import io.plumbline.acceptance.kernels.guest.Emulator;
import io.plumbline.acceptance.kernels.report.KernelsPage;
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
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Checkout.root().resolve("target/kernels");
        Guests guests =
                new Guests(directory, new Cache(ImageCache.defaultDirectory().resolve("kernels")));
        if (arguments.length >= 3 && arguments[0].equals("--run")) {
            guests.addProgram("check-run", Files.readAllBytes(Path.of(arguments[2])));
            DistributionKernel release =
                    Matrix.named(List.of(arguments[1])).getFirst().release();
            guests.run(
                    GuestCase.odd(arguments[1], release, "run")
                            .withParameters(Arrays.copyOfRange(arguments, 3, arguments.length)),
                    System.out::println);
            return;
        }
        List<GuestCase> cases;
        try {
            cases = Matrix.named(List.of(arguments));
            String checks = System.getenv("PLUMBLINE_CHECKS");
            if (checks != null) {
                List<String> wanted = List.of(checks.split(",", -1));
                cases = cases.stream().map(each -> each.withOnly(wanted)).toList();
            }
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        List<String> missing = cases.stream()
                .map(each -> each.release().machine())
                .distinct()
                .flatMap(machine -> Emulator.missing(machine).stream())
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            System.err.println("kernels: not here: " + String.join(", ", missing)
                    + " (expected: installed, by scripts/setup kernels)");
            System.exit(1);
        }
        Path file = Checkout.root().resolve("docs/kernels.md");
        KernelsPage page = KernelsPage.parse(Files.readString(file));
        MatrixRun run = new MatrixRun(guests, page, System.out::println);
        List<String> problems = run.all(cases);
        problems.forEach(problem -> System.out.println("PROBLEM " + problem));
        // A page that said what is worse now would let the next run pass.
        Path written = problems.isEmpty() ? file : directory.resolve("kernels.md");
        Files.writeString(written, page.text());
        System.out.println("written: " + written);
        System.exit(problems.isEmpty() ? 0 : 1);
    }
}
