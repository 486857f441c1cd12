// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.server;

import static io.plumbline.collector.testing.Samples.delta;
import static io.plumbline.collector.testing.Samples.key;
import static io.plumbline.collector.testing.Samples.listening;
import static io.plumbline.collector.testing.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.plumbline.collector.testing.CertificateAuthority;
import io.plumbline.collector.testing.TestAgent;
import io.plumbline.collector.testing.TestCollector;
import io.plumbline.service.config.Address;
import io.plumbline.v1.AgentServiceGrpc;
import io.plumbline.v1.ChangeProfileRequest;
import io.plumbline.v1.ListAgentsRequest;
import io.plumbline.v1.LockProfile;
import io.plumbline.v1.Profile;
import io.plumbline.v1.QueryServiceGrpc;
import io.plumbline.v1.QueryServiceGrpc.QueryServiceBlockingStub;
import io.plumbline.v1.ResolvePeersRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates decide who may do what; a unix socket beside them stays open to this machine. */
final class TlsTest {
    @TempDir
    private static Path folder;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private CertificateAuthority authority = new CertificateAuthority(folder, "test-ca");
    private TestCollector collector = TestCollector.start(settings -> {
        CertificateAuthority.Issued server = authority.issue("server", "CN=collector");
        return settings.withTls(
                List.of(settings.addresses().getFirst(), new Address.Tcp("127.0.0.1", 0)),
                new TlsSettings(server.certificate(), server.key(), authority.certificate()));
    });

    @BeforeEach
    void listens() {
        assertThat(collector.collector().addresses()).hasSize(2);
    }

    @AfterEach
    void close() throws IOException {
        channels.forEach(ManagedChannel::shutdownNow);
        collector.close();
    }

    @Test
    void anAgentSpeaksForTheNodeOfItsCertificateOnly() throws SSLException {
        ManagedChannel channel = channel(agent("node-a"));

        TestAgent.connect(channel, "node-a", uuid())
                .send(delta("web", "a", 1, listening(80)))
                .settled();
        Status end = TestAgent.silent(channel)
                .hello(TestAgent.hello("node-b", uuid(), uuid()))
                .awaitEnd();

        assertThat(end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(end.getDescription())
                .isEqualTo("node: node-b (expected: node-a, the node of the client certificate)");
    }

    @Test
    void anAgentMayNotAskWhatPeopleAsk() throws SSLException {
        assertThatThrownBy(() -> people(channel(agent("node-a"))).listAgents(ListAgentsRequest.getDefaultInstance()))
                .hasMessageContaining("PERMISSION_DENIED")
                .hasMessageContaining("expected: O=plumbline:operators");
    }

    @Test
    void anOperatorIsTheActorWhateverTheRequestSays() throws SSLException {
        TestAgent.connect(collector.channel(), "node-a", uuid())
                .send(delta("web", "a", 1, listening(80)))
                .settled();

        Profile locked = people(channel(authority.issue("ann", "CN=ann,O=plumbline:operators")))
                .changeProfile(ChangeProfileRequest.newBuilder()
                        .setKey(key("web"))
                        .setLock(LockProfile.getDefaultInstance())
                        .setActor("somebody else")
                        .build());

        assertThat(locked.getStateReason()).contains("by ann").doesNotContain("somebody");
    }

    @Test
    void anOperatorIsNoAgent() throws SSLException {
        ManagedChannel channel = channel(authority.issue("ann", "CN=ann,O=plumbline:operators"));

        assertThatThrownBy(() -> AgentServiceGrpc.newBlockingStub(channel)
                        .resolvePeers(ResolvePeersRequest.getDefaultInstance()))
                .hasMessageContaining("PERMISSION_DENIED");
    }

    @Test
    void aCertificateWithoutARoleMayDoNothing() throws SSLException {
        ManagedChannel channel = channel(authority.issue("other", "CN=node:node-a,O=others"));

        assertThatThrownBy(() -> people(channel).listAgents(ListAgentsRequest.getDefaultInstance()))
                .hasMessageContaining("PERMISSION_DENIED")
                .hasMessageContaining("O=others");
        assertThat(TestAgent.silent(channel).awaitEnd().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void aCertificateOfAnotherAuthorityOrNoneIsRefused() throws SSLException {
        var stranger = new CertificateAuthority(folder, "other-ca");

        for (CertificateAuthority.Issued shown : new CertificateAuthority.@Nullable Issued[] {
            stranger.issue("forged", "CN=ann,O=plumbline:operators"), null
        }) {
            assertThatThrownBy(() -> people(channel(shown)).listAgents(ListAgentsRequest.getDefaultInstance()))
                    .hasMessageContaining("UNAVAILABLE");
        }
    }

    @Test
    void plainTextIsNotAnsweredOnATlsAddress() {
        ManagedChannel plain =
                collector.channel(collector.collector().addresses().getLast());

        assertThatThrownBy(() -> people(plain).listAgents(ListAgentsRequest.getDefaultInstance()))
                .hasMessageContaining("UNAVAILABLE");
    }

    @Test
    void theUnixSocketStaysOpenToThisMachine() {
        assertThat(collector
                        .people()
                        .listAgents(ListAgentsRequest.getDefaultInstance())
                        .getAgentsList())
                .isEmpty();
    }

    private CertificateAuthority.Issued agent(String node) {
        return authority.issue(node, "CN=node:" + node + ",O=plumbline:agents");
    }

    private static QueryServiceBlockingStub people(ManagedChannel channel) {
        return QueryServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    private ManagedChannel channel(CertificateAuthority.@Nullable Issued shown) throws SSLException {
        SslContextBuilder tls =
                GrpcSslContexts.forClient().trustManager(authority.certificate().toFile());
        if (shown != null) {
            tls.keyManager(shown.certificate().toFile(), shown.key().toFile());
        }
        var address = (Address.Tcp) collector.collector().addresses().getLast();
        ManagedChannel channel = NettyChannelBuilder.forAddress(address.host(), address.port())
                .sslContext(tls.build())
                .build();
        channels.add(channel);
        return channel;
    }
}
