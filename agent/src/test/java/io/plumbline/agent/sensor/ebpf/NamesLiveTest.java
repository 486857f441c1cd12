// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.dns.DnsMessage;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent.NameMessage;
import io.plumbline.agent.testing.DnsBytes;
import io.plumbline.agent.testing.RootTest;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DNS messages as they pass the sockets of a process that asks, over a cable on which a packet has 1,500 bytes at most. */
@RootTest
class NamesLiveTest extends TwoNetworksLiveTest {
    @ParameterizedTest
    @CsvSource({
        "udp4,10.77.0.2,true,101",
        "udp4,10.77.0.2,false,102",
        "udp6,fd77::2,true,103",
        "udp6,fd77::2,false,104",
    })
    void tellsQuestionAndAnswer(String family, String address, boolean connected, int id) {
        far.all(family + " 0", "bind 0 " + address + " 53");
        DnsBytes question = DnsBytes.question(id, "api.example.org", 1);
        DnsBytes answer = DnsBytes.answer(id, "api.example.org", 1)
                .alias("api.example.org", "edge.example.net", 60)
                .alias("edge.example.net", "e7.example.net", 30)
                .address("e7.example.net", "192.0.2.7", 20);
        near.ok(family + " 0");
        if (connected) {
            near.all("connect 0 " + address + " 53", "hex 0 " + question.hex());
        } else {
            near.ok("sendto 0 " + address + " 53 " + question.hex());
        }
        far.ok("reply 0 " + answer.hex());
        near.ok("recvfrom 0");
        mark();
        List<NameMessage> messages = messages(id);
        assertThat(messages).extracting(NameMessage::sent).containsExactly(true, false);
        assertThat(messages).allSatisfy(each -> {
            assertThat(each.networkNamespace()).isEqualTo(networks.nearNetwork());
            assertThat(each.transport()).isEqualTo(Transport.UDP);
            assertThat(each.remote().address()).isEqualTo(InetAddress.ofLiteral(address));
            assertThat(each.remote().port()).isEqualTo(53);
            assertThat(each.local().port()).isEqualTo(near.ok("port 0"));
            assertThat(each.owner().pid()).isEqualTo(Reading.known(near.pid()));
            assertThat(each.owner().cgroup()).isEqualTo(Reading.known(TwoNetworks.text(networks.nearCgroup())));
            assertThat(each.message().question()).isEqualTo("api.example.org");
            assertThat(each.message().truncated()).isFalse();
        });
        assertThat(messages.getLast().message().answers())
                .containsExactly(
                        new DnsMessage.Alias("api.example.org", "edge.example.net", 60),
                        new DnsMessage.Alias("edge.example.net", "e7.example.net", 30),
                        new DnsMessage.Address("e7.example.net", InetAddress.ofLiteral("192.0.2.7"), 20));
    }

    @ParameterizedTest
    @CsvSource({"udp4,10.77.0.2,80,201", "udp4,10.77.0.2,240,202", "udp6,fd77::2,80,203", "udp6,fd77::2,240,204"})
    void readsLargeAnswersEvenWhenTheyCameInFragments(String family, String address, int records, int id) {
        far.all(family + " 0", "bind 0 " + address + " 53");
        DnsBytes answer = DnsBytes.answer(id, "many.example.org", 1);
        for (int record = 0; record < records; record++) {
            answer.address("many.example.org", "192.0.2." + record, 60);
        }
        near.all(
                family + " 0",
                "sendto 0 " + address + " 53 "
                        + DnsBytes.question(id, "many.example.org", 1).hex());
        far.ok("reply 0 " + answer.hex());
        assertThat(near.ok("recvfrom 0")).isEqualTo(answer.length());
        mark();
        DnsMessage message = messages(id).getLast().message();
        assertThat(message.answers()).hasSize(records);
        assertThat(message.truncated()).isFalse();
    }

