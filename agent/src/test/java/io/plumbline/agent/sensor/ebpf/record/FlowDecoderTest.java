// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.dns.DnsMessage;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.FlowClosed;
import io.plumbline.agent.sensor.SensorEvent.FlowSeen;
import io.plumbline.agent.sensor.SensorEvent.ListenerClosed;
import io.plumbline.agent.sensor.SensorEvent.ListenerOpened;
import io.plumbline.agent.sensor.SensorEvent.NameMessage;
import io.plumbline.agent.sensor.SensorEvent.Owner;
import io.plumbline.agent.sensor.ebpf.sockets.FoundFlows;
import io.plumbline.agent.sensor.ebpf.sockets.ListenerTable;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("littleEndian")
class FlowDecoderTest {
    private static final int AT = 8;
    private static final ByteBuffer ANY = CapturedFlows.memory(CapturedFlows.LISTENS, 0);
    private static final long CGROUP = ANY.getLong(RecordLayout.CGROUP);
    private static final int PID = ANY.getInt(RecordLayout.PID);
    private static final long NETWORK = Integer.toUnsignedLong(ANY.getInt(RecordLayout.NETWORK));

    private final SensorCounters counters = new SensorCounters();
    private final CgroupTable cgroups = new CgroupTable(Path.of("/nowhere"), "0::");
    private final ListenerTable listeners = new ListenerTable();
    private final FoundFlows found = new FoundFlows();
    private final RecordDecoder decoder = new RecordDecoder(
            cgroups, new LocalPids(Path.of("/nowhere"), counters), listeners, found, counters, (budget, at) -> {});
    private final Owner owner = new Owner(Reading.known(PID), Reading.known("0::/pod"));

    FlowDecoderTest() {
        cgroups.made(CGROUP, "/pod");
    }

    static boolean littleEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    @Test
    void decodesAListener() {
        assertThat(decode(CapturedFlows.LISTENS))
                .containsExactly(new ListenerOpened(
                        time(CapturedFlows.LISTENS),
                        NETWORK,
                        Transport.TCP,
                        end("127.0.0.1", 8080),
                        Reading.unknown("not-provided"),
                        false,
                        owner));
        assertThat(decode(CapturedFlows.LISTENS_NO_MORE))
                .containsExactly(new ListenerClosed(
                        time(CapturedFlows.LISTENS_NO_MORE), NETWORK, Transport.TCP, end("127.0.0.1", 8080)));
    }

