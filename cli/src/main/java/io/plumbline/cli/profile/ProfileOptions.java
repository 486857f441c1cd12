// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import picocli.CommandLine.Parameters;

/** The option that names a profile. */
final class ProfileOptions {
    @Parameters(
            index = "0",
            paramLabel = "PROFILE",
            description =
                    "namespace/kind/name[/container], or a part of it (namespace/name, kind/name, name) that fits one alone.")
    String profile = "";
}
