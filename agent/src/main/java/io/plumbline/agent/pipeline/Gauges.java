// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

/**
 * Figures of the node for metrics and status; the counts are since the agent started.
 *
 * @param closedConnections connections that were seen to end, with their bytes
 * @param nameMessages DNS messages of containers
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
        long unresolvedPeers,
        long failedConnections,
        long closedConnections,
        long nameMessages,
        long describedExecutions,
        long undescribedExecutions) {}
