// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.plumbline.collector.cluster.memory.Kept;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of an informer: each object is reduced at once, and the whole of it forgotten. An exception here would end the
 * informer without a word, so an object that breaks the reduction is left out, and counted.
 */
final class ReducedItems<T extends HasMetadata, R> implements ItemStore<T> {
    private static final Logger LOG = LoggerFactory.getLogger(ReducedItems.class);

    private final Kept<R> kept;
    private final Function<? super T, R> reduction;
    private final Supplier<T> empty;
    private final LongAdder broken;

    /** {@code empty}: an object without anything. */
    ReducedItems(Kept<R> kept, Function<? super T, R> reduction, Supplier<T> empty, LongAdder broken) {
        this.kept = kept;
        this.reduction = reduction;
        this.empty = empty;
        this.broken = broken;
    }

    @Override
    public String getKey(T object) {
        @Nullable ObjectMeta metadata = object.getMetadata();
        if (metadata == null || metadata.getName() == null) {
            return "";
        }
        return metadata.getNamespace() == null
                ? metadata.getName()
                : metadata.getNamespace() + '/' + metadata.getName();
    }

    /** The former object is never asked for. */
    @Override
    public @Nullable T put(String key, T object) {
        try {
            if (!key.isEmpty()) {
                kept.put(key, reduction.apply(object));
            }
        } catch (RuntimeException unexpected) {
            broken.increment();
            LOG.debug("object {} was not understood", key, unexpected);
        }
        return null;
    }

    @Override
    public @Nullable T remove(String key) {
        try {
            kept.remove(key);
        } catch (RuntimeException unexpected) {
            broken.increment();
            LOG.debug("object {} was not removed", key, unexpected);
        }
        return null;
    }

    @Override
    public Stream<String> keySet() {
        return kept.keys().stream();
    }

    /** Returns objects with their keys alone: to find those that are gone. */
    @Override
    public Stream<T> values() {
        return keySet().map(this::named);
    }

    @Override
    public int size() {
        return kept.size();
    }

    @Override
    public @Nullable T get(String key) {
        return kept.get(key) == null ? null : named(key);
    }

    @Override
    public boolean isFullState() {
        return false;
    }

    private T named(String key) {
        int slash = key.indexOf('/');
        ObjectMeta metadata = new ObjectMeta();
        metadata.setName(key.substring(slash + 1));
        if (slash >= 0) {
            metadata.setNamespace(key.substring(0, slash));
        }
        T object = empty.get();
        object.setMetadata(metadata);
        return object;
    }
}
