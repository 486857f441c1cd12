// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.name;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Domains of one owner who gives parts of them to many others, such as amazonaws.com. */
final class SharedDomains {
    private static final String RESOURCE = "/plumbline/shared-domains.txt";
    private static final Set<String> DOMAINS = read();

    private SharedDomains() {}

    static boolean contains(String domain) {
        return DOMAINS.contains(domain);
    }

    private static Set<String> read() {
        try (InputStream in = SharedDomains.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + ": missing (expected: on the class path)");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                    .map(line -> line.split(" ", 2)[0])
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
