// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.plumbline.containerd.v1.Envelope;
import io.plumbline.containerd.v1.SubscribeRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A subscription to containerd's events. At most {@link #WINDOW} events are held here; when nobody takes them, containerd
 * keeps the rest (it blocks, nothing is dropped).
 */
final class EventStream implements ClientResponseObserver<SubscribeRequest, Envelope>, AutoCloseable {
    static final int WINDOW = 256;

    private final LinkedBlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private volatile @Nullable ClientCallStreamObserver<SubscribeRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<SubscribeRequest> requestStream) {
        requestStream.disableAutoRequestWithInitial(WINDOW);
        call = requestStream;
    }

    @Override
    public void onNext(Envelope event) {
        items.add(new Item.Event(event));
    }

    @Override
    public void onError(Throwable cause) {
        items.add(new Item.End(Status.fromThrowable(cause)));
    }

    @Override
    public void onCompleted() {
        items.add(new Item.End(Status.UNAVAILABLE.withDescription("the event stream was closed by containerd")));
    }

    /** The next event, or empty after {@code wait}. Throws StatusRuntimeException, every time, when the stream has ended. */
    Optional<Envelope> poll(Duration wait) throws InterruptedException {
        @Nullable Item item = items.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        return switch (item) {
            case null -> Optional.empty();
            case Item.Event event -> {
                ClientCallStreamObserver<SubscribeRequest> requests = call;
                if (requests != null) {
                    requests.request(1);
                }
                yield Optional.of(event.envelope());
            }
            case Item.End end -> {
                items.add(end);
                throw new StatusRuntimeException(end.status());
            }
        };
    }

    @Override
    public void close() {
        ClientCallStreamObserver<SubscribeRequest> requests = call;
        if (requests != null) {
            requests.cancel("closed", null);
        }
    }

    private sealed interface Item {
        record Event(Envelope envelope) implements Item {}

        record End(Status status) implements Item {}
    }
}