    @Test
    void saysThatAnAnswerWasTooLargeToBeReadInFull() {
        far.all("udp4 0", "bind 0 10.77.0.2 53");
        DnsBytes answer = DnsBytes.answer(210, "more.example.org", 1);
        for (int record = 0; record < 300; record++) {
            answer.address("more.example.org", "192.0.2." + record % 256, 60);
        }
        near.all(
                "udp4 0",
                "sendto 0 10.77.0.2 53 "
                        + DnsBytes.question(210, "more.example.org", 1).hex());
        far.ok("reply 0 " + answer.hex());
        near.ok("recvfrom 0");
        mark();
        DnsMessage message = messages(210).getLast().message();
        assertThat(message.truncated()).isTrue();
        assertThat(message.answers()).hasSizeGreaterThan(240);
    }

    @ParameterizedTest
    @CsvSource({"tcp4,10.77.0.2,true,301", "tcp4,10.77.0.2,false,302", "tcp6,fd77::2,true,303", "tcp6,fd77::2,false,304"
    })
    void readsMessagesOfStreams(String family, String address, boolean together, int id) {
        far.all(family + " 0", "bind 0 " + address + " 53", "listen 0");
        near.all(family + " 0", "nodelay 0", "connect 0 " + address + " 53");
        far.all("accept 0 1", "nodelay 1");
        DnsBytes question = DnsBytes.question(id, "stream.example.org", 1);
        DnsBytes answer = DnsBytes.answer(id, "stream.example.org", 1).address("stream.example.org", "192.0.2.9", 5);
        if (together) {
            near.ok("hex 0 " + question.streamHex());
            far.all("recv 1 " + (2 + question.length()), "hex 1 " + answer.streamHex());
        } else {
            near.all("hex 0 " + question.streamHex().substring(0, 4), "hex 0 " + question.hex());
            far.all("recv 1 " + (2 + question.length()));
            far.all("hex 1 " + answer.streamHex().substring(0, 4), "hex 1 " + answer.hex());
        }
        near.ok("recv 0 " + (2 + answer.length()));
        mark();
        List<NameMessage> messages = messages(id);
        assertThat(messages).extracting(NameMessage::sent).containsExactly(true, false);
        assertThat(messages).extracting(NameMessage::transport).containsOnly(Transport.TCP);
        assertThat(messages).extracting(each -> each.owner().pid()).containsOnly(Reading.known(near.pid()));
        assertThat(messages.getLast().message().answers()).hasSize(1);
        assertThat(messages.getLast().message().truncated()).isFalse();
        assertThat(sensor.counters()).doesNotContainKey("dns-malformed");
    }

    @Test
    void believesNothingThatWasNotAsked() {
        far.all("udp4 0", "bind 0 10.77.0.2 53");
        near.all("udp4 0", "bind 0 10.77.0.1 8200", "udp4 1", "bind 1 10.77.0.1 8201");
        // One socket has asked nobody, the other somebody who is no resolver.
        near.ok("sendto 1 10.77.0.2 8202 00");
        String forged = DnsBytes.answer(401, "bank.example.org", 1)
                .address("bank.example.org", "192.0.2.66", 60)
                .hex();
        far.all("sendto 0 10.77.0.1 8200 " + forged, "sendto 0 10.77.0.1 8201 " + forged);
        near.all("recvfrom 0", "recvfrom 1");
        mark();
        assertThat(messages(401)).isEmpty();
    }

    @Test
    void readsNothingButWhatGoesToResolvers() {
        far.all("udp4 0", "bind 0 10.77.0.2 8210", "udp4 1", "bind 1 10.77.0.2 53");
        String question = DnsBytes.question(501, "other.example.org", 1).hex();
        near.all(
                "udp4 0",
                "sendto 0 10.77.0.2 8210 " + question,
                "udp4 1",
                "connect 1 10.77.0.2 8210",
                "hex 1 " + question);
        far.all("reply 0 " + question, "reply 0 " + question);
        near.all("recvfrom 0", "recvfrom 1");
        // A socket that asks both: only the one is read.
        near.all("sendto 0 10.77.0.2 53 "
                + DnsBytes.question(502, "other.example.org", 1).hex());
        near.all("sendto 0 10.77.0.2 8210 " + question);
        mark();
        assertThat(messages(501)).isEmpty();
        assertThat(messages(502)).hasSize(1);
        assertThat(events.all(NameMessage.class, each -> each.remote().port() != 53))
                .isEmpty();
    }

    private List<NameMessage> messages(int id) {
        return events.all(NameMessage.class, each -> each.message().id() == id);
    }
}
