// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * How long live tests wait for what must come. The property {@code plumbline.patience} multiplies it where the machine is slow, such
 * as an emulated one.
 */
public final class Patience {
    /** For the virtual machines that tests start. */
    public static final String OPTION = "-Dplumbline.patience=" + times();

    private static final Duration USUAL = Duration.ofSeconds(30);

    private Patience() {}

    /** Begins a wait; {@code what}: what for, in words. */
    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(USUAL.multipliedBy(times()));
    }

    /** How often something is repeated: less often where all takes longer. */
    public static int fewer(int usual) {
        return usual / times();
    }

    /** How often something may happen in a second: where all takes longer, fewer things take more seconds each. */
    public static int aSecond(int usual) {
        return Math.max(1, usual / (times() * times()));
    }

    private static int times() {
        return Integer.getInteger("plumbline.patience", 1);
    }
}
