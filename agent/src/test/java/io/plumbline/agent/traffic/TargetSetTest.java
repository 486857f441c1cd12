// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TargetSetTest {
    @Test
    void countsAsASetWould() throws UnknownHostException {
        Random random = new Random(42);
        TargetSet targets = new TargetSet(10_000);
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = new byte[random.nextInt(10) == 0 ? 16 : 4];
            bytes[bytes.length - 1] = (byte) random.nextInt(20);
            bytes[0] = (byte) random.nextInt(10);
            InetAddress address = InetAddress.getByAddress(bytes);
            int port = random.nextInt(10);
            Transport transport = random.nextBoolean() ? Transport.TCP : Transport.UDP;
            long key = TargetSet.key(address, port, transport);
            boolean isNew = expected.add(address + " " + port + " " + transport);
            assertThat(targets.contains(key)).isEqualTo(!isNew);
            assertThat(targets.add(key)).isEqualTo(isNew);
        }
        assertThat(targets.size()).isEqualTo(expected.size());
        assertThat(targets.isExact()).isTrue();
    }

    @Test
    void aFullSetSaysThatItIs() throws UnknownHostException {
        TargetSet targets = new TargetSet(3);
        for (int port = 1; port <= 4; port++) {
            targets.add(TargetSet.key(InetAddress.getByName("10.0.0.1"), port, Transport.TCP));
        }

        assertThat(targets.size()).isEqualTo(3);
        assertThat(targets.isExact()).isFalse();
    }
}
