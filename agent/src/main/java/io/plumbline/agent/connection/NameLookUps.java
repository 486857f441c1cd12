// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import io.plumbline.agent.anomaly.Traffic;
import io.plumbline.agent.detection.Detection;
import io.plumbline.agent.dns.NameBook;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.NameLookup;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** From DNS messages to observations, and to the names that a pod has for addresses. Owned by the pipeline thread. */
public final class NameLookUps {
    private static final int MOST_NAME = 253;

    /** Whoever looks up the names of addresses asks for another one each time. */
    private static final List<String> REVERSE = List.of("in-addr.arpa", "ip6.arpa");

    private final NetworkOwners owners;
    private final Detection detection;
    private final Traffic traffic;
    private final PodNames names;
    private final GeneralNames general;
    private final ResolverPods resolverPods;
    private final LongUnaryOperator bootToUnixNanos;

    public NameLookUps(
            NetworkOwners owners,
            Detection detection,
            Traffic traffic,
            PodNames names,
            GeneralNames general,
            ResolverPods resolverPods,
            LongUnaryOperator bootToUnixNanos) {
        this.owners = owners;
        this.detection = detection;
        this.traffic = traffic;
        this.names = names;
        this.general = general;
        this.resolverPods = resolverPods;
        this.bootToUnixNanos = bootToUnixNanos;
    }

    void on(SensorEvent.NameMessage event, long nowNanos) {
        TrackedProcess process = owners.process(event.owner());
        owners.with(event, event.owner(), Reading.unknown("not-provided"), nowNanos, container -> {
            names.of(container)
                    .ifPresent(book -> book.whenConfigured(() -> {
                        if (event.sent()) {
                            asked(container, book, event, process);
                        } else {
                            answered(container, book, event);
                        }
                    }));
        });
    }

    private void asked(
            WatchedContainer container,
            NameBook book,
            SensorEvent.NameMessage event,
            @Nullable TrackedProcess process) {
        if (event.message().response()) {
            // A server's answer; who serves at port 53 is told as a listener.
            return;
        }
        long at = bootToUnixNanos.applyAsLong(event.bootNanos());
        String name = book.asked(event.message(), event.local().port(), event.transport(), event.bootNanos());
        if (!traffic.name(container, event, name, at)) {
            return;
        }
        NameLookup lookup = new NameLookup(general.lookedUp(container, lookedUp(general.of(container, name, at))));
        detection.observe(container, Observation.of(lookup, process, at));
    }

    private void answered(WatchedContainer container, NameBook book, SensorEvent.NameMessage event) {
        boolean stranger = book.isFromStranger(
                event.message(),
                event.remote().address(),
                event.remote().port(),
                event.local().port(),
                event.transport(),
                event.bootNanos());
        if (stranger) {
            resolverPods.find(
                    book,
                    event.remote().address(),
                    event.bootNanos(),
                    bootToUnixNanos.applyAsLong(event.bootNanos()),
                    () -> judge(container, book, event));
        } else {
            judge(container, book, event);
        }
    }

    private void judge(WatchedContainer container, NameBook book, SensorEvent.NameMessage event) {
        Optional<String> name = book.answered(
                event.message(),
                event.remote().address(),
                event.remote().port(),
                event.local().port(),
                event.transport(),
                event.bootNanos());
        names.trim();
        name.ifPresent(
                believed -> traffic.name(container, event, believed, bootToUnixNanos.applyAsLong(event.bootNanos())));
    }

    /** The name as an observation: names of addresses are one, and what is longer than a name can be is cut at its head. */
    static String lookedUp(String name) {
        for (String domain : REVERSE) {
            if (name.endsWith("." + domain)) {
                return "*." + domain;
            }
        }
        String cut = name;
        while (cut.length() > MOST_NAME) {
            int dot = cut.indexOf('.', 2);
            cut = dot < 0 ? cut.substring(cut.length() - MOST_NAME) : "*" + cut.substring(dot);
        }
        return cut.isEmpty() ? "." : cut;
    }
}
