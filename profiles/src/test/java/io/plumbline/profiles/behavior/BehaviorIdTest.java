// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.argv.ArgvToken;
import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.fixtures.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

class BehaviorIdTest {
    @Test
    void isTheSameInEveryVersion() {
        assertThat(BehaviorId.of(Samples.listening(80))).isEqualTo(BehaviorId.digest("9:listening3:TCP2:805:false"));
        assertThat(BehaviorId.of(Samples.execution("/bin/sh", "/usr/bin/app", "a")))
                .matches("[0-9a-f]{32}");
    }

    @Test
    void isEqualExactlyForEqualBehaviours() {
        Seeds.check(2000, random -> {
            Behavior one = Samples.random(random);
            Behavior other = Samples.random(random);
            assertThat(BehaviorId.of(one).equals(BehaviorId.of(other))).isEqualTo(one.equals(other));
        });
    }

    @Test
    void argumentsCanNotImitateEachOther() {
        assertThat(BehaviorId.of(with(new ArgvToken.Literal("a"), new ArgvToken.Literal("b"))))
                .isNotEqualTo(BehaviorId.of(with(new ArgvToken.Literal("a1:l1:b"))))
                .isNotEqualTo(BehaviorId.of(with(new ArgvToken.Literal("ab"))));
    }

    private static Execution with(ArgvToken... tokens) {
        return new Execution(
                new Program(Origin.IMAGE, "/usr/bin/app"),
                null,
                new ArgvShape(List.of(tokens), false),
                null,
                UserClass.ROOT,
                DirectoryClass.ROOT,
                Phase.ENTRYPOINT);
    }
}
