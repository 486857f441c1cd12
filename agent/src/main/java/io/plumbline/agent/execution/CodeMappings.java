// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import io.plumbline.agent.detection.Detection;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.origin.OriginAnswer;
import io.plumbline.agent.origin.OriginQuestion;
import io.plumbline.agent.origin.Origins;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.SensorEvent.CodeMapped;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.argv.TemporaryPath;
import io.plumbline.profiles.behavior.CodeMapping;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Program;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From executable mappings to observations: only code that is not from the image, or that the program makes itself, is one. The
 * program of a process itself was judged when it was started. Owned by the pipeline thread.
 */
public final class CodeMappings {
    private final Containers containers;
    private final Insiders insiders;
    private final Detection detection;
    private final Origins origins;

    public CodeMappings(Containers containers, Insiders insiders, Detection detection, Origins origins) {
        this.containers = containers;
        this.insiders = insiders;
        this.detection = detection;
        this.origins = origins;
    }

    public void on(CodeMapped mapped, long nowNanos) {
        if (!isNamed(mapped)) {
            insiders.with(mapped, nowNanos, (container, insider) -> container.undescribed("mapped-path-unknown"));
            return;
        }
        insiders.waiting(mapped)
                .ifPresent(container -> origins.ask(
                        question(container, mapped, containers.before(container.container())), ignored -> {}));
        insiders.with(mapped, nowNanos, (container, insider) -> {
            OriginQuestion simple = question(container, mapped, List.of());
            if (!simple.isSurelyImage() && !runs(insider.details(), mapped)) {
                origins.ask(
                        question(container, mapped, containers.before(container.container())),
                        answer -> judged(container, insider, mapped, answer));
            }
        });
    }

    /** False where the kernel had no room to write the path. */
    private static boolean isNamed(CodeMapped mapped) {
        return mapped.path().startsWith("/")
                && !mapped.path().startsWith("//")
                && mapped.file().inode() != 0;
    }

    private static OriginQuestion question(
            WatchedContainer container, CodeMapped mapped, List<io.plumbline.agent.container.Container> before) {
        return new OriginQuestion(
                container.container(),
                mapped.path(),
                mapped.file(),
                mapped.pid(),
                false,
                container.rootDevice(),
                before);
    }

    /** True when the file is the process's own program: its exec was judged, or will be. */
    private static boolean runs(@Nullable ProcessDetails details, CodeMapped mapped) {
        return details != null
                && details.file()
                        .toOptional()
                        .filter(file -> file.inode() == mapped.file().inode()
                                && (file.device() == mapped.file().device()
                                        || details.executable()
                                                .toOptional()
                                                .filter(mapped.path()::equals)
                                                .isPresent()))
                        .isPresent();
    }

    private void judged(WatchedContainer container, Insiders.Insider insider, CodeMapped mapped, OriginAnswer answer) {
        // The mapping may have been told before the exec that made it.
        if (runs(insider.process().details(), mapped)) {
            return;
        }
        if (answer.origin() == Origin.GENERATED) {
            // Only programs of the image are taken for compilers: what a dropped one maps from memory is its next
            // stage.
            origins.ask(
                    program(container, insider),
                    program -> observe(
                            container,
                            insider,
                            mapped,
                            program.origin().isForeign() ? new OriginAnswer(Origin.MEMORY, answer.sha256()) : answer));
        } else if (answer.origin().isForeign()) {
            observe(container, insider, mapped, answer);
        }
    }

    private OriginQuestion program(WatchedContainer container, Insiders.Insider insider) {
        return new OriginQuestion(
                container.container(),
                insider.executable(),
                insider.details().file().toOptional().orElse(null),
                insider.process().pid(),
                true,
                container.rootDevice(),
                containers.before(container.container()));
    }

    private void observe(WatchedContainer container, Insiders.Insider insider, CodeMapped mapped, OriginAnswer answer) {
        Program code = new Program(answer.origin(), TemporaryPath.generalizeCode(mapped.path()));
        // A name with a random part says little: the content does.
        String sha256 = code.path().equals(mapped.path()) ? null : answer.sha256();
        detection.observe(
                container,
                Observation.of(
                                new CodeMapping(code, insider.executable(), sha256),
                                insider.process(),
                                insider.details(),
                                insider.atUnixNanos())
                        .withRemark(remark(mapped, answer)));
    }

    private static @Nullable String remark(CodeMapped mapped, OriginAnswer answer) {
        return answer.sha256() == null ? null : mapped.path() + " has the sha256 " + answer.sha256();
    }
}
