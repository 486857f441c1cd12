// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Reports that leave the pipeline for the outbox, each message together with the state that lets a restarted agent go on from
 * it.
 */
@NullMarked
package io.plumbline.agent.report;

import org.jspecify.annotations.NullMarked;
