// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.profiles.argv.ArgvShaper;
import io.plumbline.profiles.redaction.Redactor;

/**
 * Hides secrets: with the cluster's key once the collector has given it, so that the same argument has the same hash on every
 * node, and with this node's own until then. Owned by the pipeline thread.
 */
public final class Redaction {
    private Redactor redactor;
    private ArgvShaper shaper;

    /** {@code key}: at least 16 bytes. */
    public Redaction(byte[] key) {
        redactor = new Redactor(key);
        shaper = new ArgvShaper(redactor);
    }

    /** Uses another key from now on; an empty one changes nothing (a collector without a key). */
    public void key(byte[] key) {
        if (key.length > 0) {
            redactor = new Redactor(key);
            shaper = new ArgvShaper(redactor);
        }
    }

    public Redactor redactor() {
        return redactor;
    }

    public ArgvShaper shaper() {
        return shaper;
    }
}
