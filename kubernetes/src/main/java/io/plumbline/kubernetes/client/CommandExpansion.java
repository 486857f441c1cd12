// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.kubernetes.client;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Expands $(NAME) in a probe's command as the kubelet does before it hands the command to the runtime: from the container's
 * literal environment, one pass, unknown names left as they are, $$ for a dollar sign.
 */
final class CommandExpansion {
    private CommandExpansion() {}

    static String expand(String input, Map<String, String> environment) {
        StringBuilder expanded = new StringBuilder(input.length());
        int index = 0;
        while (index < input.length()) {
            char current = input.charAt(index);
            char next = index + 1 < input.length() ? input.charAt(index + 1) : 0;
            int end = next == '(' ? input.indexOf(')', index + 2) : -1;
            if (current == '$' && next == '$') {
                expanded.append('$');
                index += 2;
            } else if (current == '$' && end >= 0) {
                String reference = input.substring(index, end + 1);
                @Nullable String value = environment.get(input.substring(index + 2, end));
                expanded.append(value == null ? reference : value);
                index = end + 1;
            } else {
                expanded.append(current);
                index++;
            }
        }
        return expanded.toString();
    }
}
