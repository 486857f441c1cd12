// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.fixtures.Seeds;
import io.plumbline.profiles.peer.Peer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangesTest {
    private static boolean covers(String outer, String inner) {
        return Ranges.covers(new Peer.Cidr(outer), new Peer.Cidr(inner));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7/32, 203.0.113.7/32",
        "203.0.113.0/24, 203.0.113.7/32",
        "0.0.0.0/0, 203.0.113.7/32",
        "2001:db8::/32, 2001:db8:7::9/128",
        "::/0, 2001:db8::1/128",
        "2001:DB8::1/128, 2001:db8:0:0:0:0:0:1/128",
        "203.0.113.0/24, ::ffff:203.0.113.7/128",
        "::ffff:203.0.113.0/120, 203.0.113.7/32",
        "::ffff:cb00:7107/128, 203.0.113.7/32",
        "::/0, ::ffff:0:0/90",
        "64:ff9b::/96, 64:ff9b::203.0.113.7/128"
    })
    void coversWhatIsInIt(String outer, String inner) {
        assertThat(covers(outer, inner)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7/32, 203.0.113.8/32",
        "203.0.113.7/32, 203.0.113.0/24",
        "2001:db8::/32, 2001:db9::1/128",
        "0.0.0.0/0, 2001:db8::1/128",
        "::/0, 203.0.113.7/32",
        "203.0.113.0/24, 64:ff9b::203.0.113.7/128",
        "203.0.113.0/33, 203.0.113.7/32",
        "2001:db8::/129, 2001:db8::1/128",
        "2001:db8::1::/32, 2001:db8::1/128",
        "::ffff:203.0.113/96, 203.0.113.7/32",
        "::ffff:203.0.113.300/96, 203.0.113.7/32",
        "fe80::1%eth0/64, fe80::1/128",
        "203.0.113.7, 203.0.113.7/32",
        "1:2:3:4:5:6:7:203.0.113.7/0, 2001:db8::1/128"
    })
    void doesNotCover(String outer, String inner) {
        assertThat(covers(outer, inner)).isFalse();
    }

    @Test
    void anyTextIsARangeOrCoversNothing() {
        String characters = "0123456789abcdef:./%x-\u00e9";
        Seeds.check(2000, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            covers(text.toString(), "203.0.113.7/32");
            covers("::/0", text.toString());
        });
    }
}
