// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.service.config.Address;
import io.plumbline.service.config.ConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ListenAddressesTest {
    private Path folder = Path.of("/tmp");
    private Path socket = folder;

    @BeforeEach
    void folder() throws IOException {
        // A short path: a unix socket has room for about 100 characters.
        folder = Files.createTempDirectory("pl-lis");
        socket = folder.resolve("c.sock");
    }

    @AfterEach
    void clean() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Test
    void plainTextNeverLeavesTheMachine() {
        assertRefused(new Address.Tcp("0.0.0.0", 0), "address: 0.0.0.0:0 (expected: a loopback address or unix:/path");
        assertRefused(new Address.Tcp("192.0.2.1", 4420), "tls.certificate");
    }

    @Test
    void theSocketIsForItsOwnerOrAlsoTheGroup() throws IOException {
        try (ListenAddresses listeners = start(SocketMode.OWNER)) {
            assertThat(listeners.addresses()).containsExactly(new Address.Unix(socket));
            assertThat(permissions()).isEqualTo("rw-------");
        }
        assertThat(socket).doesNotExist();
        try (ListenAddresses listeners = start(SocketMode.GROUP)) {
            assertThat(listeners.addresses()).hasSize(1);
            assertThat(permissions()).isEqualTo("rw-rw----");
        }
    }

    @Test
    void takesOverASocketThatNobodyListensOn() throws IOException {
        try (var gone = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            gone.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        try (ListenAddresses listeners = start(SocketMode.OWNER)) {
            assertThat(listeners.addresses()).hasSize(1);
        }
    }

    @Test
    void leavesASocketAloneThatSomebodyListensOn() throws IOException {
        try (var living = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            living.bind(UnixDomainSocketAddress.of(socket));

            assertRefused(new Address.Unix(socket), "another process listens there");
        }
        assertThat(socket).exists();
    }

    @Test
    void leavesAFileAloneThatIsNoSocket() throws IOException {
        Files.writeString(socket, "precious");

        assertRefused(new Address.Unix(socket), "is no socket");
        assertThat(socket).hasContent("precious");
    }

    @Test
    void refusesAFolderThatIsNotThereAndAPortThatIsTaken() throws IOException {
        assertRefused(new Address.Unix(folder.resolve("none/c.sock")), "a folder that exists");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused(new Address.Tcp("127.0.0.1", taken.getLocalPort()), "a free address of this machine");
        }
    }

    @Test
    void refusesCertificatesThatCanNotBeUsed() throws IOException {
        Path text = Files.writeString(folder.resolve("x.crt"), "no certificate");
        var missing = new TlsSettings(folder.resolve("none.crt"), text, text);
        var wrong = new TlsSettings(text, text, text);

        assertThatThrownBy(() -> start(new Address.Tcp("0.0.0.0", 0), Optional.of(missing)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("tls.certificate: " + folder.resolve("none.crt"));
        assertThatThrownBy(() -> start(new Address.Tcp("0.0.0.0", 0), Optional.of(wrong)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("a PEM certificate");
    }

    private void assertRefused(Address address, String message) {
        assertThatThrownBy(() -> start(address, Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    private ListenAddresses start(SocketMode mode) {
        return ListenAddresses.start(List.of(new Address.Unix(socket)), Optional.empty(), mode, List.of());
    }

    private static ListenAddresses start(Address address, Optional<TlsSettings> tls) {
        return ListenAddresses.start(List.of(address), tls, SocketMode.OWNER, List.of());
    }

    private String permissions() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(socket));
    }
}
