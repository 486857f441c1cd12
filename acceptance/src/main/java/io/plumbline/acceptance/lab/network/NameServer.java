// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.network;

import io.plumbline.acceptance.lab.network.NameAnswer.Entry;
import io.plumbline.acceptance.lab.runtime.NetworkSpace;
import io.plumbline.agent.dns.DnsMessage;
import io.plumbline.agent.dns.DnsReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A name server, over UDP and TCP: says what it was told to say, and that other names do not exist. */
public final class NameServer implements AutoCloseable {
    private static final int PORT = 53;
    private static final int MOST = 4096;
    private static final int TIME_TO_LIVE_SECONDS = 5;

    private final DatagramSocket datagrams;
    private final ServerSocket streams;
    private final Map<String, Supplier<List<Entry>>> entries = new ConcurrentHashMap<>();
    private final Map<String, NameAnswer> lies = new ConcurrentHashMap<>();
    private final AtomicLong asked = new AtomicLong();

    private NameServer(DatagramSocket datagrams, ServerSocket streams) {
        this.datagrams = datagrams;
        this.streams = streams;
        Thread.ofVirtual().name("lab-names").start(this::answerDatagrams);
        Thread.ofVirtual().name("lab-names-tcp").start(this::accept);
    }

    /** Listens at port 53 of an address in a network. */
    public static NameServer open(NetworkSpace space, String address) throws IOException {
        InetAddress at = InetAddress.ofLiteral(address);
        DatagramSocket datagrams = space.within(() -> new DatagramSocket(PORT, at));
        ServerSocket streams = space.within(() -> new ServerSocket(PORT, 64, at));
        return new NameServer(datagrams, streams);
    }

    /** A name with addresses of either family. */
    public NameServer name(String name, String... addresses) {
        List<Entry> all = Arrays.stream(addresses)
                .map(address -> new Entry(name, address, TIME_TO_LIVE_SECONDS))
                .toList();
        entries.put(name, () -> all);
        return this;
    }

    /** A name with another address in each answer, which nobody may keep. */
    public NameServer rotating(String name, Supplier<String> next) {
        entries.put(name, () -> List.of(new Entry(name, next.get(), 0)));
        return this;
    }

    /** A name that is another one's, which must be known already; the answer has both records. */
    public NameServer alias(String name, String target) {
        entries.put(name, () -> {
            List<Entry> chain = new ArrayList<>();
            chain.add(new Entry(name, target, TIME_TO_LIVE_SECONDS));
            chain.addAll(entries.getOrDefault(target, List::of).get());
            return chain;
        });
        return this;
    }

    /** A name of which the answer says that it is another one's, and gives that one an address of its own choice. */
    public NameServer alias(String name, String target, String address) {
        List<Entry> chain = List.of(
                new Entry(name, target, TIME_TO_LIVE_SECONDS), new Entry(target, address, TIME_TO_LIVE_SECONDS));
        entries.put(name, () -> chain);
        return this;
    }

    /**
     * Lies to whoever asks for a name over UDP: sends another answer as well, which nobody asked for, that another name has an
     * address.
     */
    public NameServer lie(String whenAsked, String name, String address) {
        lies.put(
                whenAsked,
                NameAnswer.of(0, name, NameAnswer.A, List.of(new Entry(name, address, TIME_TO_LIVE_SECONDS))));
        return this;
    }

    /** The number of questions that came. */
    public long asked() {
        return asked.get();
    }

    private void answerDatagrams() {
        byte[] buffer = new byte[MOST];
        while (!datagrams.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                datagrams.receive(packet);
                byte[] message = Arrays.copyOf(buffer, packet.getLength());
                Optional<NameAnswer> answer = answer(message);
                if (answer.isPresent()) {
                    send(answer.get(), packet);
                    lie(answer.get(), packet);
                }
            } catch (IOException closing) {
                return;
            }
        }
    }

    /** Sends the lie with the number of the question, as one that guessed it would; then with another. */
    private void lie(NameAnswer truth, DatagramPacket asker) throws IOException {
        NameAnswer lie = lies.get(truth.question());
        if (lie != null) {
            send(NameAnswer.of(truth.id(), lie.question(), lie.type(), lie.entries()), asker);
            send(NameAnswer.of(truth.id() ^ 1, lie.question(), lie.type(), lie.entries()), asker);
        }
    }

    private void send(NameAnswer answer, DatagramPacket asker) throws IOException {
        byte[] bytes = answer.toBytes();
        if (bytes.length > 512) {
            bytes = answer.cut().toBytes();
        }
        datagrams.send(new DatagramPacket(bytes, bytes.length, asker.getSocketAddress()));
    }

    private void accept() {
        while (!streams.isClosed()) {
            try {
                Socket peer = streams.accept();
                Thread.ofVirtual().start(() -> answerStream(peer));
            } catch (IOException closing) {
                return;
            }
        }
    }

    private void answerStream(Socket peer) {
        try (peer) {
            var in = new DataInputStream(peer.getInputStream());
            var out = new DataOutputStream(peer.getOutputStream());
            while (true) {
                Optional<NameAnswer> answer = answer(in.readNBytes(in.readUnsignedShort()));
                if (answer.isEmpty()) {
                    return;
                }
                byte[] bytes = answer.get().toBytes();
                out.writeShort(bytes.length);
                out.write(bytes);
                out.flush();
            }
        } catch (IOException gone) {
            // A peer may end as it likes.
        }
    }

    private Optional<NameAnswer> answer(byte[] message) {
        Optional<DnsMessage> question = DnsReader.read(message, false).filter(read -> !read.response());
        asked.addAndGet(question.isPresent() ? 1 : 0);
        return question.map(this::answer);
    }

    private NameAnswer answer(DnsMessage question) {
        Supplier<List<Entry>> known = entries.get(question.question());
        if (known == null) {
            return NameAnswer.noSuchName(question.id(), question.question(), question.questionType());
        }
        List<Entry> fitting = known.get().stream()
                .filter(entry -> entry.type() == NameAnswer.CNAME || entry.type() == question.questionType())
                .toList();
        return NameAnswer.of(question.id(), question.question(), question.questionType(), fitting);
    }

    /** The address at which it answers. */
    public InetSocketAddress address() {
        return new InetSocketAddress(datagrams.getLocalAddress(), PORT);
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        streams.close();
    }
}