    @Test
    void decodesBothEndsOfAConnection() {
        FlowSeen out = (FlowSeen) one(CapturedFlows.CONNECTED);
        assertThat(out.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(out.remote()).isEqualTo(end("127.0.0.1", 8080));
        assertThat(out.established()).isEqualTo(Reading.known(true));
        assertThat(out.owner()).isEqualTo(owner);
        assertThat(out.found()).isFalse();
        FlowSeen in = (FlowSeen) one(CapturedFlows.ACCEPTED);
        assertThat(in.direction()).isEqualTo(Direction.INBOUND);
        assertThat(in.local()).isEqualTo(out.remote());
        assertThat(in.remote()).isEqualTo(out.local());
        assertThat(in.owner()).isEqualTo(owner);
        FlowClosed outClosed = (FlowClosed) one(CapturedFlows.CLIENT_CLOSED);
        assertThat(outClosed.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(List.of(outClosed.bytesSent(), outClosed.bytesReceived())).containsExactly(1000L, 20L);
        FlowClosed inClosed = (FlowClosed) one(CapturedFlows.SERVER_CLOSED);
        assertThat(inClosed.direction()).isEqualTo(Direction.INBOUND);
        assertThat(List.of(inClosed.bytesSent(), inClosed.bytesReceived())).containsExactly(20L, 1000L);
        assertThat(inClosed.owner()).isEqualTo(owner);
    }

    @Test
    void takesTheKnownListenerWhereTheKernelKnewNone() {
        ByteBuffer accepted = CapturedFlows.memory(CapturedFlows.ACCEPTED, AT);
        accepted.putInt(AT + RecordLayout.PID, 0);
        assertThat(((FlowSeen) decode(accepted).getFirst()).owner().pid()).isEqualTo(Reading.unknown("not-provided"));
        listeners.opened(NETWORK, Transport.TCP, end("0.0.0.0", 8080), 77, 1);
        assertThat(((FlowSeen) decode(accepted).getFirst()).owner().pid()).isEqualTo(Reading.known(77));
        ByteBuffer closed = CapturedFlows.memory(CapturedFlows.SERVER_CLOSED, AT);
        closed.putInt(AT + RecordLayout.PID, 0);
        assertThat(((FlowClosed) decode(closed).getFirst()).owner().pid()).isEqualTo(Reading.known(77));
    }

    @Test
    void tellsNoEndOfWhatWasThereBeforeAndNotFound() {
        ByteBuffer closed = CapturedFlows.memory(CapturedFlows.SERVER_CLOSED, AT);
        closed.put(AT + RecordLayout.FLOW_INBOUND, (byte) 2);
        assertThat(decode(closed)).isEmpty();
        assertThat(counters.get("records-malformed")).isZero();
    }

    @Test
    void decodesARefusal() {
        FlowSeen refused = (FlowSeen) one(CapturedFlows.REFUSED_SIX);
        assertThat(refused.established()).isEqualTo(Reading.known(false));
        assertThat(refused.remote()).isEqualTo(end("::1", 8081));
        assertThat(refused.local().address()).isEqualTo(InetAddress.ofLiteral("::1"));
    }

    @Test
    void decodesDatagrams() {
        ListenerOpened bound = (ListenerOpened) one(CapturedFlows.BOUND_SIX);
        assertThat(bound.transport()).isEqualTo(Transport.UDP);
        assertThat(bound.local()).isEqualTo(end("::1", 5353));
        FlowSeen sent = (FlowSeen) one(CapturedFlows.SENT_SIX);
        assertThat(sent.direction()).isEqualTo(Direction.OUTBOUND);
        assertThat(sent.remote()).isEqualTo(end("::1", 5353));
        assertThat(sent.established()).isEqualTo(Reading.unknown("connectionless"));
        FlowSeen received = (FlowSeen) one(CapturedFlows.RECEIVED_SIX);
        assertThat(received.direction()).isEqualTo(Direction.INBOUND);
        assertThat(received.local().port()).isEqualTo(5353);
        ByteBuffer client = CapturedFlows.memory(CapturedFlows.BOUND_SIX, AT);
        client.putShort(AT + RecordLayout.FLOW_LOCAL_PORT, (short) 40_000);
        assertThat(decode(client)).isEmpty();
        assertThat(counters.get("udp-client-sockets")).isEqualTo(1);
    }

    @Test
    void givesMappedAddressesAsIpv4() {
        FlowSeen in = (FlowSeen) one(CapturedFlows.ACCEPTED_MAPPED);
        assertThat(in.local()).isEqualTo(end("127.0.0.1", 8082));
        assertThat(in.remote().address()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    }

    @Test
    void decodesNames() {
        NameMessage question = (NameMessage) one(CapturedFlows.QUESTION);
        assertThat(question.sent()).isTrue();
        assertThat(question.transport()).isEqualTo(Transport.UDP);
        assertThat(question.remote()).isEqualTo(end("127.0.0.1", 53));
        assertThat(question.message().question()).isEqualTo("www.example.org");
        assertThat(question.owner().pid()).isEqualTo(Reading.known(PID));
        NameMessage answer = (NameMessage) one(CapturedFlows.ANSWER);
        assertThat(answer.sent()).isFalse();
        assertThat(answer.local()).isEqualTo(question.local());
        assertThat(answer.message().answers())
                .containsExactly(new DnsMessage.Address("www.example.org", InetAddress.ofLiteral("192.0.2.1"), 60));
        assertThat(answer.message().truncated()).isFalse();
    }

    @Test
    void saysWhenAMessageWasLongerThanWhatIsHere() {
        ByteBuffer answer = CapturedFlows.memory(CapturedFlows.ANSWER, AT);
        answer.putInt(AT + RecordLayout.NAMES_LENGTH, 5000);
        assertThat(((NameMessage) decode(answer).getFirst()).message().truncated())
                .isTrue();
    }

    @Test
    void countsWhatIsNoMessage() {
        ByteBuffer question = CapturedFlows.memory(CapturedFlows.QUESTION, AT);
        question.putInt(AT + RecordLayout.NAMES_TAKEN, 11);
        assertThat(decode(question)).isEmpty();
        assertThat(counters.get("dns-malformed")).isEqualTo(1);
    }

    @Test
    void skipsTornAndUnknownRecords() {
        ByteBuffer flow = CapturedFlows.memory(CapturedFlows.CONNECTED, AT);
        for (int length = 0; length < RecordLayout.FLOW_BYTES; length++) {
            decoder.decode(flow, AT, length, event -> assertThat(event).isNull());
        }
        assertThat(counters.get("records-malformed")).isEqualTo(RecordLayout.FLOW_BYTES);
        flow.putShort(AT + RecordLayout.FLOW_KIND, (short) 99);
        assertThat(decode(flow)).isEmpty();
        flow.putShort(AT + RecordLayout.TYPE, (short) 99);
        assertThat(decode(flow)).isEmpty();
        assertThat(counters.get("records-malformed")).isEqualTo(RecordLayout.FLOW_BYTES + 2);
    }

    @Test
    void standsAnyBytes() {
        Random random = new Random(3);
        String[] records = {CapturedFlows.CONNECTED, CapturedFlows.QUESTION, CapturedFlows.ANSWER};
        for (int round = 0; round < 50_000; round++) {
            ByteBuffer memory = CapturedFlows.memory(records[round % records.length], AT);
            for (int change = random.nextInt(6); change >= 0; change--) {
                int place = AT + RecordLayout.PID + random.nextInt(memory.capacity() - AT - RecordLayout.PID);
                memory.put(place, (byte) random.nextInt(256));
            }
            decode(memory);
        }
    }

    private SensorEvent one(String hex) {
        List<SensorEvent> events = decode(hex);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private List<SensorEvent> decode(String hex) {
        return decode(CapturedFlows.memory(hex, AT));
    }

    private List<SensorEvent> decode(ByteBuffer memory) {
        List<SensorEvent> events = new ArrayList<>();
        decoder.decode(memory, AT, memory.capacity() - AT, events::add);
        return events;
    }

    private static long time(String hex) {
        return CapturedFlows.memory(hex, 0).getLong(RecordLayout.TIME);
    }

    private static Endpoint end(String address, int port) {
        return new Endpoint(InetAddress.ofLiteral(address), port);
    }
}
