// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.argv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemporaryPathTest {
    @ParameterizedTest
    @CsvSource({
        "/tmp/foo-ab12cd/sock, /tmp/foo-*/sock",
        "/tmp/ssh-Xa81kQz/agent.4711, /tmp/ssh-*/agent.*",
        "/run/user/1000650000/bus, /run/user/*/bus",
        "/run/user/1000/bus, /run/user/*/bus",
        "@/tmp/dbus-x81Kab2Q, @/tmp/dbus-*",
        "@0a1f3, @*",
        "/tmp/libnetty_transport_native_epoll_x86_64123456789.so, /tmp/libnetty_transport_native_epoll_x86_*.so",
        "/tmp/sqlite-3.45.1-6f9619ff-8b86-d011-b42d-00cf4fc964ff-libsqlitejdbc.so,"
                + " /tmp/sqlite-3.45.1-*-libsqlitejdbc.so",
        "/tmp/../run/containerd/containerd.sock, /run/containerd/containerd.sock",
        "/tmp/./a//b, /tmp/a/b",
    })
    void namesWhatIsTheSameAtEachStart(String path, String general) {
        assertThat(TemporaryPath.generalize(path)).isEqualTo(general);
        assertThat(TemporaryPath.generalize(general)).isEqualTo(general);
    }

    @ParameterizedTest
    @CsvSource({
        "/root/.cache/JNA/temp/jna9696225030893277243.tmp, /root/.cache/JNA/temp/jna*.tmp",
        "/app/cache/libnetty_transport_native_epoll_x86_644093498234.so,"
                + " /app/cache/libnetty_transport_native_epoll_x86_*.so",
        "/data/snappy-1.1.10-6f9619ff-8b86-d011-b42d-00cf4fc964ff-libsnappyjava.so,"
                + " /data/snappy-1.1.10-*-libsnappyjava.so",
        "/work/_MEIabcdef/libpython3.11.so.1.0, /work/_MEI*/libpython3.11.so.1.0",
        "/work/tmpa1b_2c3d/_speedups.so, /work/tmp*/_speedups.so",
        "/opt/agent/preload-Xa81kQ.so, /opt/agent/preload-*.so",
        "/tmp/foo-ab12cd/x.so, /tmp/foo-*/x.so",
        "/root/.net/app/16a2d6411a98889c/libapp.so, /root/.net/app/*/libapp.so",
        "/root/.net/app/c2bc249285408729/libapp.so, /root/.net/app/*/libapp.so",
    })
    void namesCodeThatIsTheSameAtEachStartWhereverItLies(String path, String general) {
        assertThat(TemporaryPath.generalizeCode(path)).isEqualTo(general);
        assertThat(TemporaryPath.generalizeCode(general)).isEqualTo(general);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/lib/x86_64-linux-gnu/libc.so.6",
                "/opt/app/native/linux-aarch64/libfoo-1.22.333.so",
                "/srv/app-backend/node_modules/bcrypt/build/Release/bcrypt_lib.node",
                "/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
                "/memfd:doublemapper",
                "/root/.net/app/libcoreclr.so",
                "/opt/deadbeef/lib.so",
                "",
            })
    void leavesOtherCodeAsItIs(String path) {
        assertThat(TemporaryPath.generalizeCode(path)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/run/containerd/containerd.sock",
                "/var/run/docker.sock",
                "/run/postgresql/.s.PGSQL.5432x",
                "/tmp/.X11-unix/X0",
                "/tmp/php-fpm.sock",
                "/app/foo-ab12cd/sock",
                "/usr/lib/x86_64-linux-gnu/libc.so.6",
                "@",
                "",
                "relative-ab12cd",
            })
    void leavesOtherNamesAsTheyAre(String path) {
        assertThat(TemporaryPath.generalize(path)).isEqualTo(path);
    }
}
