// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import io.plumbline.profiles.behavior.DirectoryClass;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.behavior.UserClass;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.workload.ContainerType;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words of one enum in documents: lower case with dashes. What is unknown has none: it is left out. */
final class Words<E extends Enum<E>> {
    static final Words<Mode> MODES = new Words<>(EnumSet.allOf(Mode.class));
    static final Words<ContainerType> CONTAINER_TYPES = allBut(ContainerType.UNKNOWN);
    static final Words<Origin> ORIGINS = allBut(Origin.UNKNOWN);
    static final Words<Phase> PHASES = allBut(Phase.UNKNOWN);
    static final Words<UserClass> USERS = allBut(UserClass.UNKNOWN);
    static final Words<DirectoryClass> DIRECTORIES = allBut(DirectoryClass.UNKNOWN);
    /** The transports that have ports. */
    static final Words<Transport> TRANSPORTS = new Words<>(EnumSet.of(Transport.TCP, Transport.UDP));

    static final Words<Transport> OUTBOUND_TRANSPORTS = allBut(Transport.UNKNOWN);
    static final Words<KernelUse.Operation> OPERATIONS = allBut(KernelUse.Operation.UNKNOWN);

    private final Map<String, E> byWord = new LinkedHashMap<>();

    private Words(Set<E> values) {
        values.forEach(value -> byWord.put(word(value), value));
    }

    private static <E extends Enum<E>> Words<E> allBut(E unknown) {
        return new Words<>(EnumSet.complementOf(EnumSet.of(unknown)));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Nullable
    E of(String word) {
        return byWord.get(word);
    }

    List<String> all() {
        return List.copyOf(byWord.keySet());
    }

    /** The words as a message lists them: {@code auto, learn, frozen or off}. */
    String expected() {
        List<String> words = all();
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
    }
}
