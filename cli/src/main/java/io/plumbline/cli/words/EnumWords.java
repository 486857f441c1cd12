// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.Origin;
import io.plumbline.v1.Program;
import java.util.Locale;

/** Names of enum values; a value that this version does not know is shown by its number, never dropped. */
public final class EnumWords {
    private EnumWords() {}

    /**
     * The value's name without its prefix, in lower case, with dashes.
     *
     * @param number the number on the wire
     * @param prefix what all names of the enum start with, for instance "SEVERITY_"
     */
    public static String of(Enum<?> value, int number, String prefix) {
        String name = value.name();
        if (name.equals("UNRECOGNIZED")) {
            return "unknown-" + number;
        }
        if (name.endsWith("_UNSPECIFIED")) {
            return "unknown";
        }
        String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        return bare.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static String severity(Incident incident) {
        return of(incident.getSeverity(), incident.getSeverityValue(), "SEVERITY_");
    }

    public static String status(IncidentRecord incident) {
        return of(incident.getStatus(), incident.getStatusValue(), "INCIDENT_STATUS_");
    }

    /** The origin of a program, or an empty text where that is the image. */
    public static String origin(Program program) {
        return origin(program.getOrigin(), program.getOriginValue());
    }

    /** The origin of a program, or an empty text where that is the image. */
    public static String origin(Origin origin, int number) {
        return switch (origin) {
            case ORIGIN_IMAGE -> "";
            case ORIGIN_INIT_IMAGE -> "from an init container's image";
            case ORIGIN_READ_ONLY_MOUNT -> "from a read-only mount";
            case ORIGIN_WRITABLE_LAYER -> "written into the container";
            case ORIGIN_WRITABLE_MOUNT -> "from a writable mount";
            case ORIGIN_MEMORY -> "from memory, no file";
            case ORIGIN_DELETED -> "file deleted";
            case ORIGIN_GENERATED -> "made by the program itself";
            case ORIGIN_UNSPECIFIED -> "origin not judged";
            case UNRECOGNIZED -> "origin unknown-" + number;
        };
    }
}
