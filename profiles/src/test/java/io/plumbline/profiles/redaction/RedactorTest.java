// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plumbline.profiles.fixtures.Samples;
import io.plumbline.profiles.fixtures.Seeds;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final String JWT =
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
    private final Redactor redactor = Samples.redactor();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app|--password|hunter2secret",
                "app|--password=hunter2secret",
                "app|-password|hunter2secret",
                "app|--db-password=hunter2secret",
                "mysql|-u|root|-phunter2secret",
                "mysqldump|-phunter2secret|shop",
                "env|PGPASSWORD=hunter2secret|psql",
                "sh|-c|PGPASSWORD=hunter2secret psql -c 'select 1'",
                "sh|-c|mysqldump --password hunter2secret shop",
                "app|--api-key|hunter2secret",
                "app|--api_key=hunter2secret",
                "app|--token=hunter2secret",
                "app|--client-secret|hunter2secret",
                "curl|-H|Authorization: Bearer hunter2secret|http://api",
                "curl|-H|authorization: hunter2secret|http://api",
                "curl|-H|X-Api-Key: hunter2secret|http://api",
                "curl|-u|admin:hunter2secret|http://api",
                "psql|postgres://shop:hunter2secret@db:5432/shop",
                "sh|-c|redis-cli -u redis://:hunter2secret@cache",
                "redis-cli|-a|hunter2secret|ping",
                "redis-server|--requirepass|hunter2secret",
                "app|{\"password\":\"hunter2secret\"}",
                "app|-Djavax.net.ssl.keyStorePassword=hunter2secret",
                "app|--pass|hunter2secret",
                "app|DB_PASS=hunter2secret",
                "curl|-ubob:hunter2secret|http://api",
                "curl|-H|Cookie: session=hunter2secret|http://api",
                "curl|-b|session=hunter2secret|http://api",
                "curl|https://files/x?sig=hunter2secret&v=1",
                "curl|https://files/x?X-Amz-Date=1&X-Amz-Signature=hunter2secret",
                "git|clone|https://hunter2secret1234567@host/x",
                "curl|https://hooks.slack.com/services/T0/B0/hunter2secret",
                "openssl|rsa|-passin|pass:hunter2secret",
                "openssl|enc|-k|hunter2secret",
                "smbclient|-U|bob%hunter2secret|//host/share",
                "timeout|5|mysql|-phunter2secret",
                "timeout|5|sh|-c|echo; mysql -uroot -phunter2secret shop",
                "nice|-n|5|redis-cli|-a|hunter2secret|ping",
                "sudo|-u|redis|timeout|-k|1|5|/usr/bin/redis-cli|-a|hunter2secret",
                "sh|-c|exec nice redis-cli -a 'hunter2secret' ping",
                "busybox|env|A=b|mysql|-phunter2secret",
                "sh|-c|timeout 5 sh -c 'mysql -uroot -phunter2secret' && true",
                "su|-|postgres|-c|mysql -uroot -phunter2secret",
                "nohup|setpriv|--reuid=1|stdbuf|-oL|chroot|/x|mysql|-phunter2secret",
                "xargs|-0|curl|-ubob:hunter2secret",
                "curl|https://acme.webhook.office.com/webhookb2/hunter2secret",
            })
    void hidesTheSecret(String argv) {
        List<String> redacted = redactor.redact(List.of(argv.split("\\|")));

        assertThat(String.join(" ", redacted)).doesNotContain("hunter2secret").contains("[redacted:");
        assertThat(redacted).hasSameSizeAs(argv.split("\\|"));
    }

    @Test
    void hidesTheValuesOfEveryRowOfTheTable() throws Exception {
        try (InputStream table = Redactor.class.getResourceAsStream("password-options.txt")) {
            for (String row : new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (row.isBlank() || row.startsWith("#")) {
                    continue;
                }
                List<String> columns = List.of(row.split("\\|", 3));
                for (String program : List.of(columns.get(0).split(" "))) {
                    String name = program.replace("*", "dump");
                    for (String option : List.of(columns.get(1).strip().split(" +"))) {
                        assertThat(redactor.redact(List.of("/usr/bin/" + name, option, "hunter2secret")))
                                .as(row)
                                .satisfies(argv -> assertThat(
                                                option.isEmpty() || argv.get(2).startsWith("[redacted:"))
                                        .isTrue());
                    }
                    for (String option : List.of(columns.get(2).strip().split(" +"))) {
                        assertThat(redactor.redact(List.of(name, option + "hunter2secret")))
                                .as(row)
                                .satisfies(argv -> assertThat(
                                                option.isEmpty() || argv.get(1).startsWith(option + "[redacted:"))
                                        .isTrue());
                    }
                }
            }
        }
    }

    @Test
    void hidesWhatLooksLikeAPasswordBehindAnOptionThatOftenTakesOne() {
        assertThat(redactor.redact(List.of("app", "-p", "Xk29fLq8Zw1T")).get(2)).startsWith("[redacted:");
        assertThat(redactor.redact(List.of("app", "--key", "Xk29fLq8Zw1T")).get(2))
                .startsWith("[redacted:");
        for (String name :
                List.of("8080", "MyProject2024", "my-project-1-2", "/srv/Xk29fLq8Zw1T", "1.2.3-Rc4", "Xk29fLq8Z")) {
            assertThat(redactor.redact(List.of("app", "-p", name))).containsExactly("app", "-p", name);
        }
        assertThat(redactor.redact(List.of("app", "-x", "Xk29fLq8Zw1T")).get(2)).isEqualTo("Xk29fLq8Zw1T");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AKIAIOSFODNN7EXAMPLE",
                JWT,
                "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
                "wJalrXUtnFEMI/K7MDENGbPxRfiCYEXAMPLEKEYq9",
                "xoxb-1234567890-abcdefghij",
            })
    void hidesSecretsByTheirForm(String secret) {
        assertThat(redactor.redact(List.of("app", secret)).get(1))
                .startsWith("[redacted:")
                .hasSize(19);
        assertThat(redactor.redact(List.of("sh", "-c", "login " + secret + " now"))
                        .get(2))
                .doesNotContain(secret)
                .startsWith("login [redacted:")
                .endsWith("] now");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx|-g|daemon off;",
                "java|-cp|/app/lib/a.jar:/app/lib/b.jar|com.shop.TokenServiceApplication",
                "app|--token-ttl=3600|--password-file=/run/secrets/db",
                "app|--token-file|/run/token",
                "sh|-c|export PASSWORD=$(cat /run/secrets/x); exec app",
                "app|--id=3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                "app|--sha=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "curl|-p|http://web:8080/healthz",
                "/usr/lib/jvm/java-25-openjdk-amd64/bin/java|-version",
                "ssh|user@host",
                "app|--compass=north|--bypass|cache|--passthrough=on",
                "git|clone|ssh://git@host/x",
                "timeout|5|grep|-p|word",
                "sh|-c|mysqldump -p shop; grep -a word file",
                "curl|http://web/search?q=1&page=2",
                "sh|-c|redis-cli -a $PASSWORD ping",
            })
    void leavesOrdinaryArgumentsAlone(String argv) {
        assertThat(redactor.redact(List.of(argv.split("\\|")))).containsExactly(argv.split("\\|"));
    }

    @Test
    void keepsTheQuotesAroundASecret() {
        assertThat(redactor.redact(List.of("sh", "-c", "redis-cli -a 'hunter2secret' ping"))
                        .get(2))
                .matches("redis-cli -a '\\[redacted:[0-9a-f]{8}]' ping");
    }

    @Test
    void keepsEqualSecretsComparableUnderOneKeyOnly() {
        String one = redactor.redact(List.of("app", "--password=a-secret")).get(1);
        String same = redactor.redact(List.of("other", "--password=a-secret")).get(1);
        String foreign = new Redactor(new byte[16])
                .redact(List.of("app", "--password=a-secret"))
                .get(1);

        assertThat(one)
                .matches("--password=\\[redacted:[0-9a-f]{8}]")
                .isEqualTo(same)
                .isNotEqualTo(foreign);
    }

    @Test
    void aMarkerInRawTextCanNotBeForged() {
        String real = redactor.redact(List.of("app", "--password=x1y2z3")).get(1);

        assertThat(redactor.redact(List.of("app", real)).get(1)).isNotEqualTo(real);
    }

    @Test
    void anOptionAfterAPasswordOptionIsNoPassword() {
        assertThat(redactor.redact(List.of("app", "--password", "--verbose")))
                .containsExactly("app", "--password", "--verbose");
    }

    @Test
    void refusesAShortKey() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Redactor(new byte[3]))
                .withMessage("key: 3 bytes (expected: at least 16)");
    }

    @Test
    void neverThrowsAndKeepsTheLength() {
        String alphabet = "aZ09-_=:@/. '\"[]$\u0000password tokenAKIAeyJ\ud83d";
        Seeds.check(500, random -> {
            List<String> argv = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                StringBuilder text = new StringBuilder();
                for (int c = random.nextInt(200); c > 0; c--) {
                    text.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                argv.add(text.toString());
            }
            assertThat(redactor.redact(argv)).hasSameSizeAs(argv).doesNotContainNull();
        });
    }

    @Test
    void staysFastOnHostileText() {
        for (String part :
                List.of("a", "password", "=", "a:", "eyJ", "://", "--password ", "-", "aA0", "x.password-")) {
            String hostile = part.repeat(16_000 / part.length());
            assertThat(redactor.redact(List.of("app", hostile))).hasSize(2);
        }
        assertThat(redactor.redact(List.of("app", "a".repeat(1 << 20))).get(1)).startsWith("[redacted:");
    }

    @Test
    void withVeryManySecretsHidesAllTheRest() {
        List<String> argv = new ArrayList<>(List.of("curl"));
        for (int i = 0; i < 400; i++) {
            argv.addAll(List.of("-u", "bob:hunter2secret" + i));
        }
        List<String> redacted = redactor.redact(argv);
        String many = redactor.redact(List.of("app", "token=hunter2secret ".repeat(400)))
                .get(1);

        assertThat(redacted).hasSameSizeAs(argv);
        assertThat(redacted.toString()).doesNotContain("hunter2secret");
        assertThat(redacted.getLast()).matches("\\[redacted:[0-9a-f]{8}]");
        argv.set(800, "bob:another");
        assertThat(redactor.redact(argv).getLast()).isNotEqualTo(redacted.getLast());
        assertThat(many).matches("\\[redacted:[0-9a-f]{8}]");
    }
}
