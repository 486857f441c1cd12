// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.name;

import com.google.common.net.InternetDomainName;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the part of a name that its owner registered, by the Public Suffix List, its private section included. */
public final class Registrable {
    private static final int LONGEST = 253;
    /** More than any public suffix has. */
    private static final int MOST_LABELS = 12;

    /** The pattern of names: at least two labels, the last of which is no number: an address is no name. */
    private static final Pattern PLAIN = Pattern.compile("(?:[a-z0-9_-]{1,63}\\.)+(?![0-9]+$)[a-z0-9-]{1,63}");

    private Registrable() {}

    /**
     * The part of a name that one owner registered: "example.co.uk" of "www.example.co.uk", "bucket.s3.amazonaws.com" of
     * "a.bucket.s3.amazonaws.com".
     *
     * @param name lower case, without the final dot
     * @return empty for public suffixes, single labels, addresses, names below a top-level domain that the list does not have
     *     (such as cluster.local and internal), and for text that is no host's name
     */
    public static Optional<String> domain(String name) {
        if (!isPlain(name)) {
            return Optional.empty();
        }
        String end = end(name);
        if (!InternetDomainName.isValid(end)) {
            return Optional.empty();
        }
        InternetDomainName domain = InternetDomainName.from(end);
        return domain.isUnderPublicSuffix()
                ? Optional.of(domain.topPrivateDomain().toString())
                : Optional.empty();
    }

    /** The last labels; those before them do not tell who the owner is, nor do ones that no host may have ("_dmarc"). */
    private static String end(String name) {
        int start = name.length() + 1;
        for (int labels = 0; labels < MOST_LABELS && start > 0; labels++) {
            int last = start - 2;
            int first = name.lastIndexOf('.', last) + 1;
            if (isJoint(name.charAt(first)) || isJoint(name.charAt(last))) {
                break;
            }
            start = first;
        }
        return name.substring(Math.min(start, name.length()));
    }

    private static boolean isJoint(char c) {
        return c == '-' || c == '_';
    }

    static boolean isPlain(String name) {
        return name.length() <= LONGEST && PLAIN.matcher(name).matches();
    }
}
