// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.server;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.plumbline.service.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * The collector's certificate, and who may call.
 *
 * @param certificate PEM chain of the collector
 * @param key PEM private key (PKCS #8)
 * @param clientAuthority PEM certificates of the authority that signs agents and operators
 */
public record TlsSettings(Path certificate, Path key, Path clientAuthority) {
    /** A context that demands a client certificate. */
    SslContext context() {
        readable("tls.certificate", certificate, "a PEM certificate chain that can be read");
        readable("tls.key", key, "a PEM private key (PKCS #8) that can be read");
        readable("tls.client-authority", clientAuthority, "PEM certificates that can be read");
        try {
            return GrpcSslContexts.forServer(certificate.toFile(), key.toFile())
                    .trustManager(clientAuthority.toFile())
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        } catch (SSLException | IllegalArgumentException wrong) {
            throw new ConfigurationException("tls: " + certificate + ", " + key + ", " + clientAuthority
                    + " (expected: a PEM certificate, its PKCS #8 key, and the clients' authority): "
                    + wrong.getMessage());
        }
    }

    private static void readable(String setting, Path file, String expected) {
        if (!Files.isReadable(file)) {
            throw new ConfigurationException(setting + ": " + file + " (expected: " + expected + ")");
        }
    }
}
