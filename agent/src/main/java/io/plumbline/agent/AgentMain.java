// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.service.config.ConfigurationException;
import io.plumbline.service.config.Program;
import io.plumbline.service.logging.Logs;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** The process: reads settings, starts the agent, stops it on a signal. */
public final class AgentMain {
    private static final int WRONG_SETTINGS = 2;
    private static final int CANNOT_START = 1;

    private AgentMain() {}

    public static void main(String[] arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        Program program = AgentSettings.program();
        Optional<String> answer = program.answer(arguments);
        if (answer.isPresent()) {
            out.print(answer.get());
            return;
        }
        try {
            AgentSettings settings = AgentSettings.from(program.configure(List.of(arguments), System.getenv()));
            Logs.configure(settings.logs());
            Agent agent = Agent.start(settings, System.getenv(), out);
            Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "plumbline-shutdown"));
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
}
