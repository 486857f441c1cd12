// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LiveTestsTest {
    private static final String XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="JUnit Jupiter" tests="3">
            <testcase name="isSeen()" classname="io.plumbline.agent.sensor.SomeLiveTest" time="0.1"/>
            <testcase name="needsMuch()" classname="io.plumbline.agent.sensor.SomeLiveTest" time="0.1">
            <skipped><![CDATA[org.opentest4j.TestAbortedException: Assumption failed: kernel.perf_event_paranoid
            	at io.plumbline.agent.sensor.SomeLiveTest.needsMuch(SomeLiveTest.java:3)
            ]]></skipped>
            <system-out><![CDATA[unique-id: x]]></system-out>
            </testcase>
            <testcase name="isWrong()" classname="io.plumbline.agent.sensor.SomeLiveTest" time="0.1">
            <failure message="m" type="org.opentest4j.AssertionFailedError"><![CDATA[org.opentest4j.AssertionFailedError:\s
            expected: LOWER
             but was: UNKNOWN
            	at io.plumbline.agent.sensor.SomeLiveTest.isWrong(SomeLiveTest.java:9)
            ]]></failure>
            </testcase>
            </testsuite>
            """;

    @Test
    void tellsTestsThatFailedFromThoseThatAskForMore() throws IOException {
        LiveTests tests = LiveTests.parse(XML);
        assertThat(tests.passed()).isEqualTo(1);
        assertThat(tests.assumed())
                .containsEntry(
                        "SomeLiveTest.needsMuch()",
                        "org.opentest4j.TestAbortedException: Assumption failed: kernel.perf_event_paranoid");
        assertThat(tests.failed())
                .containsEntry(
                        "SomeLiveTest.isWrong()",
                        "org.opentest4j.AssertionFailedError: expected: LOWER but was: UNKNOWN");
    }

    @Test
    void addsUpSeveralRuns() throws IOException {
        LiveTests both = LiveTests.parse(XML).and(LiveTests.parse(XML), " again");
        assertThat(both.passed()).isEqualTo(2);
        assertThat(both.failed()).containsOnlyKeys("SomeLiveTest.isWrong()", "SomeLiveTest.isWrong() again");
    }

    @Test
    void refusesAReportThatBreaksOff() {
        assertThatThrownBy(() -> LiveTests.parse(XML.substring(0, 200))).isInstanceOf(IOException.class);
    }
}
