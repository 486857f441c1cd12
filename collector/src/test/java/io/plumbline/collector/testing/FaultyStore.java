// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.testing;

import com.google.protobuf.ByteString;
import io.plumbline.collector.store.AgentRow;
import io.plumbline.collector.store.AuditRow;
import io.plumbline.collector.store.ChangeBatch;
import io.plumbline.collector.store.DecisionRow;
import io.plumbline.collector.store.IncidentCursor;
import io.plumbline.collector.store.IncidentFilter;
import io.plumbline.collector.store.SandboxRow;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.StoreException;
import io.plumbline.profiles.learning.Row;
import io.plumbline.v1.IncidentRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A store that refuses or holds commits when it is told to. */
public final class FaultyStore implements Store {
    private final Store store;
    private volatile boolean refusing;
    private volatile @Nullable CountDownLatch gate;
    private volatile boolean holding;

    public FaultyStore(Store store) {
        this.store = store;
    }

    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** Lets the next commits wait. */
    public void hold() {
        gate = new CountDownLatch(1);
    }

    /** True while a commit waits. */
    public boolean isHolding() {
        return holding;
    }

    public void release() {
        CountDownLatch waiting = gate;
        gate = null;
        if (waiting != null) {
            waiting.countDown();
        }
    }

    @Override
    public void commit(ChangeBatch batch) {
        if (refusing) {
            throw new StoreException("store.path: test (disk is full; expected: free space)");
        }
        CountDownLatch waiting = gate;
        if (waiting != null) {
            try {
                holding = true;
                waiting.await();
            } catch (InterruptedException leave) {
                Thread.currentThread().interrupt();
            } finally {
                holding = false;
            }
        }
        store.commit(batch);
    }

    @Override
    public List<AgentRow> agents() {
        return store.agents();
    }

    @Override
    public List<SandboxRow> sandboxes() {
        return store.sandboxes();
    }

    @Override
    public Optional<IncidentRecord> incident(String incidentId) {
        return store.incident(incidentId);
    }

    @Override
    public List<IncidentRecord> incidentsByPrefix(String prefix, int limit) {
        return store.incidentsByPrefix(prefix, limit);
    }

    @Override
    public List<IncidentRecord> incidentsByFingerprint(String fingerprint, int limit) {
        return store.incidentsByFingerprint(fingerprint, limit);
    }

    @Override
    public List<IncidentRecord> incidents(IncidentFilter filter, @Nullable IncidentCursor after, int limit) {
        return store.incidents(filter, after, limit);
    }

    @Override
    public List<Integer> revisions(String incidentId) {
        return store.revisions(incidentId);
    }

    @Override
    public Optional<DecisionRow> decision(String decisionId) {
        return store.decision(decisionId);
    }

    @Override
    public List<DecisionRow> decisions(String incidentId, String fingerprint) {
        return store.decisions(incidentId, fingerprint);
    }

    @Override
    public List<DecisionRow> wideDecisions(long nowNanos) {
        return store.wideDecisions(nowNanos);
    }

    @Override
    public List<Row> baselines() {
        return store.baselines();
    }

    @Override
    public List<Row> baseline(String baselineId) {
        return store.baseline(baselineId);
    }

    @Override
    public Optional<ByteString> value(String name) {
        return store.value(name);
    }

    @Override
    public List<AuditRow> audit(int limit) {
        return store.audit(limit);
    }

    @Override
    public Optional<String> problem() {
        return refusing ? Optional.of("disk is full") : store.problem();
    }

    @Override
    public void close() {
        release();
        store.close();
    }
}
