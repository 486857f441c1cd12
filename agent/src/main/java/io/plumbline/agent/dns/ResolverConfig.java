// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * The resolvers that a pod asks for names, as its resolv.conf said when the pod was first seen. The file may be the workload's:
 * at most 64 KiB of it are read, {@value #MOST_RESOLVERS} resolvers and {@value #MOST_DOMAINS} search domains.
 *
 * @param resolvers whose answers are believed
 * @param searchDomains lower case, without the final dot, longest first
 */
public record ResolverConfig(Set<InetAddress> resolvers, List<String> searchDomains) {
    static final int MOST_BYTES = 64 << 10;
    static final int MOST_RESOLVERS = 8;
    static final int MOST_DOMAINS = 32;
    private static final int LONGEST_NAME = 253;

    /** Search domains that one name has behind it; a file that somebody made up could have more. */
    private static final int MOST_ROUNDS = 4;

    /** Search domains of a pod of the cluster: NAMESPACE.svc.DOMAIN, svc.DOMAIN, DOMAIN. */
    private static final String SERVICES = "svc.";

    /** The configuration of a resolver without a file: it asks its own machine. */
    public static final ResolverConfig NONE =
            new ResolverConfig(Set.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")), List.of());

    public ResolverConfig {
        resolvers = Set.copyOf(resolvers);
        searchDomains = searchDomains.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /**
     * Reads etc/resolv.conf below a root directory that somebody else can write; empty when there is none, or no regular file. Blocks.
     */
    public static Optional<ResolverConfig> read(Path root) {
        Path directory = root.resolve("etc");
        Path file = directory.resolve("resolv.conf");
        // A link would be followed from the agent's root, and a pipe would never end.
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(parse(new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Never throws: what is no such line says nothing. */
    public static ResolverConfig parse(String text) {
        Set<InetAddress> resolvers = new LinkedHashSet<>();
        List<String> domains = List.of();
        for (String line :
                text.substring(0, Math.min(text.length(), MOST_BYTES)).split("\n", -1)) {
            StringTokenizer words = new StringTokenizer(line, " \t\r");
            String key = words.hasMoreTokens() ? words.nextToken() : "";
            if (key.equals("nameserver") && words.hasMoreTokens() && resolvers.size() < MOST_RESOLVERS) {
                address(words.nextToken()).ifPresent(resolvers::add);
            } else if (key.equals("search") || key.equals("domain")) {
                // The last of these lines holds.
                domains = domains(words);
            }
        }
        return new ResolverConfig(resolvers.isEmpty() ? NONE.resolvers() : resolvers, domains);
    }

    private static Optional<InetAddress> address(String text) {
        int zone = text.indexOf('%');
        try {
            return Optional.of(InetAddress.ofLiteral(zone < 0 ? text : text.substring(0, zone)));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static List<String> domains(StringTokenizer words) {
        List<String> domains = new ArrayList<>();
        while (words.hasMoreTokens() && domains.size() < MOST_DOMAINS) {
            String word = words.nextToken();
            String domain = (word.endsWith(".") ? word.substring(0, word.length() - 1) : word).toLowerCase(Locale.ROOT);
            if (!domain.isEmpty() && domain.length() <= LONGEST_NAME) {
                domains.add(domain);
            }
        }
        return domains;
    }

    /**
     * A name without its search domains: all that a resolver makes of one name is one name. It appends them to long names as well
     * ("web.shop.svc.cluster.local.shop.svc.cluster.local"), and one of a service with its namespace ("web.shop") is the same as the
     * short one where both lead to the same. A name that was asked for without any of them is never shortened: below a top-level domain
     * that is called like a namespace there are strangers.
     */
    public String withoutSearchDomain(String name) {
        String shorter = withoutOne(name);
        if (shorter.equals(name)) {
            return name;
        }
        String last = name;
        for (int round = 0; round < MOST_ROUNDS && !shorter.equals(last); round++) {
            last = shorter;
            shorter = withoutOne(last);
            for (String domain : searchDomains) {
                String same = withoutOne(last + "." + domain);
                shorter = same.length() < shorter.length() ? same : shorter;
            }
        }
        return shorter;
    }

    private String withoutOne(String name) {
        for (String domain : searchDomains) {
            if (isBelow(name, domain)) {
                return name.substring(0, name.length() - domain.length() - 1);
            }
        }
        return name;
    }

    /** True for a name below the cluster's domain: the cluster knows better than the name whose address it is. */
    public boolean isOfCluster(String name) {
        for (String domain : searchDomains) {
            if (domain.startsWith(SERVICES) && isBelow(name, domain.substring(SERVICES.length()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBelow(String name, String domain) {
        return name.length() > domain.length() + 1
                && name.endsWith(domain)
                && name.charAt(name.length() - domain.length() - 1) == '.';
    }
}
