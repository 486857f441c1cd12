// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
/** Settings from one YAML file, flags and the environment, checked before anything starts. */
@NullMarked
package io.plumbline.service.config;

import org.jspecify.annotations.NullMarked;
