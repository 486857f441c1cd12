// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.form;

import io.plumbline.profiles.document.YamlText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the text of a policy together: comments, what stands before the rules, the rules with a comment each. */
final class PolicyText {
    private static final int COMMENT = 400;
    private static final int RULE_COMMENTS = 20;

    /** One rule and what it is for. */
    record Rule(Map<String, Object> fields, List<String> because) {}

    private final StringBuilder text = new StringBuilder();

    private PolicyText() {}

    /**
     * The text.
     *
     * @param head comment at the top, one sentence each
     * @param document all but the rules; its last field is {@code spec}, which the rules continue
     * @param sections rules by the name of their list
     */
    static String of(List<String> head, Map<String, Object> document, Map<String, List<Rule>> sections) {
        var made = new PolicyText();
        head.forEach(line -> made.comment("", line));
        made.text.append(YamlText.write(document));
        sections.forEach(made::section);
        return made.text.toString();
    }

    /** Makes the document of a policy with the parts that all of them have in common. */
    static Map<String, Object> document(
            String apiVersion, String kind, String namespace, String name, Map<String, Object> spec) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        metadata.put("namespace", namespace);
        metadata.put("labels", Map.of("app.kubernetes.io/managed-by", "plumbline"));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", apiVersion);
        document.put("kind", kind);
        document.put("metadata", metadata);
        document.put("spec", spec);
        return document;
    }

    private void section(String name, List<Rule> rules) {
        if (rules.isEmpty()) {
            text.append("  ").append(name).append(": []\n");
            return;
        }
        text.append("  ").append(name).append(":\n");
        for (Rule rule : rules) {
            rule.because().stream().limit(RULE_COMMENTS).forEach(line -> comment("    ", line));
            if (rule.because().size() > RULE_COMMENTS) {
                comment("    ", "and " + (rule.because().size() - RULE_COMMENTS) + " more");
            }
            if (rule.fields().isEmpty()) {
                text.append("    - {}\n");
                continue;
            }
            String indent = "    - ";
            for (String line : YamlText.write(rule.fields()).lines().toList()) {
                text.append(indent).append(line).append('\n');
                indent = "      ";
            }
        }
    }

    /**
     * Writes a comment on one line, whatever is in it: names come from pods and could hold line ends, or turn the direction of
     * writing.
     */
    private void comment(String indent, String line) {
        text.append(indent).append("# ");
        line.codePoints().limit(COMMENT).forEach(c -> {
            if ((c >= ' ' && c < 0x7f) || Character.isLetterOrDigit(c)) {
                text.appendCodePoint(c);
            } else {
                text.append('?');
            }
        });
        text.append(line.codePointCount(0, line.length()) > COMMENT ? "...\n" : "\n");
    }
}
