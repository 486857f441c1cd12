// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes.direct;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.plumbline.agent.kubernetes.ClusterContext;
import io.plumbline.agent.kubernetes.KubernetesSettings;
import io.plumbline.agent.kubernetes.direct.OwnerWalk.UnreadableException;
import io.plumbline.agent.retry.Backoff;
import io.plumbline.agent.retry.Reconnection;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.kubernetes.client.ApiClients;
import io.plumbline.kubernetes.client.PodMetadata;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Context straight from the API server: an informer on this node's pods, and single reads of their owners and namespaces. One
 * virtual thread, plumbline-kubernetes, reads and calls the sink; the informer's own threads only fill the {@link PodQueue}.
 * Needs list and watch of pods, and get of namespaces, replicasets and jobs.
 */
final class DirectClusterContext implements ClusterContext {
    private static final Logger LOG = LoggerFactory.getLogger(DirectClusterContext.class);

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofSeconds(1);

    private final KubernetesSettings settings;
    private final LongSupplier nanoTime;
    private final PodQueue queue;
    private final Map<String, PodContext> sent = new ConcurrentHashMap<>();
    private final Map<String, String> unreadable = new ConcurrentHashMap<>();
    private volatile @Nullable Throwable informerFailure;
    private volatile Optional<String> problem =
            Optional.of("Kubernetes API: was not reached yet (expected: a list of this node's pods)");
    private final Reconnection reconnection =
            new Reconnection("plumbline-kubernetes", new Backoff(FIRST_BACKOFF, LONGEST_BACKOFF));

    DirectClusterContext(KubernetesSettings settings) {
        this.settings = settings;
        this.nanoTime = System::nanoTime;
        this.queue = new PodQueue(nanoTime);
    }

    @Override
    public void start(Consumer<PodContext> sink) {
        reconnection.start(() -> hold(sink));
    }

    @Override
    public Optional<String> problem() {
        return problem;
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    @Override
    public void close() {
        reconnection.close();
    }

    private boolean hold(Consumer<PodContext> sink) throws InterruptedException {
        try (KubernetesClient client = ApiClients.open(settings.api())) {
            return watch(client, sink);
        } catch (RuntimeException e) {
            tell("Kubernetes API: cannot be used: " + ApiClients.reason(e)
                    + " (expected: kubeconfig, URL or service account of an API server)");
            return false;
        }
    }

    /** Returns when the informer has ended, which it should never do; true when it had worked. */
    private boolean watch(KubernetesClient client, Consumer<PodContext> sink) throws InterruptedException {
        PodContextReader reader = new PodContextReader(client, nanoTime);
        informerFailure = null;
        sent.clear();
        unreadable.clear();
        try (SharedIndexInformer<Pod> informer = client.pods()
                .inAnyNamespace()
                .withField("spec.nodeName", settings.nodeName())
                .runnableInformer(0)) {
            informer.exceptionHandler((started, failure) -> {
                informerFailure = failure;
                return true;
            });
            informer.addEventHandler(new PodHandler());
            CompletionStage<Void> ignored = informer.start();
            boolean worked = false;
            while (!reconnection.isClosed() && informer.isRunning()) {
                Optional<PodQueue.Entry> next = queue.take(TURN);
                if (next.isPresent()) {
                    resolve(next.get(), reader, sink);
                }
                worked |= informer.hasSynced();
                judge(client, informer);
            }
            return worked;
        }
    }

    private void resolve(PodQueue.Entry entry, PodContextReader reader, Consumer<PodContext> sink) {
        try {
            PodContext context = reader.read(entry.pod());
            unreadable.remove(context.uid());
            if (sent.size() > PodQueue.LIMIT) {
                // Deletions that nobody told; to send a context twice does no harm.
                sent.clear();
            }
            if (!context.equals(sent.put(context.uid(), context))) {
                sink.accept(context);
            }
        } catch (UnreadableException e) {
            String uid = PodMetadata.uid(entry.pod().getMetadata());
            unreadable.put(uid, e.getMessage());
            queue.again(entry);
        } catch (RuntimeException e) {
            LOG.warn("context of pod {} was not read", entry.pod().getMetadata().getName(), e);
            queue.again(entry);
        }
    }

    private void judge(KubernetesClient client, SharedIndexInformer<Pod> informer) {
        String server = "Kubernetes API " + client.getMasterUrl();
        Throwable failure = informerFailure;
        if (!informer.hasSynced() || !informer.isWatching()) {
            String why = failure == null ? "no answer yet" : ApiClients.reason(failure);
            tell(server + ": pods of node " + settings.nodeName() + " not watched: " + why
                    + " (expected: list and watch of pods)");
        } else if (!unreadable.isEmpty()) {
            tell(server + ": " + unreadable.values().iterator().next()
                    + " (expected: get of namespaces, replicasets and jobs)");
        } else {
            if (problem.isPresent()) {
                LOG.info("watching pods of node {} at {}", settings.nodeName(), client.getMasterUrl());
            }
            problem = Optional.empty();
        }
    }

    private void tell(String sentence) {
        if (!problem.equals(Optional.of(sentence))) {
            LOG.warn("{}", sentence);
        }
        problem = Optional.of(sentence);
    }

    /** Runs on the informer's threads. An exception here would end the informer without a word. */
    private final class PodHandler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            if (isOurs(pod)) {
                queue.put(pod);
            }
        }

        @Override
        public void onUpdate(Pod old, Pod pod) {
            onAdd(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean finalStateUnknown) {
            if (isOurs(pod)) {
                String uid = PodMetadata.uid(pod.getMetadata());
                queue.remove(pod.getMetadata().getUid());
                sent.remove(uid);
                unreadable.remove(uid);
            }
        }

        /** True for a pod of this node: not every server honours the field selector. */
        private boolean isOurs(@Nullable Pod pod) {
            return pod != null
                    && pod.getMetadata() != null
                    && pod.getMetadata().getUid() != null
                    && pod.getMetadata().getName() != null
                    && pod.getMetadata().getNamespace() != null
                    && pod.getSpec() != null
                    && settings.nodeName().equals(pod.getSpec().getNodeName());
        }
    }
}
