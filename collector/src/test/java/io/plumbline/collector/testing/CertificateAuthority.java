// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;

/** Signs certificates for tests; writes X.509 by hand, since the JDK has no public API for it. */
public final class CertificateAuthority {
    private static final byte[] ECDSA_SHA256 = {
        0x30, 0x0a, 0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
    };
    private static final byte[] BASIC_CONSTRAINTS = {0x06, 0x03, 0x55, 0x1d, 0x13};
    private static final byte[] ALTERNATIVE_NAMES = {0x06, 0x03, 0x55, 0x1d, 0x11};
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final X500Principal name;
    private final KeyPair keys;
    private final Path certificate;
    private int serial = 1;

    public CertificateAuthority(Path folder, String name) {
        this.folder = folder;
        this.name = new X500Principal("CN=" + name);
        this.keys = newKeys();
        // CA: true
        byte[] constraints = der(0x30, der(0x01, new byte[] {(byte) 0xff}));
        this.certificate =
                write(name + ".crt", "CERTIFICATE", sign(this.name, keys, extension(BASIC_CONSTRAINTS, constraints)));
    }

    /** The authority's own certificate, PEM. */
    public Path certificate() {
        return certificate;
    }

    /** A certificate for localhost and 127.0.0.1 and its key, both PEM. */
    public Issued issue(String file, String subject) {
        KeyPair subjectKeys = newKeys();
        byte[] names = der(
                0x30, der(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)), der(0x87, new byte[] {127, 0, 0, 1}));
        byte[] signed = sign(new X500Principal(subject), subjectKeys, extension(ALTERNATIVE_NAMES, names));
        return new Issued(
                write(file + ".crt", "CERTIFICATE", signed),
                write(file + ".key", "PRIVATE KEY", subjectKeys.getPrivate().getEncoded()));
    }

    /** A certificate with its key. */
    public record Issued(Path certificate, Path key) {}

    private byte[] sign(X500Principal subject, KeyPair subjectKeys, byte[] extension) {
        Instant now = Instant.now();
        byte[] validity = der(0x30, time(now.minus(Duration.ofDays(1))), time(now.plus(Duration.ofDays(1))));
        byte[] body = der(
                0x30,
                der(0xa0, der(0x02, new byte[] {2})),
                der(0x02, BigInteger.valueOf(serial++).toByteArray()),
                ECDSA_SHA256,
                name.getEncoded(),
                validity,
                subject.getEncoded(),
                subjectKeys.getPublic().getEncoded(),
                der(0xa3, der(0x30, extension)));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(body);
            return der(0x30, body, ECDSA_SHA256, der(0x03, new byte[] {0}, signature.sign()));
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static byte[] extension(byte[] oid, byte[] value) {
        return der(0x30, oid, der(0x04, value));
    }

    private static byte[] time(Instant at) {
        return der(0x17, UTC_TIME.format(at).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length & 0xff);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private Path write(String file, String type, byte[] bytes) {
        String text = "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + type + "-----\n";
        try {
            return Files.writeString(folder.resolve(file), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
