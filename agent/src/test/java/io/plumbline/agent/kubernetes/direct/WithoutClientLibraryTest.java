// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.kubernetes.KubernetesSettings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WithoutClientLibraryTest {
    @Test
    void needsNoClassOfTheKubernetesClientWhenOff() throws Exception {
        ClassLoader bare = new BareLoader(getClass().getClassLoader());
        Class<?> settings = bare.loadClass(KubernetesSettings.class.getName());
        Object context = bare.loadClass(ClusterContexts.class.getName())
                .getMethod("open", settings, Map.class)
                .invoke(null, settings.getMethod("off").invoke(null), Map.of());
        assertThat(context.getClass().getSimpleName()).isEqualTo("NoClusterContext");
        assertThat(context.getClass().getClassLoader()).isSameAs(bare);
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
