// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import io.plumbline.agent.dns.DnsMessage;
import io.plumbline.agent.dns.DnsReader;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.SensorCounters;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * DNS messages of TCP streams, put together from segments: often the length of a message comes in one and the message in the
 * next. Bounded: 64 streams and 16 KiB of a message are kept; what is lost is counted ("dns-streams-torn"). Not thread-safe.
 */
final class NameStreams {
    private static final int MOST_STREAMS = 64;
    private static final int MOST_BYTES = 16 << 10;

    /** A segment that begins so little before what is expected repeats something. */
    private static final int REPEATED = 1 << 16;

    private final SensorCounters counters;
    private final Map<Key, Pending> streams = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Pending> eldest) {
            return size() > MOST_STREAMS;
        }
    };

    /** One direction of a connection. */
    record Key(long networkNamespace, Endpoint local, Endpoint remote, boolean sent) {}

    /** What waits for the next segment. */
    private static final class Pending {
        /** Beginning of a message. */
        private final byte[] bytes;

        /** Bytes to come of a message that was told already, as far as it was here. */
        private final long skip;

        /** Sequence number of the segment that goes on from here. */
        private final int next;

        Pending(byte[] bytes, long skip, int next) {
            this.bytes = bytes;
            this.skip = skip;
            this.next = next;
        }
    }

    NameStreams(SensorCounters counters) {
        this.counters = counters;
    }

    /**
     * Takes a segment and hands on the messages that are whole now.
     *
     * @param sequence of its first byte
     * @param length on the wire; of that, {@code bytes} are here
     */
    void add(Key key, int sequence, byte[] bytes, long length, Consumer<Optional<DnsMessage>> messages) {
        Pending before = streams.remove(key);
        int ahead = before == null ? 0 : sequence - before.next;
        if (before != null && ahead < 0 && ahead >= -REPEATED) {
            streams.put(key, before);
            return;
        }
        if (before != null && ahead != 0) {
            counters.increment("dns-streams-torn");
        }
        int next = sequence + (int) length;
        long missing = length - bytes.length;
        Pending rest = before != null && ahead == 0
                ? read(before, bytes, missing, next, messages)
                : read(new Pending(new byte[0], 0, sequence), bytes, missing, next, messages);
        if (rest != null) {
            streams.put(key, rest);
        }
    }

    private static @Nullable Pending read(
            Pending before, byte[] bytes, long missing, int next, Consumer<Optional<DnsMessage>> messages) {
        if (before.skip > 0 && before.skip >= bytes.length + missing) {
            return new Pending(new byte[0], before.skip - bytes.length - missing, next);
        }
        int from = (int) Math.min(before.skip, bytes.length);
        byte[] all = Arrays.copyOf(before.bytes, before.bytes.length + bytes.length - from);
        System.arraycopy(bytes, from, all, before.bytes.length, bytes.length - from);
        int at = 0;
        while (all.length - at >= 2) {
            int whole = 2 + (Byte.toUnsignedInt(all[at]) << 8 | Byte.toUnsignedInt(all[at + 1]));
            int here = Math.min(whole, all.length - at);
            if (here < whole && missing == 0 && whole <= MOST_BYTES) {
                break;
            }
            messages.accept(DnsReader.readStream(Arrays.copyOfRange(all, at, at + here), here < whole));
            at += here;
            if (here < whole) {
                long skip = whole - here - missing;
                // What follows behind the message in the part that is not here is lost with it, and where it ends.
                return skip < 0 ? null : new Pending(new byte[0], skip, next);
            }
        }
        return at == all.length ? null : new Pending(Arrays.copyOfRange(all, at, all.length), 0, next);
    }
}
