// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;

/** Quotes texts that a reader of YAML 1.1 (kubectl is one) would take for a number, a time or a truth value. */
final class QuotingRepresenter extends StandardRepresenter {
    private static final Pattern AMBIGUOUS =
            Pattern.compile("(?i)[-+.0-9].*|y|n|yes|no|on|off|true|false|null|~|<<|=", Pattern.DOTALL);

    QuotingRepresenter(DumpSettings settings) {
        super(settings);
        representers.put(String.class, data -> represent((String) data));
    }

    private Node represent(String text) {
        boolean printable = text.codePoints().noneMatch(Character::isISOControl);
        return AMBIGUOUS.matcher(text).matches() || !printable
                ? representScalar(Tag.STR, text, ScalarStyle.DOUBLE_QUOTED)
                : representScalar(Tag.STR, text);
    }
}
