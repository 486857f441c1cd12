// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds secrets in the arguments of one vector, in their order. The time grows with the length of the vector alone, and at
 * most {@value #MOST_SECRETS} secrets are told apart. Never throws.
 */
final class SecretFinder {
    static final String MARKER = "[redacted:";
    /** With more of them in one vector, whole arguments are hidden. */
    static final int MOST_SECRETS = 256;

    private static final int LONGEST = 32 * 1024;

    /** Options that take a password in some programs: the net below the table, for values that look like one. */
    private static final Set<String> OFTEN_SECRET =
            Set.of("-p", "-P", "-k", "-K", "-w", "-W", "-a", "-t", "-s", "--pw", "--key", "--auth", "--pin");

    private final UnaryOperator<String> hash;
    private final TextSecrets texts;
    private int secrets;
    private String program = "";
    private @Nullable PasswordOptions options;
    private boolean first = true;
    private boolean valueIsSecret;
    private boolean valueMayBeSecret;

    /**
     * A finder for one vector.
     *
     * @param hash makes the marker of a secret
     * @param texts finds the secrets in a text
     */
    SecretFinder(UnaryOperator<String> hash, TextSecrets texts) {
        this.hash = hash;
        this.texts = texts;
    }

    /** True when so many secrets were found that what follows is not worth a look. */
    boolean isFull() {
        return secrets > MOST_SECRETS;
    }

    /** The next argument of the vector, with its secrets replaced. */
    String redact(String argument) {
        if (first || Wrappers.contains(program)) {
            first = false;
            runs(argument);
        }
        boolean secret = (valueIsSecret && !argument.isEmpty() && !looksLikeOption(argument))
                || (valueMayBeSecret && RandomText.looksLikePassword(argument));
        valueMayBeSecret = OFTEN_SECRET.contains(argument);
        valueIsSecret = TellingNames.isSecretOption(argument) || (options != null && options.announces(argument));
        if (secret || argument.length() > LONGEST || argument.contains(MARKER)) {
            secrets++;
            return hash.apply(argument);
        }
        String redacted = texts.redact(inCommands(attachedPassword(argument)), this::marker)
                .toString();
        return isFull() ? hash.apply(argument) : redacted;
    }

    private String marker(String secret) {
        // Behind the last one nothing is hashed in vain: the whole argument will be.
        return ++secrets > MOST_SECRETS ? MARKER : hash.apply(secret);
    }

    private static boolean looksLikeOption(String argument) {
        return argument.startsWith("--") && argument.length() > 2;
    }

    /** The program, or what a wrapper such as timeout runs: among its own arguments only names of programs count. */
    private void runs(String argument) {
        String name = argument.substring(argument.lastIndexOf('/') + 1);
        PasswordOptions known = PasswordOptions.of(name);
        if (program.isEmpty() || known != null || Wrappers.contains(name)) {
            program = name;
            options = known;
        }
    }

    /** {@code -pSECRET} of the MySQL clients. */
    private String attachedPassword(String argument) {
        int before = options == null ? 0 : options.lengthBefore(argument);
        return before == 0 ? argument : argument.substring(0, before) + marker(argument.substring(before));
    }

    /** The same in a text that holds commands, as that of {@code sh -c}: each is a vector of its own. */
    private String inCommands(String text) {
        if (text.indexOf(' ') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int copied = 0;
        SecretFinder command = new SecretFinder(this::marker, texts);
        CommandWords words = new CommandWords(text);
        while (words.next()) {
            if (words.isSeparator()) {
                command = new SecretFinder(this::marker, texts);
                continue;
            }
            String plain = words.word();
            String redacted = command.password(plain);
            if (!redacted.equals(plain)) {
                out.append(text, copied, words.start()).append(redacted);
                copied = words.end();
            }
        }
        return copied == 0 ? text : out.append(text, copied, text.length()).toString();
    }

    /** A word of a command: only what the options of the program say. */
    private String password(String word) {
        if (first && word.indexOf('=') > 0) {
            // An assignment before the command.
            return word;
        }
        if (first || Wrappers.contains(program)) {
            first = false;
            runs(word);
        }
        boolean secret = valueIsSecret && !word.startsWith("$") && !looksLikeOption(word);
        valueIsSecret = options != null && options.announces(word);
        // A quoted text within may be commands again; it has fewer kinds of quotes each time.
        return secret && !word.isEmpty() ? marker(word) : inCommands(attachedPassword(word));
    }
}
