// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.baselines;

import io.plumbline.collector.store.Change;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.Times;
import io.plumbline.collector.writer.Turn;
import io.plumbline.profiles.learning.Baseline;
import io.plumbline.profiles.learning.Changes;
import io.plumbline.profiles.learning.Delta;
import io.plumbline.profiles.learning.LockRule;
import io.plumbline.profiles.learning.MergeResult;
import io.plumbline.profiles.wire.DeltaCodec;
import io.plumbline.profiles.wire.ProfileCodec;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.LearnedDelta;
import io.plumbline.v1.Profile;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All baselines of the cluster, in memory and in the store. When a commit fails, what was changed in memory is dropped
 * and read again. Writer thread only, but for {@link #size}.
 */
public final class BaselineRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(BaselineRegistry.class);

    private final Store store;
    private final LockRule rule;
    private final InstantSource clock;
    private final Map<String, Baseline> loaded = new TreeMap<>();
    /** Baselines whose last change was not committed: to be read again before they are used. */
    private final Set<String> stale = new HashSet<>();

    private final Map<BaselineKey, String> ids = new HashMap<>();
    private final Set<BaselineKey> changed = new LinkedHashSet<>();
    private BiConsumer<Turn, BaselineKey> onCreate = (turn, key) -> {};
    private volatile int size;

    public BaselineRegistry(Store store, LockRule rule, InstantSource clock) {
        this.store = store;
        this.rule = rule;
        this.clock = clock;
    }

    /** Reads all baselines. */
    public void load() {
        Baseline.restore(store.baselines()).forEach(baseline -> loaded.put(id(baseline), baseline));
        size = loaded.size();
    }

    /** Has the action called with each new baseline, in the turn that makes it. */
    public void onCreate(BiConsumer<Turn, BaselineKey> action) {
        onCreate = action;
    }

    /** Number of baselines; from any thread. */
    public int size() {
        return size;
    }

    /** Makes the baseline unless it is there: its workload lives on a node. */
    public void expect(Turn turn, BaselineKey key) {
        if (find(key).isEmpty()) {
            create(turn, key, IdentitySource.NAME);
        }
    }

    /** Merges what a container did; says what became of it, in one word. */
    public String learn(Turn turn, String node, String epoch, LearnedDelta message) {
        Delta delta = DeltaCodec.fromProto(message, node, epoch);
        Baseline baseline = find(message.getKey()).orElseGet(() -> create(turn, message.getKey(), delta.identity()));
        MergeResult result = baseline.merge(delta, now());
        if (result.changed()) {
            touch(turn, baseline);
        }
        if (!result.added().isEmpty()) {
            changed.add(message.getKey());
        }
        if (result.changed()) {
            return "merged";
        }
        return result.refused().isEmpty()
                ? "unchanged"
                : "refused-" + word(result.refused().getFirst().why());
    }

    /** Locks what may be locked by the rule. */
    public void evaluate(Turn turn) {
        for (String id : List.copyOf(loaded.keySet())) {
            byId(id).ifPresent(baseline -> baseline.evaluate(rule, now()).ifPresent(change -> {
                touch(turn, baseline);
                markChanged(baseline);
                LOG.info("baseline locked: {} ({})", baseline.key(), change.reason());
            }));
        }
    }

    /** Runs an action on a baseline and keeps what it changes. */
    public <T> Optional<T> change(Turn turn, BaselineKey key, Function<Baseline, T> action) {
        return find(key).map(baseline -> {
            touch(turn, baseline);
            markChanged(baseline);
            return action.apply(baseline);
        });
    }

    /** Does the same as {@link #change}, on a new baseline where there is none. */
    public <T> T changeOrCreate(Turn turn, BaselineKey key, Function<Baseline, T> action) {
        Baseline baseline = find(key).orElseGet(() -> create(turn, key, IdentitySource.NAME));
        touch(turn, baseline);
        markChanged(baseline);
        return action.apply(baseline);
    }

    /** Does the same as {@link #rehearse}, on a new baseline where there is none. */
    public <T> T rehearseOrCreate(BaselineKey key, Function<Baseline, T> action) {
        return action.apply(find(key)
                .map(Baseline::copy)
                .orElseGet(() -> Baseline.create(WorkloadCodec.fromProto(key), IdentitySource.NAME, now())));
    }

    /** Runs an action on a copy, which is then thrown away: what would change. */
    public <T> Optional<T> rehearse(BaselineKey key, Function<Baseline, T> action) {
        return find(key).map(baseline -> action.apply(baseline.copy()));
    }

    /** The baseline with everything that is known of it. */
    public Optional<Profile> profile(BaselineKey key) {
        return find(key).map(this::profile);
    }

    /** A baseline, for instance a copy, as a profile of now. */
    public Profile profile(Baseline baseline) {
        return ProfileCodec.toProto(baseline.profile(rule, now()));
    }

    /** The profile in the words of the profiles module. */
    public Optional<io.plumbline.profiles.profile.Profile> record(BaselineKey key) {
        return find(key).map(baseline -> baseline.profile(rule, now()));
    }

    /** Keys of all baselines, by cluster, namespace, kind, name and container. */
    public List<BaselineKey> keys() {
        return loaded.values().stream()
                .map(baseline -> WorkloadCodec.toProto(baseline.key()))
                .toList();
    }

    /** The key of a baseline by its id in the store. */
    public Optional<BaselineKey> key(String baselineId) {
        return byId(baselineId).map(baseline -> WorkloadCodec.toProto(baseline.key()));
    }

    /** The id of a baseline in the store. */
    public String id(BaselineKey key) {
        return ids.computeIfAbsent(key, each -> WorkloadCodec.fromProto(each).id());
    }

    /** Keys whose profiles have changed since the last call. */
    public Set<BaselineKey> takeChanged() {
        Set<BaselineKey> taken = Set.copyOf(changed);
        changed.clear();
        return taken;
    }

    private Optional<Baseline> find(BaselineKey key) {
        return byId(id(key));
    }

    private Optional<Baseline> byId(String id) {
        if (stale.contains(id)) {
            List<Baseline> stored = Baseline.restore(store.baseline(id));
            stale.remove(id);
            loaded.remove(id);
            stored.forEach(baseline -> loaded.put(id, baseline));
            size = loaded.size();
        }
        return Optional.ofNullable(loaded.get(id));
    }

    private Baseline create(Turn turn, BaselineKey key, IdentitySource identity) {
        Baseline baseline = Baseline.create(WorkloadCodec.fromProto(key), identity, now());
        loaded.put(id(baseline), baseline);
        size = loaded.size();
        touch(turn, baseline);
        changed.add(key);
        onCreate.accept(turn, key);
        return baseline;
    }

    private void touch(Turn turn, Baseline baseline) {
        turn.addLate(baseline, batch -> {
            Changes written = baseline.drainChanges();
            if (!written.isEmpty()) {
                batch.add(new Change.BaselineChanged(written));
            }
        });
        turn.afterFailure(baseline, failed -> {
            stale.add(id(baseline));
            markChanged(baseline);
        });
    }

    private void markChanged(Baseline baseline) {
        changed.add(WorkloadCodec.toProto(baseline.key()));
    }

    private long now() {
        return Times.nanos(clock);
    }

    private static String id(Baseline baseline) {
        return baseline.key().id();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
