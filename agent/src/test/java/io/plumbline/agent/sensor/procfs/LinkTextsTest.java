// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails.Stdio.Stream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LinkTextsTest {
    @Test
    void readsTheInodeOfANamespace() {
        assertThat(inode("net:[4026531840]")).isEqualTo(4026531840L);
        for (String wrong :
                new String[] {"", "net", "net:[", "net:[]", "net:[12", "net:[12]x", "net:[x]", "net:[1 2]"}) {
            assertThat(inode(wrong)).as(wrong).isEqualTo(-1);
        }
        assertThat(inode("net:[" + "9".repeat(40) + "]")).isEqualTo(-1);
    }

    @Test
    void tellsWhatAStreamIs() {
        assertThat(StreamLink.kind("socket:[4711]")).isEqualTo(Stream.SOCKET);
        assertThat(StreamLink.kind("pipe:[4711]")).isEqualTo(Stream.PIPE);
        assertThat(StreamLink.kind("/dev/pts/3")).isEqualTo(Stream.TERMINAL);
        assertThat(StreamLink.kind("/dev/null")).isEqualTo(Stream.FILE);
    }

    @Test
    void isNotFooledByFileNames() {
        assertThat(StreamLink.kind("/tmp/socket:[1]")).isEqualTo(Stream.FILE);
        assertThat(socket("/tmp/socket:[1]")).isEqualTo(-1);
        assertThat(socket("socket:[815]")).isEqualTo(815);
        assertThat(socket("socket:[")).isEqualTo(-1);
        assertThat(socket("pipe:[815]")).isEqualTo(-1);
    }

    @Test
    void knowsTheCgroupTextOfAProcessThatExits() {
        assertThat(CgroupText.blankedByExit("4:memory:/\n1:cpu:/\n")).isTrue();
        assertThat(CgroupText.blankedByExit("4:memory:/\n1:cpu:/\n0::/\n")).isTrue();
        assertThat(CgroupText.blankedByExit("4:memory:/kubepods/x\n1:cpu:/\n")).isFalse();
        assertThat(CgroupText.blankedByExit("4:memory:/\n0::/kubepods.slice/x.scope\n"))
                .isFalse();
        assertThat(CgroupText.blankedByExit("0::/\n"))
                .as("version 2 does not blank")
                .isFalse();
        assertThat(CgroupText.blankedByExit("")).isFalse();
        assertThat(CgroupText.blankedByExit("nonsense\n:\n")).isFalse();
    }

    private static long inode(String text) {
        return NamespaceLink.inode(text.getBytes(StandardCharsets.US_ASCII), text.length());
    }

    private static long socket(String text) {
        return StreamLink.socketInode(text.getBytes(StandardCharsets.US_ASCII), text.length());
    }
}
