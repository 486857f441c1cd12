// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.v1.ArgvShape;
import io.plumbline.v1.ArgvToken;
import io.plumbline.v1.SlotType;
import io.plumbline.v1.TemplateToken;
import org.junit.jupiter.api.Test;

class ArgvWordsTest {
    @Test
    void showsTheSlotsOfAForm() {
        ArgvShape shape = ArgvShape.newBuilder()
                .addTokens(ArgvToken.newBuilder().setLiteral("cp"))
                .addTokens(ArgvToken.newBuilder()
                        .setTemplate(TemplateToken.newBuilder()
                                .addTexts("/srv/up-")
                                .addTexts("-")
                                .addTexts(".png")
                                .addSlots(SlotType.SLOT_TYPE_NUMBER)
                                .addSlots(SlotType.SLOT_TYPE_NAME)))
                .build();

        assertThat(ArgvWords.arguments(shape)).isEqualTo("/srv/up-<number>-<name>.png");
    }
}
