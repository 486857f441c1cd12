// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels;

import io.plumbline.acceptance.kernels.report.CaseReport;
import io.plumbline.acceptance.kernels.report.KernelsPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** One run of guests, as many at a time as PLUMBLINE_GUESTS says: each keeps one processor of this machine busy. */
final class MatrixRun {
    private static final int MOST = 4;

    // What a person wants to see while it runs: steps, and tests that failed.
    private static final Pattern SHOWN =
            Pattern.compile("^.*(booted: |check: |not set: |again, |hotplug: ).*|.*:: (FAILED|ABORTED)$");

    private final Guests guests;
    private final KernelsPage page;
    private final Consumer<String> progress;
    private final long begin = System.nanoTime();

    MatrixRun(Guests guests, KernelsPage page, Consumer<String> progress) {
        this.guests = guests;
        this.page = page;
        this.progress = progress;
    }

    /** Runs them; returns what must not be, each with the name of the guest. */
    List<String> all(List<GuestCase> cases) throws InterruptedException {
        List<String> problems = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(atATime())) {
            List<Future<CaseReport>> reports = cases.stream()
                    .map(each -> threads.submit(() -> report(each)))
                    .toList();
            for (int i = 0; i < cases.size(); i++) {
                GuestCase guest = cases.get(i);
                try {
                    CaseReport report = reports.get(i).get();
                    List<String> found = new ArrayList<>(page.worse(report));
                    found.addAll(report.unfinished(guest.checks()));
                    if (guest.kernel()) {
                        found.addAll(report.problems(guest.checks()));
                    }
                    found.stream().distinct().forEach(problem -> problems.add(guest.name() + ": " + problem));
                    page.take(report, guest.kernel());
                } catch (ExecutionException failed) {
                    problems.add(guest.name() + ": " + failed.getCause());
                }
            }
        }
        return problems;
    }

    private CaseReport report(GuestCase guest) throws IOException {
        tell(guest, "begins");
        CaseReport report = CaseReport.of(guest.name(), guests.run(guest, line -> {
            if (SHOWN.matcher(line).matches()) {
                tell(guest, line);
            }
        }));
        tell(guest, "ended");
        return report;
    }

    private void tell(GuestCase guest, String line) {
        progress.accept("%4d s  %s: %s"
                .formatted(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin), guest.name(), line));
    }

    private static int atATime() {
        String configured = System.getenv("PLUMBLINE_GUESTS");
        return configured == null
                ? Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST)
                : Integer.parseInt(configured);
    }
}
