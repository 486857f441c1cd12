// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Replaces secrets in argument vectors by {@code [redacted:<8 hexadecimal digits>]}, so that equal secrets stay comparable
 * and none leaves the node.
 *
 * <p>The digits are of an HMAC-SHA256: behaviours of two nodes are equal only when their agents share the key. Give it raw
 * text: the marker itself counts as a secret, so that it can not be forged. Never throws. Not safe for several threads.
 */
public final class Redactor {
    private static final int HASH_DIGITS = 32;
    private static final int MARKER_DIGITS = 8;

    private final Mac mac;
    private final TextSecrets texts = new TextSecrets();

    /**
     * @param key at least 16 bytes
     * @throws IllegalArgumentException when the key is shorter
     */
    public Redactor(byte[] key) {
        if (key.length < 16) {
            throw new IllegalArgumentException("key: " + key.length + " bytes (expected: at least 16)");
        }
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("HmacSHA256: missing (expected: every Java platform has it)", e);
        }
    }

    /**
     * The vector with its secrets replaced; same length. Behind the {@value SecretFinder#MOST_SECRETS}th secret nothing is
     * shown, and every argument is the marker of all the rest.
     */
    public List<String> redact(List<String> argv) {
        List<String> redacted = new ArrayList<>(argv.size());
        SecretFinder finder = new SecretFinder(this::marker, texts);
        for (String argument : argv) {
            if (finder.isFull()) {
                String rest = marker(String.join("\0", argv.subList(redacted.size(), argv.size())));
                redacted.addAll(Collections.nCopies(argv.size() - redacted.size(), rest));
                break;
            }
            redacted.add(finder.redact(argument));
        }
        return redacted;
    }

    /** Keyed hash of a text: 32 hexadecimal digits. */
    public String hash(String text) {
        return HexFormat.of()
                .formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)))
                .substring(0, HASH_DIGITS);
    }

    private String marker(String secret) {
        return SecretFinder.MARKER + hash(secret).substring(0, MARKER_DIGITS) + "]";
    }
}
