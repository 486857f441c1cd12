// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.outbox;

import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.Incident;
import io.plumbline.v1.WorkloadInterest;

/** Small messages for tests. */
public final class Messages {

    private Messages() {}

    public static AgentMessage incident(String id) {
        return AgentMessage.newBuilder()
                .setIncident(Incident.newBuilder().setIncidentId(id).setRevision(1))
                .build();
    }

    public static AgentMessage subscription() {
        return AgentMessage.newBuilder()
                .setInterest(WorkloadInterest.getDefaultInstance())
                .build();
    }
}
