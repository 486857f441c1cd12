// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import io.plumbline.profiles.profile.ProfileSpec;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.ContainerType;
import java.util.Locale;

/**
 * A profile as people keep it in a file.
 *
 * @param key its cluster is empty where the document names none
 * @param spec what people say; the status of a document is never read back
 */
public record ProfileDocument(BaselineKey key, ProfileSpec spec) {
    public static final String API_VERSION = "plumbline.io/v1alpha1";
    public static final String KIND = "BehaviorProfile";

    /** Name of the object of a profile within its namespace, for instance {@code deployment-web-nginx}. */
    public static String nameOf(BaselineKey key) {
        String type = key.containerType() == ContainerType.APP
                ? ""
                : "-" + key.containerType().name();
        String name = key.workload().kind() + "-" + key.workload().name() + "-" + key.containerName() + type;
        return name.toLowerCase(Locale.ROOT);
    }
}
