// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.image;

import io.plumbline.acceptance.lab.runtime.Command;
import io.plumbline.acceptance.lab.runtime.DebianMirror;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The images that the lab offers. */
public enum Images implements ImageRecipe {
    /** The sandbox: sleeps until told to end. */
    PAUSE {
        @Override
        public String ingredients() throws IOException {
            return new StaticProgram("pause").source();
        }

        @Override
        public void fill(Path root) throws IOException {
            new StaticProgram("pause").compileTo(root.resolve("pause"));
        }

        @Override
        public ImageConfig config() {
            return new ImageConfig(List.of("/pause"), List.of());
        }
    },
    /** Debian's static busybox with all its applets. */
    BUSYBOX {
        @Override
        public String ingredients() throws IOException {
            return "busybox 2 " + OciImage.hash(Files.readAllBytes(BUSYBOX_BINARY));
        }

        @Override
        public void fill(Path root) throws IOException {
            fillBusybox(root);
        }

        @Override
        public ImageConfig config() {
            return new ImageConfig(List.of(), List.of("/bin/sh"));
        }
    },
    /** Busybox, and in /usr/local/bin the small programs of attackers and load: see the sources beside this class. */
    TOOLS {
        @Override
        public String ingredients() throws IOException {
            var text = new StringBuilder(BUSYBOX.ingredients());
            for (StaticProgram program : TOOL_PROGRAMS) {
                text.append(program.name()).append(program.source());
            }
            return text.toString();
        }

        @Override
        public void fill(Path root) throws IOException {
            fillBusybox(root);
            for (StaticProgram program : TOOL_PROGRAMS) {
                program.compileTo(root.resolve("usr/local/bin").resolve(program.name()));
            }
        }

        @Override
        public ImageConfig config() {
            return new ImageConfig(List.of(), List.of("/bin/sh"));
        }
    },
    /** The tools, the dynamic linker of this machine with its C library, and programs that load code or run as their owner. */
    LINKED {
        @Override
        public ImageRecipe base() {
            return TOOLS;
        }

        @Override
        public String ingredients() throws IOException {
            return "linked 2 " + LOADING.source() + NOTHING.source() + PLAIN.source() + REACHING.source();
        }

        @Override
        public void fill(Path root) throws IOException {
            Path programs = root.resolve("usr/local/bin");
            LOADING.linkTo(programs.resolve(LOADING.name()), root);
            NOTHING.linkTo(programs.resolve(NOTHING.name()), root);
            PLAIN.shareTo(root.resolve("usr/local/lib/libplain.so"));
            // Whoever starts it becomes root.
            REACHING.compileTo(programs.resolve("raise"));
            Command.of("chmod", "4755", programs.resolve("raise").toString()).run();
        }

        @Override
        public ImageConfig config() {
            return new ImageConfig(List.of(), List.of("/bin/sh"));
        }
    },
    /** This machine's Debian release with the servers of the demo's shop. About 45 s to make. */
    DEBIAN {
        @Override
        public String ingredients() throws IOException {
            return "debian 1 " + DebianMirror.codename() + " " + String.join(" ", DEBIAN_PACKAGES);
        }

        @Override
        public void fill(Path root) throws IOException {
            // A mount namespace of its own: what debootstrap mounts goes with it, also when it is killed.
            List<String> command = new ArrayList<>(List.of("unshare", "--mount", "debootstrap", "--variant=minbase"));
            command.add("--include=" + String.join(",", DEBIAN_PACKAGES));
            command.addAll(List.of(DebianMirror.codename(), root.toString(), DebianMirror.find()));
            Command.of(command).within(Duration.ofMinutes(10)).run();
        }

        @Override
        public List<String> excluded() {
            return List.of("var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/locale", "usr/share/man");
        }

        @Override
        public ImageConfig config() {
            return new ImageConfig(List.of(), List.of("/bin/bash"));
        }
    };

    private static final Path BUSYBOX_BINARY = Path.of("/bin/busybox");
    private static final StaticProgram REACHING = new StaticProgram("reach");
    private static final LinkedProgram LOADING = new LinkedProgram("load");
    private static final LinkedProgram NOTHING = new LinkedProgram("nothing");
    private static final LinkedProgram PLAIN = new LinkedProgram("plain");
    private static final List<StaticProgram> TOOL_PROGRAMS = List.of(
            new StaticProgram("memfd"),
            new StaticProgram("vanish"),
            new StaticProgram("converse"),
            new StaticProgram("lookup"),
            new StaticProgram("backconnect"),
            REACHING,
            new StaticProgram("storm"),
            new StaticProgram("swarm"),
            new StaticProgram("flood"),
            new StaticProgram("calls"));
    private static final List<String> DEBIAN_PACKAGES = List.of(
            "nginx", "libnginx-mod-http-perl", "redis-server", "redis-tools", "curl", "procps", "netcat-openbsd");

    @Override
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static void fillBusybox(Path root) throws IOException {
        for (String directory : List.of("bin", "etc", "tmp", "proc", "sys", "dev", "www", "root", "var")) {
            Files.createDirectories(root.resolve(directory));
        }
        Command.of("chmod", "1777", root.resolve("tmp").toString()).run();
        Files.copy(BUSYBOX_BINARY, root.resolve("bin/busybox"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String applet :
                Command.of(BUSYBOX_BINARY.toString(), "--list").run().split("\n", -1)) {
            Path link = root.resolve("bin").resolve(applet);
            if (!applet.isEmpty() && !Files.exists(link)) {
                Files.createSymbolicLink(link, Path.of("busybox"));
            }
        }
        Files.writeString(
                root.resolve("etc/passwd"),
                "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nnogroup:x:65534:\n");
        Files.writeString(root.resolve("www/index.html"), "hello\n");
    }
}
