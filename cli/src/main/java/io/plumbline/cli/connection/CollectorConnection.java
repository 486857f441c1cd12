// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.connection;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.plumbline.v1.QueryServiceGrpc;
import io.plumbline.v1.QueryServiceGrpc.QueryServiceBlockingStub;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A connection to the collector's query service. For one thread. */
public final class CollectorConnection implements AutoCloseable {
    private final ConnectionSettings settings;
    private final ManagedChannel channel;
    private final Runnable release;

    /** @param release called once the channel is closed, for what the channel ran on */
    public CollectorConnection(ConnectionSettings settings, ManagedChannel channel, Runnable release) {
        this.settings = settings;
        this.channel = channel;
        this.release = release;
    }

    /** One call, with the time-out of the settings. Errors become a failure with one line. */
    public <T> T call(Function<QueryServiceBlockingStub, T> call) {
        long nanos = settings.timeout().toNanos();
        return within(call, QueryServiceGrpc.newBlockingStub(channel).withDeadlineAfter(nanos, TimeUnit.NANOSECONDS));
    }

    /** A call that lasts as long as both sides want. */
    public <T> T stream(Function<QueryServiceBlockingStub, T> call) {
        return within(call, QueryServiceGrpc.newBlockingStub(channel));
    }

    private <T> T within(Function<QueryServiceBlockingStub, T> call, QueryServiceBlockingStub stub) {
        try {
            return call.apply(stub);
        } catch (StatusRuntimeException e) {
            throw CallFailure.of(e, settings);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        release.run();
    }
}
