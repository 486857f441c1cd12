// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.name;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InternetDomainName;
import com.google.thirdparty.publicsuffix.PublicSuffixPatterns;
import com.google.thirdparty.publicsuffix.PublicSuffixTrie;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SharedDomainsTest {
    private static List<String> lines() throws IOException {
        try (InputStream in = SharedDomains.class.getResourceAsStream("/plumbline/shared-domains.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                    .toList();
        }
    }

    @Test
    void everyLineIsOfUse() throws IOException {
        assertThat(lines()).doesNotHaveDuplicates().allSatisfy(line -> {
            String[] words = line.split(" ", -1);
            InternetDomainName domain = InternetDomainName.from(words[0]);
            assertThat(SharedDomains.contains(words[0])).isTrue();
            if (words.length > 1) {
                assertThat(words[1]).endsWith("." + words[0]);
                assertThat(InternetDomainName.from(words[1]).isPublicSuffix()).isTrue();
            } else {
                assertThat(Registrable.domain(words[0])).hasValue(words[0]);
                assertThat(domain.isPublicSuffix()).isFalse();
            }
        });
    }

    /** Reads Guava's list as it lies in memory: there is no other way to have all of it. */
    @Test
    void noDomainWithPublicSuffixesBelowItIsMissing() throws ReflectiveOperationException {
        TreeSet<String> missing = new TreeSet<>();
        List<String> suffixes = new ArrayList<>();
        new Trie(text("trieData"), text("stringPool")).collect(0, "", suffixes);
        assertThat(suffixes).hasSizeGreaterThan(9000).contains("com", "co.uk", "s3.amazonaws.com");
        for (String suffix : suffixes) {
            if (!Registrable.isPlain(suffix) || !InternetDomainName.from(suffix).isPublicSuffix()) {
                continue;
            }
            for (int dot = suffix.indexOf('.'); dot > 0; dot = suffix.indexOf('.', dot + 1)) {
                InternetDomainName above = InternetDomainName.from(suffix.substring(dot + 1));
                boolean privateSuffix = above.isPublicSuffix() && !above.isRegistrySuffix();
                boolean registrable = above.isUnderPublicSuffix() && above.isTopPrivateDomain();
                if ((privateSuffix || registrable) && !SharedDomains.contains(above.toString())) {
                    missing.add(above + " " + suffix);
                }
            }
        }
        assertThat(missing).as("lines to add to shared-domains.txt").isEmpty();
    }

    private static CharSequence text(String name) throws ReflectiveOperationException {
        Field field = PublicSuffixTrie.class.getDeclaredField(name);
        field.setAccessible(true);
        return (CharSequence) field.get(PublicSuffixPatterns.TRIE);
    }

    /** Nodes of three characters: the place of the label, the first child, and what the node is with its number of children. */
    private record Trie(CharSequence nodes, CharSequence labels) {
        void collect(int node, String name, List<String> suffixes) {
            int first = nodes.charAt(3 * node + 1);
            int what = nodes.charAt(3 * node + 2);
            if ((what >> 14 & 3) != 0) {
                suffixes.add(name);
            }
            if ((what >> 12 & 3) != 0) {
                suffixes.add("x." + name);
            }
            for (int child = first; child < first + (what & 0x7ff); child++) {
                String label = label(nodes.charAt(3 * child));
                collect(child, name.isEmpty() ? label : label + "." + name, suffixes);
            }
        }

        private String label(int at) {
            StringBuilder label = new StringBuilder();
            for (int i = 1; i <= labels.charAt(at); i++) {
                label.append(labels.charAt(at + i));
            }
            return label.toString();
        }
    }
}
