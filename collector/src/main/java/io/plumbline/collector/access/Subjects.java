// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.access;

import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Reads the role of a caller from the subject of its certificate. */
final class Subjects {
    static final String AGENTS = "plumbline:agents";
    static final String OPERATORS = "plumbline:operators";
    private static final String NODE = "node:";

    private Subjects() {}

    /** {@code subject}: a distinguished name as of RFC 2253. */
    static Caller caller(String subject) {
        List<String> organizations = values(subject, "O");
        List<String> names = values(subject, "CN");
        // More than one name, or both roles: nobody can say who that is.
        if (names.size() != 1 || names.getFirst().isBlank() || organizations.size() != 1) {
            return new Caller.Stranger(subject);
        }
        String name = names.getFirst();
        return switch (organizations.getFirst()) {
            case AGENTS ->
                name.startsWith(NODE) && name.length() > NODE.length()
                        ? new Caller.Node(name.substring(NODE.length()))
                        : new Caller.Stranger(subject);
            case OPERATORS -> new Caller.Operator(name);
            default -> new Caller.Stranger(subject);
        };
    }

    private static List<String> values(String subject, String type) {
        var found = new ArrayList<String>();
        try {
            for (Rdn part : new LdapName(subject).getRdns()) {
                if (part.size() == 1
                        && part.getType().equalsIgnoreCase(type)
                        && part.getValue() instanceof String text) {
                    found.add(text);
                }
            }
        } catch (InvalidNameException unreadable) {
            return List.of();
        }
        return found;
    }
}
