// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import java.util.Map;

/**
 * Figures of the node for metrics and status; the counts are since the agent started.
 *
 * @param closedConnections connections that were seen to end, with their bytes
 * @param unresolvedPeers connections whose peer was not named, by cause
 * @param nameMessages DNS messages of containers and what became of them, by one word each
 * @param namedAddresses addresses that have a name now
 * @param openConnections outbound connections that are open
 * @param forgottenConnections open connections whose end will not be told, because there are too many
 * @param describedExecutions program starts in containers of which program, arguments and the way in are known
 * @param undescribedExecutions program starts in containers of which some of that could not be read
 */
public record Gauges(
        int containers,
        int processes,
        int openIncidents,
        int pendingOrigins,
        int pendingPeers,
        long incidentsTold,
        long deltasTold,
        long hostProcesses,
        long unattributed,
        Map<String, Long> unresolvedPeers,
        long failedConnections,
        long closedConnections,
        Map<String, Long> nameMessages,
        int namedAddresses,
        int openConnections,
        long forgottenConnections,
        Map<String, Long> forgottenTraffic,
        long describedExecutions,
        long undescribedExecutions) {
    /** The gauges before anything is known. */
    static final Gauges NONE = new Gauges(0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), 0, 0, Map.of(), 0, 0, 0, Map.of(), 0, 0);
}
