// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.peers;

import static io.plumbline.collector.testing.Samples.SECOND;
import static io.plumbline.collector.testing.Samples.T0;
import static io.plumbline.collector.testing.Samples.sandbox;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.collector.cluster.IpText;
import io.plumbline.collector.store.SandboxRow;
import io.plumbline.v1.SandboxInterval;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SandboxIndexTest {
    private final SandboxIndex index = new SandboxIndex(Duration.ofSeconds(2));

    @Test
    void answersAsOfTheTime() {
        put("node-a", ended(sandbox("s1", "10.0.0.1", "web", T0), T0 + 10 * SECOND));
        put("node-a", sandbox("s2", "10.0.0.1", "db", T0 + 20 * SECOND));

        assertThat(who("10.0.0.1", T0)).contains("s1");
        assertThat(who("10.0.0.1", T0 + 10 * SECOND)).contains("s1");
        assertThat(who("10.0.0.1", T0 + 15 * SECOND)).isEmpty();
        assertThat(who("10.0.0.1", T0 + 20 * SECOND)).contains("s2");
        assertThat(who("10.0.0.1", T0 + 999 * SECOND)).contains("s2");
        assertThat(who("10.0.0.2", T0)).isEmpty();
    }

    @Test
    void toleratesClocksThatAreApart() {
        put("node-a", ended(sandbox("s1", "10.0.0.1", "web", T0), T0 + 10 * SECOND));
        put("node-b", sandbox("s2", "10.0.0.1", "db", T0 + 13 * SECOND));

        assertThat(who("10.0.0.1", T0 - 2 * SECOND)).contains("s1");
        assertThat(who("10.0.0.1", T0 - 3 * SECOND)).isEmpty();
        assertThat(who("10.0.0.1", T0 + 11 * SECOND)).contains("s1");
        assertThat(who("10.0.0.1", T0 + 12 * SECOND)).contains("s2");
    }

    @Test
    void doesNotBelieveWhoHasLeftUnlessAsked() {
        put("node-a", ended(sandbox("s1", "10.0.0.1", "web", T0), T0 + 10 * SECOND));

        assertThat(index.near("10.0.0.1", T0 + 11 * SECOND, false)).isEmpty();
        assertThat(index.near("10.0.0.1", T0 - SECOND, false)).isPresent();
        assertThat(index.hasLeft("10.0.0.1", "uid-s1", T0 + 11 * SECOND)).isTrue();
        assertThat(index.hasLeft("10.0.0.1", "uid-s1", T0 + 9 * SECOND)).isFalse();
    }

    @Test
    void theLatestWinsWhereAnEndWasNeverTold() {
        put("node-a", sandbox("s1", "10.0.0.1", "web", T0));
        put("node-b", sandbox("s2", "10.0.0.1", "db", T0 + SECOND));

        assertThat(who("10.0.0.1", T0 + 5 * SECOND)).contains("s2");
        assertThat(who("10.0.0.1", T0)).contains("s1");
    }

    @Test
    void anIntervalIsReplacedWhenItEnds() {
        SandboxInterval living = sandbox("s1", "10.0.0.1", "web", T0);
        put("node-a", living);
        put("node-a", ended(living, T0 + SECOND));

        assertThat(index.size()).isEqualTo(1);
        assertThat(who("10.0.0.1", T0 + 10 * SECOND)).isEmpty();
    }

    @Test
    void forgetsWhatEndedLongAgo() {
        put("node-a", ended(sandbox("s1", "10.0.0.1", "web", T0), T0 + SECOND));
        put("node-a", sandbox("s2", "10.0.0.2", "web", T0));

        index.forgetEndedBefore(T0 + 2 * SECOND);

        assertThat(index.size()).isEqualTo(1);
        assertThat(who("10.0.0.1", T0)).isEmpty();
        assertThat(who("10.0.0.2", T0)).contains("s2");
    }

    @Test
    void aNodeThatIsGoneLeavesNoPodBehind() {
        put("node-a", sandbox("s1", "10.0.0.1", "web", T0));
        put("node-a", ended(sandbox("s2", "10.0.0.2", "web", T0), T0 + SECOND));
        put("node-b", sandbox("s3", "10.0.0.3", "web", T0));

        index.leftBehind("node-a"::equals, T0 + 60 * SECOND).forEach(index::put);

        assertThat(who("10.0.0.1", T0 + 30 * SECOND)).contains("s1");
        assertThat(index.covering("10.0.0.1", T0 + 61 * SECOND)).isEmpty();
        assertThat(who("10.0.0.3", T0 + 61 * SECOND)).contains("s3");
        index.forgetEndedBefore(T0 + 100 * SECOND);
        assertThat(index.size()).isOne();
    }

    @Test
    void oneAddressHasOneText() {
        put("node-a", sandbox("s6", "2001:DB8:0:0:0:0:0:1", "web", T0));

        assertThat(who("2001:db8::1", T0)).contains("s6");
        assertThat(IpText.canonical("::ffff:10.0.0.1")).contains("10.0.0.1");
        assertThat(IpText.canonical("web.shop")).isEmpty();
        assertThat(IpText.canonical("")).isEmpty();
        assertThat(IpText.canonical("1".repeat(500))).isEmpty();
    }

    private void put(String node, SandboxInterval interval) {
        index.put(new SandboxRow(node, interval));
    }

    private Optional<String> who(String ip, long at) {
        return IpText.canonical(ip)
                .flatMap(text -> index.covering(text, at).or(() -> index.near(text, at, true)))
                .map(SandboxInterval::getSandboxId);
    }

    private static SandboxInterval ended(SandboxInterval interval, long at) {
        return interval.toBuilder().setToUnixNanos(at).build();
    }
}
