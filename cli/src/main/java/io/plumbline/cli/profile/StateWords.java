// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Style;
import io.plumbline.cli.words.EnumWords;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.Mode;

/** States and modes, in words and colours. */
final class StateWords {
    private StateWords() {}

    static Line state(BaselineState state, int number) {
        Style style = switch (state) {
            case BASELINE_STATE_STABLE -> Style.GREEN;
            case BASELINE_STATE_LEARNING -> Style.CYAN;
            case BASELINE_STATE_UNSTABLE, BASELINE_STATE_RELEASE -> Style.YELLOW;
            case BASELINE_STATE_UNSPECIFIED, UNRECOGNIZED -> Style.PLAIN;
        };
        return Line.of(style, EnumWords.of(state, number, "BASELINE_STATE_"));
    }

    static String mode(Mode mode, int number) {
        return EnumWords.of(mode, number, "MODE_");
    }
}
