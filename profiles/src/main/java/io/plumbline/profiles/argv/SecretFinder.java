// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds secrets in the arguments of one vector, in their order; bounded in time, never throws. */
final class SecretFinder {
    static final String MARKER = "[redacted:";

    private static final int LONGEST = 16 * 1024;
    private static final String NAME =
            "[A-Za-z0-9_.-]{0,64}?(?:passw(?:or)?d|passwd|passphrase|pwd|secret|token|api[_-]?key|"
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
    private boolean first = true;
    private boolean valueIsSecret;

    SecretFinder(UnaryOperator<String> marker) {
        this.marker = marker;
    }

    /** The next argument of the vector, with its secrets replaced. */
    String redact(String argument) {
        if (first) {
            first = false;
            program = argument.substring(argument.lastIndexOf('/') + 1);
        }
        boolean secret = valueIsSecret && !argument.isEmpty() && !looksLikeOption(argument);
        valueIsSecret = (OPTION.matcher(argument).matches()
                        && !HARMLESS.matcher(argument).matches())
                || isClientPassword(argument);
        if (secret || argument.length() > LONGEST || argument.contains(MARKER)) {
            return marker.apply(argument);
        }
        return inText(attachedPassword(argument));
    }

    private static boolean looksLikeOption(String argument) {
        return argument.startsWith("--") && argument.length() > 2;
    }

    /** {@code -a SECRET} of redis-cli, {@code -u user:password} of curl. */
    private boolean isClientPassword(String argument) {
        return switch (program) {
            case "redis-cli" -> argument.equals("-a");
            case "curl" ->
                argument.equals("-u")
                        || argument.equals("--user")
                        || argument.equals("-U")
                        || argument.equals("--proxy-user");
            case "sshpass", "ldapsearch", "ldapadd", "ldapmodify" -> argument.equals("-p") || argument.equals("-w");
            case "mongo", "mongosh", "mongodump", "sqlcmd", "docker", "smbclient" ->
                argument.equals("-p") || argument.equals("-P");
            default -> false;
        };
    }

    /** {@code -pSECRET} of the MySQL clients and sshpass. */
    private String attachedPassword(String argument) {
        boolean mysql = program.startsWith("mysql") || program.startsWith("mariadb") || program.equals("sshpass");
        return mysql && argument.startsWith("-p") && argument.length() > 2
                ? "-p" + marker.apply(argument.substring(2))
                : argument;
    }

    private String inText(String argument) {
        if (argument.length() < 6) {
            return argument;
        }
        String text = replace(USER_INFO, argument, 2);
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
