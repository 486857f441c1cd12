// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.software;

import io.plumbline.acceptance.lab.image.ImageRecipe;
import io.plumbline.acceptance.lab.image.OciImage;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.PodSpec;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A server as it is run in a pod, with what it does all day.
 *
 * @param workload name of its workload
 * @param recipe of its image
 * @param command of its container
 */
record Software(String workload, ImageRecipe recipe, List<String> command) {
    private static final ImageRecipe SERVERS = new SoftwareImage();
    private static final ImageRecipe APPLETS = new AppletImage();

    Software {
        command = List.copyOf(command);
    }

    /** Begins with a script, changes its user, and archives each segment of its log by a shell with another name in it. */
    static final Software DATABASE = of(
            "database",
            "docker-entrypoint.sh",
            "postgres",
            "-c",
            "archive_mode=on",
            "-c",
            "archive_command=test ! -f /archive/%f && cp %p /archive/%f",
            "-c",
            "unix_socket_directories=/tmp");

    /** A master that is root, workers that are not, new ones with each reload. */
    static final Software WEB = of("web", "nginx", "-g", "daemon off;");

    /** Executes itself again when it is told to reload. */
    static final Software PHP = of("php", "php-fpm8.2", "-F", "-O");

    /** Writes its state over its arguments, and forks to save. */
    static final Software CACHE = of(
            "cache",
            "/bin/sh",
            "-c",
            "(while sleep 1; do redis-cli incr n >/dev/null; done) & exec redis-server --save 5 1");

    /** A class path that is longer than a page of memory, as of stream processors and brokers. */
    static final Software JVM =
            of("jvm", "java", "-Xmx32m", "-XX:+UseSerialGC", "-cp", "/opt/app:" + libraries(), "Main");

    /** Runs a shell with another name in its code several times in three seconds. */
    static final Software UPLOADS = of("uploads", "node", "/opt/app/uploads.js");

    /** A script of an interpreter that supervises others, which replace their workers now and then. */
    static final Software SUPERVISED = of("supervised", "supervisord", "-c", "/etc/supervisord.conf");

    /** Each minute. */
    static final Software ROTATION = of("rotation", "cron", "-f");

    /** Somebody logs in every two seconds, and runs a program. */
    static final Software SHELL = of(
            "shell",
            "/bin/sh",
            "-c",
            "shell.sh & while sleep 2; do ssh -q -o StrictHostKeyChecking=no 127.0.0.1 uptime >/dev/null; done");

    /** Rotates its log and reloads all the time, by programs that its entry point starts. */
    static final Software ROTATED = of("rotated", "rotated.sh");

    /** Code that a runtime makes in memory. What it unpacked and loaded ({@code bundle.so}) would be told until a person accepts it. */
    static final Software COMPILED = of("compiled", "/opt/app/dotnet");

    /** An entry point of busybox's shell that hands over to one of its applets. */
    static final Software PAGES = applets("pages", "entry.sh", "httpd", "-f", "-p", "8080", "-h", "/srv/www");

    /** A shell that starts one applet after the other. */
    static final Software ASKED = applets(
            "asked",
            "sh",
            "-c",
            "busybox httpd -f -p 8080 -h /www & while sleep 2; do wget -q -O - http://127.0.0.1:8080/ | grep -c hello"
                    + " >/dev/null; done");

    /** Each minute. */
    static final Software JOBS = applets("jobs", "crond.sh");

    static final List<Software> ALL = List.of(
            DATABASE,
            WEB,
            PHP,
            CACHE,
            JVM,
            UPLOADS,
            SUPERVISED,
            ROTATION,
            SHELL,
            ROTATED,
            COMPILED,
            PAGES,
            ASKED,
            JOBS);

    private static Software of(String workload, String... command) {
        return new Software(workload, SERVERS, List.of(command));
    }

    private static Software applets(String workload, String... command) {
        return new Software(workload, APPLETS, List.of(command));
    }

    private static String libraries() {
        return IntStream.range(0, 300)
                .mapToObj("/opt/app/lib/component-with-a-long-name-%03d-1.2.3.jar"::formatted)
                .collect(Collectors.joining(":"));
    }

    /** One of its pods; {@code suffix}: five characters. */
    PodSpec pod(OciImage image, String suffix) {
        return PodSpec.of("shop", workload + "-7c5f9d8b6d-" + suffix)
                .label("app", workload)
                .label("pod-template-hash", "7c5f9d8b6d")
                .container(ContainerSpec.of("main", image, command.toArray(String[]::new)));
    }
}
