// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.GetProfileRequest;
import io.plumbline.v1.Peer;
import io.plumbline.v1.Profile;
import io.plumbline.v1.ProfileEntry;
import io.plumbline.v1.Transport;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** What is known of the network of workloads, in short words. */
final class Talk {
    private static final Set<String> RULES = Set.of(
            "new-peer",
            "new-port",
            "new-name",
            "address-without-name",
            "new-resolver",
            "encrypted-dns",
            "network-scan",
            "dns-tunnel",
            "beaconing",
            "bytes-out",
            "new-client",
            "new-listener");

    private Talk() {}

    static Profile profile(CollectorProgram collector, String workload) {
        return collector
                .query()
                .getProfile(GetProfileRequest.newBuilder()
                        .setKey(Shop.profile(collector, workload).getKey())
                        .build());
    }

    /** To whom a workload of the shop talks, as "tcp PEER:PORT". */
    static List<String> outbound(CollectorProgram collector, String workload) {
        return words(profile(collector, workload), Behavior::hasOutbound);
    }

    /** Who talks to a workload, as "tcp PEER:PORT" with the port of the workload. */
    static List<String> inbound(CollectorProgram collector, String workload) {
        return words(profile(collector, workload), Behavior::hasInbound);
    }

    static List<String> words(Profile profile, Predicate<Behavior> wanted) {
        return profile.getEntriesList().stream()
                .map(ProfileEntry::getBehavior)
                .filter(wanted)
                .map(Talk::words)
                .toList();
    }

    /** What was raised because of the network. */
    static List<String> deviations(CollectorProgram collector) {
        return Shop.deviations(collector).stream()
                .filter(deviation -> RULES.contains(deviation.getRule()))
                .map(Talk::words)
                .toList();
    }

    /** The rule, and what it is about. */
    static String words(Deviation deviation) {
        return deviation.getRule() + " " + words(deviation.getBehavior());
    }

    static String words(Behavior behavior) {
        return switch (behavior.getKindCase()) {
            case OUTBOUND ->
                words(
                        behavior.getOutbound().getTransport(),
                        behavior.getOutbound().getPeer(),
                        behavior.getOutbound().getPort());
            case INBOUND ->
                words(
                        behavior.getInbound().getTransport(),
                        behavior.getInbound().getPeer(),
                        behavior.getInbound().getPort());
            case LISTENING ->
                lower(behavior.getListening().getTransport())
                        + " listens at "
                        + behavior.getListening().getPort();
            case NAME_LOOKUP -> "asks for " + behavior.getNameLookup().getName();
            default -> behavior.getKindCase().name().toLowerCase(Locale.ROOT);
        };
    }

    private static String words(Transport transport, Peer peer, int port) {
        return lower(transport) + " " + words(peer) + ":" + port;
    }

    private static String lower(Transport transport) {
        return transport.name().replace("TRANSPORT_", "").toLowerCase(Locale.ROOT);
    }

    private static String words(Peer peer) {
        return switch (peer.getKindCase()) {
            case WORKLOAD ->
                peer.getWorkload().getNamespace() + "/" + peer.getWorkload().getName();
            case SERVICE ->
                "service " + peer.getService().getNamespace() + "/"
                        + peer.getService().getName();
            case DNS_NAME -> peer.getDnsName().getName();
            case CIDR -> peer.getCidr();
            default -> peer.getKindCase().name().toLowerCase(Locale.ROOT);
        };
    }
}
