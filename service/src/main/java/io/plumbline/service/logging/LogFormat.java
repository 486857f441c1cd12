// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.logging;

/** The forms of the log, by who reads it. */
public enum LogFormat {
    /** One line of text for a person. */
    HUMAN,
    /** One JSON object a line for a machine. */
    JSON
}
