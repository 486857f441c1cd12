// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

/** The targets that were known lately, at least the last {@value #EACH}, at most twice as many. For one thread. */
final class RecentTargets {
    static final int EACH = 4096;

    private TargetSet latest = new TargetSet(EACH);
    private TargetSet former = new TargetSet(EACH);

    void add(long key) {
        if (latest.contains(key)) {
            return;
        }
        if (latest.size() == EACH) {
            former = latest;
            latest = new TargetSet(EACH);
        }
        latest.add(key);
    }

    boolean contains(long key) {
        return latest.contains(key) || former.contains(key);
    }

    int bytes() {
        return latest.bytes() + former.bytes();
    }
}
