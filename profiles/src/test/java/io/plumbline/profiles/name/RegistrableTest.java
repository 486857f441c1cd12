// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.name;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrableTest {
    @ParameterizedTest
    @CsvSource({
        "example.com, example.com",
        "a.b.example.com, example.com",
        "_dmarc.example.com, example.com",
        "-a._b-.c.example.com, example.com",
        "www.example.co.uk, example.co.uk",
        "me.github.io, me.github.io",
        "x.bucket.s3.amazonaws.com, bucket.s3.amazonaws.com",
        "ec2.eu-west-1.amazonaws.com, amazonaws.com",
        "myaccount.blob.core.windows.net, myaccount.blob.core.windows.net"
    })
    void isWhatOneOwnerRegistered(String name, String registrable) {
        assertThat(Registrable.domain(name)).hasValue(registrable);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com",
                "co.uk",
                "github.io",
                "s3.amazonaws.com",
                "localhost",
                "",
                ".",
                "..",
                ".com",
                "example.com.",
                "a..example.com",
                "*.example.com",
                "EXAMPLE.com",
                "b\u00fccher.example",
                "a\\123b.example.com",
                "a b.example.com",
                "203.0.113.7",
                "2001:db8::1",
                "api.shop.svc",
                "api.shop.svc.cluster.local",
                "printer.local",
                "ip-10-0-0-1.eu-west-1.compute.internal",
                "7.113.0.203.in-addr.arpa.x"
            })
    void isEmptyForAllElse(String name) {
        assertThat(Registrable.domain(name)).isEmpty();
    }

    @Test
    void endsForNamesOfNothingButLabelsThatNoHostMayHave() {
        assertThat(Registrable.domain("_.".repeat(125) + "com")).isEmpty();
        assertThat(Registrable.domain("_.".repeat(100) + "-")).isEmpty();
        assertThat(Registrable.domain("-".repeat(60) + ".-")).isEmpty();
    }

    @Test
    void isEmptyForNamesThatAreTooLong() {
        assertThat(Registrable.domain("x".repeat(64) + ".example.com")).isEmpty();
        assertThat(Registrable.domain("x".repeat(1 << 16) + ".example.com")).isEmpty();
        assertThat(Registrable.domain("x.".repeat(122) + "example.com")).isEmpty();
        assertThat(Registrable.domain("x.".repeat(121) + "example.com")).hasValue("example.com");
        assertThat(Registrable.domain("x.".repeat(1 << 15) + "example.com")).isEmpty();
    }
}
