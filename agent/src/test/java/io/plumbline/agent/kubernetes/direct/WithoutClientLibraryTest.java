// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.agent.kubernetes.KubernetesSettings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WithoutClientLibraryTest {
    @Test
    void needsNoClassOfTheKubernetesClientWhenTheCollectorTellsOrNobodyDoes() throws Exception {
        assertThat(opened("OFF")).isEqualTo("NoClusterContext");
        assertThat(opened("COLLECTOR")).isEqualTo("CollectorContext");
        assertThatThrownBy(() -> opened("DIRECT")).hasRootCauseInstanceOf(ClassNotFoundException.class);
    }

    /** Name of the class that is chosen; it and all that it needs were loaded without the client library. */
    private String opened(String mode) throws ReflectiveOperationException {
        ClassLoader bare = new BareLoader(getClass().getClassLoader());
        Class<?> settings = bare.loadClass(KubernetesSettings.class.getName());
        Class<?> modes = bare.loadClass(KubernetesSettings.Mode.class.getName());
        Object chosen = Stream.of(modes.getEnumConstants())
                .filter(constant -> constant.toString().equals(mode))
                .findFirst()
                .orElseThrow();
        Object context = bare.loadClass(ClusterContexts.class.getName())
                .getMethod("open", settings, modes)
                .invoke(null, settings.getMethod("off").invoke(null), chosen);
        // What it is told, and what it tells.
        Object problem = context.getClass().getMethod("problem").invoke(context);
        assertThat(problem).isInstanceOf(Optional.class);
        assertThat(context.getClass().getClassLoader()).isSameAs(bare);
        return context.getClass().getSimpleName();
    }

    /** Defines our classes anew, and knows none of the client's. */
    private static final class BareLoader extends ClassLoader {
        private final ClassLoader source;

        BareLoader(ClassLoader source) {
            super(ClassLoader.getPlatformClassLoader());
            this.source = source;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("io.fabric8.")) {
                throw new ClassNotFoundException(name);
            }
            try (@Nullable InputStream code = source.getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (code == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = code.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
