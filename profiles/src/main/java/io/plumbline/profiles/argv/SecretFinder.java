// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds secrets in the arguments of one vector, in their order; bounded in time, never throws. */
final class SecretFinder {
    static final String MARKER = "[redacted:";

    private static final int LONGEST = 16 * 1024;
    private static final String NAME =
            "[A-Za-z0-9_.-]{0,64}?(?:(?<![A-Za-z])pass(?:in|out)?(?![A-Za-z])|passw(?:or)?d|passwd|passphrase|pwd|secret|token|api[_-]?key|"
                    + "access[_-]?key|private[_-]?key|auth[_-]?key|account[_-]?key|credentials?|requirepass|masterauth|"
                    + "client[_-]?secret|bearer)[A-Za-z0-9_.-]{0,32}";
    /** Names that only sound like it: files, policies, switches. */
    private static final Pattern HARMLESS = Pattern.compile(
            "(?i).*(?:file|path|dir|ttl|policy|length|timeout|expir(?:y|es|ation)|issuer|type|url|uri|name|ref|stdin|enabled?)$");

    private static final Pattern OPTION = Pattern.compile("(?i)-{1,2}" + NAME);
    private static final Pattern NAMED_VALUE = Pattern.compile(
            "(?i)(?<![A-Za-z0-9_.-])(-{0,2}" + NAME + ")([\"']?[=:][ ]?[\"']?)([^\\s\"'&;,|)]{1,4096}+)");
    private static final Pattern SPACED_VALUE = Pattern.compile(
            "(?i)(?<![A-Za-z0-9_.-])(--" + NAME + ")( {1,4}[\"']?)([^\\s\"'&;,|)-][^\\s\"'&;,|)]{0,4096}+)");
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "(?i)(authorization[\"']?[=:] ?)((?:bearer|basic|token|digest|negotiate|apikey) {1,4})?([^\\s\"']{1,4096}+)");
    private static final Pattern COOKIE = Pattern.compile("(?i)(cookie: ?)([^\r\n\"']{1,4096}+)");
    private static final Pattern SIGNATURE = Pattern.compile(
            "(?i)([?&](?:sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|x-goog-signature|key|code)=)"
                    + "([^&\\s\"'#]{8,4096}+)");
    /** A name that is as long is a token. */
    private static final Pattern TOKEN_AS_USER =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{1,20}://)([^\\s/:@?#\"']{16,1024}+)(@)");

    private static final Pattern WEBHOOK = Pattern.compile(
            "((?:hooks\\.slack\\.com/(?:services|workflows)|discord(?:app)?\\.com/api/webhooks|api\\.telegram\\.org/bot"
                    + "|(?<=\\.)webhook\\.office\\.com/webhookb2|chat\\.googleapis\\.com/v1/spaces)/?)"
                    + "([^\\s\"'?]{8,1024}+)");
    /** A word of a command line, and what begins another command. */
    private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|[^\\s;|&()'\"]++|[;|&()\n]");

    private static final Pattern USER_INFO =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{1,20}://[^\\s/:@?#\"']{0,256}:)([^\\s/@?#\"']{1,1024}+)(@)");
    private static final Pattern KNOWN_FORM = Pattern.compile(
            "(?<![A-Za-z0-9])(?:"
                    + "(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}"
                    + "|eyJ[A-Za-z0-9_-]{8,2048}+\\.[A-Za-z0-9_-]{8,8192}+(?:\\.[A-Za-z0-9_-]{0,2048}+)?"
                    + "|gh[pousr]_[A-Za-z0-9]{20,255}+|github_pat_[A-Za-z0-9_]{20,255}+|glpat-[A-Za-z0-9_-]{16,64}+"
                    + "|xox[abeprs]-[A-Za-z0-9-]{10,255}+|sk-[A-Za-z0-9_-]{20,255}+|[sr]k_live_[A-Za-z0-9]{16,255}+"
                    + "|AIza[A-Za-z0-9_-]{35}|hv[sb]\\.[A-Za-z0-9_-]{20,255}+|SG\\.[A-Za-z0-9_-]{16,64}+\\.[A-Za-z0-9_-]{16,128}+"
                    + "|-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----.{0,12000}+"
                    + ")",
            Pattern.DOTALL);
    private static final Pattern OPAQUE =
            Pattern.compile("(?<![A-Za-z0-9+/_=.-])[A-Za-z0-9+/_-]{32,1024}+={0,2}(?![A-Za-z0-9+/_=.-])");
    private static final double SECRET_BITS_PER_CHARACTER = 4.3;

    private final UnaryOperator<String> marker;
    private String program = "";
    private @Nullable PasswordOptions options;
    private boolean first = true;
    private boolean valueIsSecret;

    SecretFinder(UnaryOperator<String> marker) {
        this.marker = marker;
    }

    /** The next argument of the vector, with its secrets replaced. */
    String redact(String argument) {
        if (first || PasswordOptions.isWrapper(program)) {
            first = false;
            runs(argument);
        }
        boolean secret = valueIsSecret && !argument.isEmpty() && !looksLikeOption(argument);
        valueIsSecret = (OPTION.matcher(argument).matches()
                        && !HARMLESS.matcher(argument).matches())
                || (options != null && options.announces(argument));
        if (secret || argument.length() > LONGEST || argument.contains(MARKER)) {
            return marker.apply(argument);
        }
        return inText(inCommands(attachedPassword(argument)));
    }

    private static boolean looksLikeOption(String argument) {
        return argument.startsWith("--") && argument.length() > 2;
    }

    /** The program, or what a wrapper such as timeout runs: among its own arguments only names of programs count. */
    private void runs(String argument) {
        String name = argument.substring(argument.lastIndexOf('/') + 1);
        PasswordOptions known = PasswordOptions.of(name);
        if (program.isEmpty() || known != null || PasswordOptions.isWrapper(name)) {
            program = name;
            options = known;
        }
    }

    /** {@code -pSECRET} of the MySQL clients. */
    private String attachedPassword(String argument) {
        int before = options == null ? 0 : options.lengthBefore(argument);
        return before == 0 ? argument : argument.substring(0, before) + marker.apply(argument.substring(before));
    }

    /** The same in a text that holds commands, as that of {@code sh -c}: each is a vector of its own. */
    private String inCommands(String text) {
        if (text.indexOf(' ') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int copied = 0;
        SecretFinder command = new SecretFinder(marker);
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String word = words.group();
            if (word.length() == 1 && ";|&()\n".contains(word)) {
                command = new SecretFinder(marker);
            } else {
                int quote = word.startsWith("'") || word.startsWith("\"") ? 1 : 0;
                String plain = word.substring(quote, word.length() - quote);
                String redacted = command.password(plain);
                if (!redacted.equals(plain)) {
                    out.append(text, copied, words.start() + quote).append(redacted);
                    copied = words.end() - quote;
                }
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
        if (first || PasswordOptions.isWrapper(program)) {
            first = false;
            runs(word);
        }
        boolean secret = valueIsSecret && !word.startsWith("$") && !looksLikeOption(word);
        valueIsSecret = options != null && options.announces(word);
        // A quoted text within may be commands again; it has fewer kinds of quotes each time.
        return secret && !word.isEmpty() ? marker.apply(word) : inCommands(attachedPassword(word));
    }

    private String inAddresses(String argument) {
        String text = replace(USER_INFO, argument, 2);
        text = replace(TOKEN_AS_USER, text, 2);
        text = replace(WEBHOOK, text, 2);
        return replace(SIGNATURE, text, 2);
    }

    private String inText(String argument) {
        if (argument.length() < 6) {
            return argument;
        }
        String text = argument.contains("/") ? inAddresses(argument) : argument;
        text = replace(COOKIE, text, 2);
        text = replace(AUTHORIZATION, text, 3);
        text = replace(KNOWN_FORM, text, 0);
        text = replace(NAMED_VALUE, text, 3);
        text = replace(SPACED_VALUE, text, 3);
        return replace(OPAQUE, text, 0);
    }

    private String replace(Pattern pattern, String text, int group) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder();
        int copied = 0;
        while (matcher.find()) {
            String value = matcher.group(group);
            if (value == null || value.startsWith(MARKER) || !isSecret(pattern, matcher, value)) {
                continue;
            }
            out.append(text, copied, matcher.start(group)).append(marker.apply(value));
            copied = matcher.end(group);
        }
        return copied == 0 ? text : out.append(text, copied, text.length()).toString();
    }

    private static boolean isSecret(Pattern pattern, Matcher matcher, String value) {
        if (pattern == OPAQUE) {
            return looksRandom(value);
        }
        if (pattern == NAMED_VALUE || pattern == SPACED_VALUE) {
            // "$PASSWORD" and "/run/secrets/x" point to a secret and are none.
            return !HARMLESS.matcher(matcher.group(1)).matches() && !value.startsWith("$") && !value.startsWith("/");
        }
        return true;
    }

    /** Long, of three kinds of characters, and with the entropy of a random text; hexadecimal ids and paths are not. */
    private static boolean looksRandom(String text) {
        int[] counts = new int[128];
        boolean lower = false;
        boolean upper = false;
        boolean digit = false;
        int slashes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            counts[c & 127]++;
            lower |= c >= 'a' && c <= 'z';
            upper |= c >= 'A' && c <= 'Z';
            digit |= c >= '0' && c <= '9';
            slashes += c == '/' ? 1 : 0;
        }
        if (!lower || !upper || !digit || slashes * 12 > text.length()) {
            return false;
        }
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / text.length();
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return bits >= SECRET_BITS_PER_CHARACTER;
    }
}
