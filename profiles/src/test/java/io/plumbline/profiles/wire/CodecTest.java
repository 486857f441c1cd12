// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.wire;

import static io.plumbline.profiles.fixtures.Runs.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.fixtures.Runs;
import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.fixtures.Seeds;
import io.plumbline.profiles.learning.Baseline;
import io.plumbline.profiles.learning.Counter;
import io.plumbline.profiles.learning.Delta;
import io.plumbline.profiles.learning.QuietTimeRule;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.profiles.workload.WorkloadIdentity;
import io.plumbline.v1.ArgvShape;
import io.plumbline.v1.ArgvToken;
import io.plumbline.v1.ContainerInstance;
import io.plumbline.v1.Coverage;
import io.plumbline.v1.EntryCounter;
import io.plumbline.v1.LearnedDelta;
import io.plumbline.v1.ProfileEntry;
import io.plumbline.v1.SlotToken;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodecTest {
    @Test
    void behavioursAreTheSameAfterTheWire() {
        Seeds.check(1000, random -> {
            Behavior behavior = Samples.random(random);
            byte[] bytes = BehaviorCodec.toProto(behavior).toByteArray();
            assertThat(BehaviorCodec.fromProto(io.plumbline.v1.Behavior.parseFrom(bytes)))
                    .isEqualTo(behavior);
        });
    }

    @Test
    void profilesAreTheSameAfterTheWire() {
        Seeds.check(50, random -> {
            Baseline baseline = Runs.baseline();
            for (int i = 0; i < 6; i++) {
                baseline.merge(Runs.delta(i, i, Samples.random(random)), at(i));
                baseline.deny(Samples.random(random), "anna", "no", random.nextBoolean() ? at(3) : null);
            }
            Profile profile = baseline.profile(QuietTimeRule.DEFAULT, at(9));
            io.plumbline.v1.Profile message = ProfileCodec.toProto(profile);
            Profile read = ProfileCodec.fromProto(io.plumbline.v1.Profile.parseFrom(message.toByteArray()));
            assertThat(read).isEqualTo(profile);
            assertThat(read.contentHash()).isEqualTo(message.getContentHash());
        });
    }

    @Test
    void deltasAreTheSameAfterTheWire() {
        Delta plain = Runs.delta(1, 3, 7, 2, 5, Samples.listening(80));
        Counter used = new Counter(
                Samples.outbound("redis", 6379),
                1,
                at(1),
                at(2),
                new Usage(1 << 20, 60, true),
                List.of("10.0.0.7", "2001:db8::7", "::ffff:192.0.2.1"));
        Delta delta = new Delta(
                plain.key(),
                plain.identity(),
                plain.generation(),
                plain.run(),
                List.of(plain.counters().getFirst(), used),
                plain.described(),
                plain.lost(),
                true,
                12_000_000_000L);
        LearnedDelta message = DeltaCodec.toProto(
                delta,
                new WorkloadIdentity(Samples.KEY.workload(), IdentitySource.API, "uid", null),
                ContainerInstance.newBuilder()
                        .setId(delta.run().containerId())
                        .setImageDigest("sha256:a")
                        .setStartedAtUnixNanos(delta.run().startedAt())
                        .build(),
                Coverage.newBuilder()
                        .setDescribed(7)
                        .putLost("proc-gone", 2)
                        .putLost("socket-overrun", 3)
                        .build());

        assertThat(DeltaCodec.fromProto(message, "node-1", "epoch")).isEqualTo(delta);
    }

    @Test
    void addressesFromTheWireAreFewAndAreAddresses() {
        EntryCounter.Builder message =
                DeltaCodec.toProto(new Counter(Samples.outbound("redis", 6379), 1, 1, 1)).toBuilder();
        for (int i = 0; i < 100; i++) {
            message.addAddresses("192.0.2." + i);
        }
        message.addAddresses("a,b")
                .addAddresses("")
                .addAddresses("\u001b[31m")
                .addAddresses("1".repeat(1 << 16))
                .addAddresses("192.0.2.98")
                .setUsage(io.plumbline.v1.Usage.newBuilder().setPeakBytesSent(-1));
        Counter read = DeltaCodec.read(message.build()).orElseThrow();

        assertThat(read.addresses())
                .containsExactly(
                        "192.0.2.92",
                        "192.0.2.93",
                        "192.0.2.94",
                        "192.0.2.95",
                        "192.0.2.96",
                        "192.0.2.97",
                        "192.0.2.99",
                        "192.0.2.98");
        assertThat(read.usage()).isEqualTo(new Usage(Long.MAX_VALUE, 0, false));
    }

    @Test
    void whatIsNewerThanThisVersionIsLeftOutAndCounted() {
        io.plumbline.v1.Behavior newer = io.plumbline.v1.Behavior.getDefaultInstance();
        LearnedDelta delta = LearnedDelta.newBuilder()
                .addCounters(EntryCounter.newBuilder().setBehavior(newer))
                .build();
        io.plumbline.v1.Profile profile = io.plumbline.v1.Profile.newBuilder()
                .addEntries(ProfileEntry.newBuilder().setBehavior(newer))
                .build();

        assertThat(DeltaCodec.fromProto(delta, "n", "e").counters()).isEmpty();
        assertThat(DeltaCodec.unreadable(delta)).isEqualTo(1);
        assertThat(ProfileCodec.fromProto(profile).entries()).isEmpty();
        assertThat(ProfileCodec.unreadable(profile)).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BehaviorCodec.fromProto(newer))
                .withMessageStartingWith("behavior: ");
    }

    @Test
    void newerEnumValuesTakeTheCautiousMeaning() {
        var execution = io.plumbline.v1.Execution.newBuilder()
                .setPhaseValue(99)
                .setArgv(ArgvShape.newBuilder()
                        .addTokens(ArgvToken.newBuilder()
                                .setSlot(SlotToken.newBuilder().setTypeValue(99))));
        Execution read = (Execution) BehaviorCodec.fromProto(
                io.plumbline.v1.Behavior.newBuilder().setExecution(execution).build());

        assertThat(read.phase()).isEqualTo(Phase.UNKNOWN);
        assertThat(read.argv())
                .isNotNull()
                .satisfies(argv -> assertThat(argv.truncated()).isTrue());
        assertThat(WorkloadCodec.fromProto(io.plumbline.v1.IdentitySource.UNRECOGNIZED))
                .isEqualTo(IdentitySource.NAME);
        assertThat(WorkloadCodec.fromProto(io.plumbline.v1.ContainerType.UNRECOGNIZED))
                .isEqualTo(ContainerType.UNKNOWN);
        assertThat(ProfileCodec.fromProto(io.plumbline.v1.BaselineState.UNRECOGNIZED)
                        .learns())
                .isFalse();
    }

    @Test
    void damagedRowsAreEmptyOrRows() {
        Seeds.check(500, random -> {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            // Bytes that are a row by chance are one that can be written and read.
            RowCodec.decode(bytes)
                    .ifPresent(row ->
                            assertThat(RowCodec.decode(RowCodec.encode(row))).contains(row));
        });
    }
}
