/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.felix.service.command.Process;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HelpCommandTest {

    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(new FakeManager(), new FakeServers());
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void listsOurCommandsByWhatTheyAreFor() throws Exception {
        assertThat(shell.show("help")).startsWith("Modules and their revisions\n  module:delete     makes the current")
                .contains("\n\nServers\n  server:call       sends a message",
                        "\n  exit              ends the shell, as Ctrl-D does")
                .endsWith("help NAME explains a command; help --all lists those of the shell and the framework, too")
                .doesNotContain("gogo:", "slot: current");
        assertThat(shell.show("help").lines()).allMatch(line -> line.length() <= 120);
        assertThat(shell.show("help --all")).contains("\n  gogo:help");
    }

    @Test
    void explainsColumnsOptionsAndParameters() throws Exception {
        assertThat(shell.show("help module:list")).startsWith("module:list - lists the revisions").contains(
                "\n   slot: current (new servers run it)");
        assertThat(shell.show("help module:purge")).isEqualTo("""
                module:purge - removes the revision in the old slot and kills the servers that still run it
                   options:
                      -t, --timeout   how many seconds to wait; afterwards the operation goes on; otherwise 120
                   parameters:
                      name of the module""");
        assertThat(shell.show("help module:load")).contains("   flags:\n      --precopy   makes");
        assertThat(shell.show("help module:load").lines()).allMatch(line -> line.length() <= 100);
        assertThat(shell.show("help info")).contains("module:info - ", "server:info - ");
    }

    @Test
    void explainsCommandsOfOthersAsTheyDo() throws Exception {
        shell.addCommands("felix", new OfFelix());
        shell.addCommands("gogo", new OfGogo());
        assertThat(shell.show("help felix:lb")).isEqualTo("lb - list all installed bundles");
        assertThat(shell.show("help lb module:delete")).startsWith(
                "lb - list all installed bundles\n\nmodule:delete - ");
        assertThat(shell.show("help grep")).isEqualTo("grep - search for PATTERN\nUsage: grep PATTERN");
        assertThat(shell.show("help which")).isEqualTo("felix:which - a command of others, which nobody explains");
        assertThat(shell.show("help gogo:new")).isEqualTo("gogo:new - a command of others, which nobody explains");
        assertThat(shell.show("help tmux")).isEqualTo("tmux -  terminal multiplexer");
        assertThatThrownBy(() -> shell.run("help felix:lbb")).hasMessageContaining("no command 'felix:lbb'");
    }

    /** Explains one of the framework's commands. */
    public static final class OfFelix {

        /** As the real one answers. */
        public String help(String name) {
            return name.equals("felix:lb") ? "lb - list all installed bundles\n" : "No methods found matching: " + name;
        }

        /** Is explained. */
        public void lb() {}

        /** Is not. */
        public void which() {}
    }

    /** The shell's commands explain themselves. */
    public static final class OfGogo {

        /** Does so as an error. */
        public void grep(String option) {
            Process.Utils.current().err().println("grep - search for PATTERN\nUsage: grep PATTERN");
        }

        /** Does so as an error with the name of its exception. */
        public void tmux(String option) {
            Process.Utils.current().err().println(
                    "tmux: org.jline.builtins.Options$HelpException: tmux -  terminal multiplexer");
        }

        /** Takes anything for the name of a class. */
        public void _new(String name) throws ClassNotFoundException {
            throw new ClassNotFoundException(name + " not found by org.apache.felix.gogo.runtime [12]");
        }

        /** Reads a text; the real one joins its lines, unless it is to list them. */
        public Object tac(String... options) throws IOException {
            List<String> lines = new String(Process.Utils.current().in().readAllBytes(), StandardCharsets.UTF_8)
                    .lines().toList();
            return List.of(options).contains("-l") ? lines : String.join("", lines);
        }
    }

    @Test
    void saysWhatACommandOfOursWaitsFor() {
        shell.removeCommand("module", "list");
        assertThatThrownBy(() -> shell.run("module:list")).hasMessageStartingWith(
                "the command module:list waits for the")
                .hasMessageContaining("dev.twofold.manager is not active").hasMessageEndingWith(
                        "felix:start NUMBER starts it");
        shell.removeCommand("module", "rollback");
        assertThatThrownBy(() -> shell.run("rollback counter")).hasMessageStartingWith(
                "the command module:rollback waits for the");
    }

    @Test
    void doesNotListWhatOthersHaveTakenBack() throws Exception {
        shell.addCommands("felix", new OfFelix());
        assertThat(shell.show("help --all")).contains("\n  felix:which");
        shell.removeCommand("felix", "which");
        assertThat(shell.show("help --all")).doesNotContain("felix:which");
        assertThatThrownBy(() -> shell.run("help which")).hasMessageStartingWith("no command 'which'.");
    }

    @Test
    void suggestsACommandThatThereIs() {
        assertThatThrownBy(() -> shell.run("module:lst")).isInstanceOf(IllegalArgumentException.class)
                .hasToString("no command 'module:lst'. Did you mean module:list? help lists all");
        assertThatThrownBy(() -> shell.run("rolback counter")).hasMessageContaining("Did you mean module:rollback?");
        assertThatThrownBy(() -> shell.run("help module:lst")).hasMessageContaining("Did you mean module:list?");
        assertThatThrownBy(() -> shell.run("xyzzy:plugh")).hasMessage(
                "no command 'xyzzy:plugh'. help lists all");
    }
}
