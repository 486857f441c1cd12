// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import static io.plumbline.profiles.fixtures.Runs.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.fixtures.Runs;
import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.learning.Baseline;
import io.plumbline.profiles.learning.QuietTimeRule;
import io.plumbline.profiles.peer.Peer;
import org.junit.jupiter.api.Test;

class NamePatternsTest {
    @Test
    void areThoseOfLookupsAndPeersThatAreNotDenied() {
        Baseline baseline = Runs.baseline();
        baseline.merge(
                Runs.delta(
                        1,
                        1,
                        new NameLookup("*.a.example.com"),
                        new NameLookup("plain.example.com"),
                        new Outbound(new Peer.DnsName("*.b.example.com"), 443, Transport.TCP),
                        Samples.outbound("redis", 6379)),
                at(1));
        baseline.deny(new NameLookup("*.c.example.com"), "anna", "", null);
        baseline.accept(new NameLookup("*.d.example.com"), "anna", "", at(5));
        Profile profile = baseline.profile(QuietTimeRule.DEFAULT, at(4));

        assertThat(profile.namePatterns(at(4)))
                .containsExactlyInAnyOrder("*.a.example.com", "*.b.example.com", "*.d.example.com");
        assertThat(profile.namePatterns(at(6))).containsExactlyInAnyOrder("*.a.example.com", "*.b.example.com");
    }
}
