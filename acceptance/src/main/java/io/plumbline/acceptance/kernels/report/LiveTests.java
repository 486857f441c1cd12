// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.report;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The outcome of the live tests in a guest.
 *
 * @param assumed tests that asked for what this kernel has not, each with what that is
 * @param failed tests with the message of their failure
 */
public record LiveTests(int passed, SortedMap<String, String> assumed, SortedMap<String, String> failed) {
    private static final int LONGEST = 300;

    /** Reads the report of JUnit in its older XML. */
    public static LiveTests parse(String xml) throws IOException {
        SortedMap<String, String> assumed = new TreeMap<>();
        SortedMap<String, String> failed = new TreeMap<>();
        int all = 0;
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
            String test = "";
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    switch (reader.getLocalName()) {
                        case "testcase" -> {
                            all++;
                            test = name(reader);
                        }
                        case "skipped" -> assumed.put(test, message(reader.getElementText()));
                        case "failure", "error" -> failed.put(test, message(reader.getElementText()));
                        default -> {}
                    }
                }
            }
        } catch (XMLStreamException damaged) {
            throw new IOException("report of live tests: " + damaged.getMessage(), damaged);
        }
        return new LiveTests(all - assumed.size() - failed.size(), assumed, failed);
    }

    /** Both together; {@code suffix} tells the tests of the others apart. */
    public LiveTests and(LiveTests others, String suffix) {
        return new LiveTests(
                passed + others.passed, joined(assumed, others.assumed, suffix), joined(failed, others.failed, suffix));
    }

    private static SortedMap<String, String> joined(
            Map<String, String> first, Map<String, String> second, String suffix) {
        SortedMap<String, String> all = new TreeMap<>(first);
        second.forEach((test, text) -> all.put(test + suffix, text));
        return all;
    }

    private static String name(XMLStreamReader reader) {
        String className = reader.getAttributeValue(null, "classname");
        return className.substring(className.lastIndexOf('.') + 1) + "." + reader.getAttributeValue(null, "name");
    }

    /** The text before the stack, in one line. */
    private static String message(String text) {
        String message = text.lines()
                .map(String::strip)
                .takeWhile(line -> !line.startsWith("at "))
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "));
        return message.substring(0, Math.min(message.length(), LONGEST));
    }
}
