// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import io.plumbline.profiles.redaction.TextRule.Start;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The forms of secrets in a text, in the order in which they are looked for. */
final class TextRules {
    static final TextRule USER_INFO = new TextRule(
            List.of("://"),
            Start.SCHEME,
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{1,20}://[^\\s/:@?#\"']{0,256}:)([^\\s/@?#\"']{1,1024}+)(@)"),
            2);
    /** A name that is as long is a token. */
    static final TextRule TOKEN_AS_USER = new TextRule(
            List.of("://"),
            Start.SCHEME,
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{1,20}://)([^\\s/:@?#\"']{16,1024}+)(@)"),
            2);

    static final TextRule WEBHOOK = new TextRule(
            List.of(
                    "hooks.slack.com/",
                    "discord.com/api/webhooks",
                    "discordapp.com/api/webhooks",
                    "api.telegram.org/bot",
                    "webhook.office.com/webhookb2",
                    "chat.googleapis.com/v1/spaces"),
            Start.KEYWORD,
            Pattern.compile(
                    "((?:hooks\\.slack\\.com/(?:services|workflows)|discord(?:app)?\\.com/api/webhooks|api\\.telegram\\.org/bot"
                            + "|(?<=\\.)webhook\\.office\\.com/webhookb2|chat\\.googleapis\\.com/v1/spaces)/?)"
                            + "([^\\s\"'?]{8,1024}+)"),
            2);
    static final TextRule SIGNATURE = new TextRule(
            Stream.of(
                            "sig",
                            "signature",
                            "x-amz-signature",
                            "x-amz-credential",
                            "x-amz-security-token",
                            "x-goog-signature",
                            "key",
                            "code")
                    .flatMap(name -> Stream.of("?" + name + "=", "&" + name + "="))
                    .toList(),
            Start.KEYWORD,
            Pattern.compile("(?i)([?&](?:sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token"
                    + "|x-goog-signature|key|code)=)([^&\\s\"'#]{8,4096}+)"),
            2);
    static final TextRule COOKIE =
            new TextRule(List.of("cookie:"), Start.KEYWORD, Pattern.compile("(?i)(cookie: ?)([^\r\n\"']{1,4096}+)"), 2);
    static final TextRule AUTHORIZATION = new TextRule(
            List.of("authorization"),
            Start.KEYWORD,
            Pattern.compile(
                    "(?i)(authorization[\"']?[=:] ?)((?:bearer|basic|token|digest|negotiate|apikey) {1,4})?([^\\s\"']{1,4096}+)"),
            3);
    static final TextRule JWT = new TextRule(
            List.of("eyj"),
            Start.DOTTED,
            Pattern.compile(
                    "(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,2048}+\\.[A-Za-z0-9_-]{8,8192}+(?:\\.[A-Za-z0-9_-]{0,2048}+)?"),
            0);
    static final TextRule KNOWN_FORM = new TextRule(
            List.of(
                    "akia",
                    "asia",
                    "aroa",
                    "aida",
                    "ghp_",
                    "gho_",
                    "ghu_",
                    "ghs_",
                    "ghr_",
                    "github_pat_",
                    "glpat-",
                    "xox",
                    "sk-",
                    "sk_live_",
                    "rk_live_",
                    "aiza",
                    "hvs.",
                    "hvb.",
                    "sg.",
                    "-----begin "),
            Start.KEYWORD,
            Pattern.compile(
                    "(?<![A-Za-z0-9])(?:"
                            + "(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}"
                            + "|gh[pousr]_[A-Za-z0-9]{20,255}+|github_pat_[A-Za-z0-9_]{20,255}+|glpat-[A-Za-z0-9_-]{16,64}+"
                            + "|xox[abeprs]-[A-Za-z0-9-]{10,255}+|sk-[A-Za-z0-9_-]{20,255}+|[sr]k_live_[A-Za-z0-9]{16,255}+"
                            + "|AIza[A-Za-z0-9_-]{35}|hv[sb]\\.[A-Za-z0-9_-]{20,255}+|SG\\.[A-Za-z0-9_-]{16,64}+\\.[A-Za-z0-9_-]{16,128}+"
                            + "|-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----.{0,12000}+"
                            + ")",
                    Pattern.DOTALL),
            0);
    static final TextRule NAMED_VALUE = new TextRule(
            TellingNames.KEYWORDS,
            Start.BEHIND_NAME,
            Pattern.compile("([\"']?[=:][ ]?[\"']?)([^\\s\"'&;,|)]{1,4096}+)"),
            2);
    static final TextRule SPACED_VALUE = new TextRule(
            TellingNames.KEYWORDS,
            Start.BEHIND_OPTION,
            Pattern.compile("( {1,4}[\"']?)([^\\s\"'&;,|)-][^\\s\"'&;,|)]{0,4096}+)"),
            2);

    /** All of them; a random text, which no keyword shows, comes after them. */
    static final List<TextRule> ALL = List.of(
            USER_INFO,
            TOKEN_AS_USER,
            WEBHOOK,
            SIGNATURE,
            COOKIE,
            AUTHORIZATION,
            JWT,
            KNOWN_FORM,
            NAMED_VALUE,
            SPACED_VALUE);

    private TextRules() {}
}
