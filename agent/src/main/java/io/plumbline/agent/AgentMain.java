// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.agent.sensor.ebpf.EbpfProbe;
import io.plumbline.agent.sensor.ebpf.ProbeReport;
import io.plumbline.agent.sensor.ebpf.program.PinDirectory;
import io.plumbline.service.config.Configuration;
import io.plumbline.service.config.ConfigurationException;
import io.plumbline.service.config.ConfiguredProgram;
import io.plumbline.service.logging.Logs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process: reads settings, starts the agent, stops it on a signal. */
public final class AgentMain {
    private static final int WRONG_SETTINGS = 2;
    private static final int CANNOT_START = 1;

    /** Instead of a start: removes all that is pinned below sensor.pin. */
    private static final String UNPIN = "--unpin";

    /** Instead of a start: says what of this kernel can be used, program by program. */
    private static final String PROBE = "--probe";

    private static final String PROBE_AS_JSON = "--probe=json";

    private static final Logger log = LoggerFactory.getLogger(AgentMain.class);

    private AgentMain() {}

    public static void main(String[] arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ConfiguredProgram program = AgentSettings.program();
        Optional<String> answer = program.answer(arguments);
        if (answer.isPresent()) {
            out.print(answer.get());
            return;
        }
        List<String> given = new ArrayList<>(List.of(arguments));
        boolean unpin = given.remove(UNPIN);
        boolean probeAsJson = given.remove(PROBE_AS_JSON);
        try {
            if (given.remove(PROBE) || probeAsJson) {
                System.exit(probe(program, given, probeAsJson, out));
            }
            AgentSettings settings = AgentSettings.from(program.configure(given, System.getenv()));
            if (unpin) {
                unpin(settings, out);
                return;
            }
            Logs.configure(settings.logs());
            Agent agent = Agent.start(settings, System.getenv(), out);
            Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "plumbline-shutdown"));
            StartTime.sinceStart().ifPresent(taken -> log.info("ready in {} ms", taken.toMillis()));
            agent.awaitEnd();
        } catch (ConfigurationException wrong) {
            wrong.problems().forEach(err::println);
            System.exit(WRONG_SETTINGS);
        } catch (IOException refused) {
            err.println(refused.getMessage());
            System.exit(CANNOT_START);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the exit status: 0 where the eBPF sensor can watch. */
    private static int probe(ConfiguredProgram program, List<String> given, boolean asJson, PrintStream out) {
        // It is about the machine: which node of a cluster that is does not matter.
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putIfAbsent(AgentSettings.NODE.variable(), "probed");
        Configuration configuration = program.configure(given, environment);
        ProbeReport report = EbpfProbe.run(AgentSettings.sensor(configuration), AgentSettings.ebpf(configuration));
        out.print(asJson ? ProbeOutput.json(report) : ProbeOutput.text(report));
        return report.reason().isEmpty() ? 0 : CANNOT_START;
    }

    /** Ends the programs that agents left running in the kernel. */
    private static void unpin(AgentSettings settings, PrintStream out) throws IOException {
        Path pin = settings.ebpf().pin();
        if (pin == null) {
            throw new IOException(
                    "sensor.pin: not set (expected with " + UNPIN + ": the directory that was pinned to)");
        }
        List<Path> removed = PinDirectory.removeAll(pin);
        removed.forEach(file -> out.println("removed " + file));
        out.println(removed.size() + " pins removed from " + pin);
    }
}
