// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.name;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.fixtures.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameGeneralizerTest {
    private final NameGeneralizer generalizer = new NameGeneralizer();

    private String generalize(String name) {
        return generalizer.generalize(name, ignored -> false);
    }

    /** What the last of these names is taken as. */
    private String last(int names, IntFunction<String> name) {
        String last = "";
        for (int i = 0; i < names; i++) {
            last = generalize(name.apply(i));
        }
        return last;
    }

    @Test
    void sixteenNamesBelowOneParentMakeAPattern() {
        for (int round = 0; round < 3; round++) {
            assertThat(last(15, i -> "n" + i + ".example.com")).isEqualTo("n14.example.com");
        }
        assertThat(generalize("n15.example.com")).isEqualTo("*.example.com");
        assertThat(generalize("n0.example.com")).isEqualTo("*.example.com");
    }

    @Test
    void theParentItselfIsNotBelowItself() {
        last(100, i -> "n" + i + ".example.com");

        assertThat(generalize("example.com")).isEqualTo("example.com");
        assertThat(generalizer.generalize("example.com", "*.example.com"::equals))
                .isEqualTo("example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com",
                "co.uk",
                "github.io",
                "amazonaws.com",
                "s3.amazonaws.com",
                "eu-west-1.amazonaws.com",
                "us-east-1.elb.amazonaws.com",
                "us-east-1.rds.amazonaws.com",
                "dkr.ecr.us-east-1.amazonaws.com",
                "cloudfront.net",
                "azurewebsites.net",
                "blob.core.windows.net",
                "database.windows.net",
                "vault.azure.net",
                "googleapis.com",
                "googleusercontent.com",
                "appspot.com",
                "cluster.local",
                "svc.cluster.local",
                "shop.svc.cluster.local",
                "shop.svc",
                "shop.pod.cluster.local",
                "_tcp.redis.shop.svc.cluster.local",
                "local",
                "internal",
                "eu-west-1.compute.internal",
                "corp.example"
            })
    void manyOwnersAreNeverTakenAsOne(String parent) {
        for (int i = 0; i < 200; i++) {
            assertThat(generalize("n" + i + "." + parent)).isEqualTo("n" + i + "." + parent);
        }
        assertThat(generalizer.generalize("new." + parent, ignored -> true)).isEqualTo("new." + parent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.co.uk",
                "a.b.c.example.org",
                "mybucket.s3.amazonaws.com",
                "me.github.io",
                "site.azurewebsites.net",
                "redis.shop.svc.cluster.local",
                "redis.shop.svc"
            })
    void whatOneOwnerHasMayBeTakenAsOne(String parent) {
        assertThat(last(16, i -> "n" + i + "." + parent)).isEqualTo("*." + parent);
    }

    @Test
    void deepNamesNeedAsManyDistinctParents() {
        assertThat(last(500, i -> "a" + i + ".b" + i % 15 + ".example.com")).isEqualTo("*.b4.example.com");
        assertThat(generalize("a.b15.example.com")).isEqualTo("*.example.com");
        assertThat(generalize("a.b0.example.com")).isEqualTo("*.example.com");
    }

    @Test
    void theNearestParentOfAVeryDeepNameIsLookedAtToo() {
        String parent = "x.".repeat(50) + "example.com";

        assertThat(last(16, i -> "n" + i + "." + parent)).isEqualTo("*." + parent);
    }

    @Test
    void thePatternsOfTheProfileWinWithoutEvidence() {
        Set<String> known = Set.of("*.b.example.com", "*.amazonaws.com", "*.redis.shop.svc.cluster.local");

        assertThat(generalizer.generalize("a.b.example.com", known::contains)).isEqualTo("*.b.example.com");
        assertThat(generalizer.generalize("x.y.b.example.com", known::contains)).isEqualTo("*.b.example.com");
        assertThat(generalizer.generalize("a.c.example.com", known::contains)).isEqualTo("a.c.example.com");
        assertThat(generalizer.generalize("sqs.eu-west-1.amazonaws.com", known::contains))
                .isEqualTo("sqs.eu-west-1.amazonaws.com");
        assertThat(generalizer.generalize("redis-0.redis.shop.svc.cluster.local", known::contains))
                .isEqualTo("*.redis.shop.svc.cluster.local");
    }

    @Test
    void parentsThatWereNotAskedForLongestAreForgottenAndCounted() {
        last(15, i -> "n" + i + ".example.com");
        last(NameGeneralizer.MAX_PARENTS, i -> "www.d" + i + ".com");

        assertThat(generalizer.forgotten()).isEqualTo(1);
        assertThat(generalize("n15.example.com")).isEqualTo("n15.example.com");
        assertThat(last(100_000, i -> "www.e" + i + ".com")).isEqualTo("www.e99999.com");
        assertThat(generalizer.forgotten()).isEqualTo(100_002);
    }

    @Test
    void whatIsNoNameComesBackAsItIs() {
        for (int i = 0; i < 50; i++) {
            for (String name : List.of(
                    "",
                    ".",
                    "n" + i,
                    "n" + i + ".",
                    "n" + i + "..example.com",
                    ".n" + i + ".example.com",
                    "n" + i + ".example.com.",
                    "N" + i + ".example.com",
                    "\u00fc" + i + ".example.com",
                    "\\12" + i + ".example.com",
                    "n" + i + "\u3002example.com",
                    "*.n" + i + ".example.com",
                    "203.0.113." + i,
                    "2001:db8::" + i,
                    i + "x".repeat(64) + ".example.com",
                    i + "x".repeat(1 << 16) + ".example.com",
                    i + ".x".repeat(130) + ".example.com")) {
                assertThat(generalizer.generalize(name, ignored -> true)).isEqualTo(name);
                assertThat(generalize(name)).isEqualTo(name);
            }
        }
        assertThat(generalizer.forgotten()).isZero();
    }

    @Test
    void aPatternMatchesAllItsSamplesAndNeverMoreThanOneOwnerHas() {
        Seeds.check(200, random -> {
            NameGeneralizer seeded = new NameGeneralizer();
            Set<String> patterns = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                String name = randomName(random);
                String taken = seeded.generalize(name, patterns::contains);
                if (taken.equals(name)) {
                    continue;
                }
                patterns.add(taken);
                assertThat(taken).startsWith("*.");
                String parent = taken.substring(2);
                assertThat(name).endsWith("." + parent);
                String owned = Registrable.domain(name).orElseThrow();
                assertThat(parent.equals(owned) || parent.endsWith("." + owned))
                        .as("%s for %s of %s", taken, name, owned)
                        .isTrue();
                assertThat(SharedDomains.contains(parent)).isFalse();
            }
        });
    }

    @Test
    void anyTextComesBackOrIsCovered() {
        String characters = "ab0-_.*\\\u00e9\u3002 ";
        Seeds.check(500, random -> {
            NameGeneralizer seeded = new NameGeneralizer();
            for (int i = 0; i < 100; i++) {
                StringBuilder text = new StringBuilder();
                for (int j = random.nextInt(12); j > 0; j--) {
                    text.append(characters.charAt(random.nextInt(characters.length())));
                }
                String name = text.append(random.nextBoolean() ? ".com" : "").toString();
                String taken = seeded.generalize(name, ignored -> random.nextInt(4) == 0);
                assertThat(taken.equals(name) || name.endsWith(taken.substring(1)))
                        .isTrue();
            }
        });
    }

    private static String randomName(RandomGenerator random) {
        List<String> ends = List.of(
                "com",
                "co.uk",
                "github.io",
                "amazonaws.com",
                "s3.amazonaws.com",
                "eu-west-1.compute.amazonaws.com",
                "windows.net",
                "example.com",
                "shop.example.com",
                "jp");
        List<String> labels = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            labels.add("l" + random.nextInt(random.nextBoolean() ? 3 : 40));
        }
        return String.join(".", labels) + "." + ends.get(random.nextInt(ends.size()));
    }
}
