// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli;

import io.plumbline.cli.agent.ListAgents;
import io.plumbline.cli.command.CommandContext;
import io.plumbline.cli.command.CommonOptions;
import io.plumbline.cli.command.DurationConverter;
import io.plumbline.cli.connection.Connector;
import io.plumbline.cli.graph.ShowGraph;
import io.plumbline.cli.incident.DecideIncident;
import io.plumbline.cli.incident.ListIncidents;
import io.plumbline.cli.incident.ShowIncident;
import io.plumbline.cli.incident.UndoDecision;
import io.plumbline.cli.incident.WatchIncidents;
import io.plumbline.cli.policy.SuggestNetworkPolicy;
import io.plumbline.cli.profile.ChangeProfile;
import io.plumbline.cli.profile.ExportProfile;
import io.plumbline.cli.profile.ImportProfile;
import io.plumbline.cli.profile.ListProfiles;
import io.plumbline.cli.profile.SetMode;
import io.plumbline.cli.profile.ShowProfile;
import io.plumbline.cli.terminal.CommandFailure;
import io.plumbline.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** All commands, wired. Public for tests that run commands without a process of their own. */
public final class CommandTree {
    /** The command itself: it holds the common options. */
    @Command(
            name = "plumbline",
            description = "Asks a Plumbline collector about incidents and profiles, and tells it what people decide.",
            footer = {
                "",
                "Exit codes: 0 done, 1 the collector said no, 2 wrong usage, 3 no collector answers,",
                "4 a policy would deny what is normal."
            })
    static final class Root {
        @Mixin
        private final CommonOptions options = new CommonOptions();
    }

    @Command(name = "incidents", description = "What drifted: list, watch, show.")
    static final class Incidents {}

    @Command(name = "profiles", description = "What is normal: list, show, export, import, lock, reopen, mode.")
    static final class Profiles {}

    @Command(name = "agents", description = "Who watches: list.")
    static final class Agents {}

    @Command(name = "policy", description = "Profiles as policies of other systems: network.")
    static final class Policies {}

    private final Terminal terminal;
    private final CommandLine root;

    public CommandTree(Terminal terminal, InstantSource clock, Connector connector, Map<String, String> environment) {
        this.terminal = terminal;
        var command = new Root();
        var context = new CommandContext(command.options, terminal, clock, connector, environment);
        root = new CommandLine(command);
        root.addSubcommand(new CommandLine(new Incidents())
                .addSubcommand(new ListIncidents(context))
                .addSubcommand(new WatchIncidents(context))
                .addSubcommand(new ShowIncident(context)));
        root.addSubcommand(new CommandLine(new Profiles())
                .addSubcommand(new ListProfiles(context))
                .addSubcommand(new ShowProfile(context))
                .addSubcommand(new ExportProfile(context))
                .addSubcommand(new ImportProfile(context))
                .addSubcommand(
                        "lock",
                        described(
                                ChangeProfile.lock(context),
                                "Locks a profile at once, whatever the lock rule says: new behaviour is drift."))
                .addSubcommand(
                        "reopen",
                        described(ChangeProfile.reopen(context), "Lets a profile learn again. Keeps what it learned."))
                .addSubcommand(new SetMode(context)));
        root.addSubcommand(new CommandLine(new Policies()).addSubcommand(new SuggestNetworkPolicy(context)));
        root.addSubcommand(new ShowGraph(context));
        root.addSubcommand("accept", described(DecideIncident.accept(context), "It belongs to the workload."));
        root.addSubcommand("reject", described(DecideIncident.reject(context), "It must not happen."));
        root.addSubcommand(new UndoDecision(context));
        root.addSubcommand(new CommandLine(new Agents()).addSubcommand(new ListAgents(context)));
        configure();
    }

    /** Runs one command line and returns its exit code. */
    public int run(String... arguments) {
        return root.execute(arguments);
    }

    private static CommandLine described(Callable<Integer> command, String description) {
        var line = new CommandLine(command);
        line.getCommandSpec().usageMessage().description(description);
        return line;
    }

    private void configure() {
        withHelp(root);
        root.registerConverter(Duration.class, new DurationConverter());
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpAutoWidth(false);
        root.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF));
        root.setOut(terminal.out());
        root.setErr(terminal.err());
        root.setExecutionExceptionHandler((failure, line, parsed) -> {
            if (failure instanceof CommandFailure said) {
                terminal.note(said.line());
                return said.exitCode();
            }
            throw failure;
        });
        root.setParameterExceptionHandler(this::wrongUsage);
    }

    /** The version that the build wrote into the jar. */
    private static String version() {
        try (InputStream in =
                CommandTree.class.getResourceAsStream("/META-INF/maven/io.plumbline/cli/pom.properties")) {
            var properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "(not packaged)");
        } catch (IOException e) {
            return "(version can not be read)";
        }
    }

    private static void withHelp(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.getCommandSpec().version("plumbline " + version());
        line.getSubcommands().values().forEach(CommandTree::withHelp);
    }

    private int wrongUsage(ParameterException failure, String[] ignored) {
        terminal.note(UsageMessage.of(failure));
        return CommandFailure.USAGE;
    }
}
