/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WrongWordsTest {

    private final FakeManager manager = new FakeManager();
    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(manager, new FakeServers());
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void namesWhatIsMissing() {
        assertRefused("module:info", "module:info wants the name of the module");
        assertRefused("server:call", "server:call wants the name of the server and the simple name of the message");
        assertRefused("server:call -t 3 counter", "server:call wants the simple name of the message");
        assertRefused("stop", "server:stop wants the name of the server");
        assertRefused("module:redefine",
                "module:redefine wants the path or address of the jar, or name of the module if sources follow");
    }

    @Test
    void namesWhatIsTooMuch() {
        assertRefused("module:info counter meter", "module:info has no use for 'meter'");
        assertRefused("module:list counter", "module:list has no use for 'counter'");
        assertRefused("twofold:version 1 2", "twofold:version has no use for '1'");
    }

    @Test
    void namesTheOptionThatThereIsNot() {
        assertRefused("server:list --revison old", "server:list has no option '--revison' (did you mean --revision?)");
        assertRefused("module:list -a", "module:list has no option '-a'");
        assertRefused("module:purge -t 1 -t 2 counter", "module:purge takes -t once");
    }

    @Test
    void namesTheValueThatAnOptionDoesNotTake() {
        assertRefused("module:purge -t soon counter", "module:purge takes a number behind -t, not 'soon'");
        assertRefused("server:trace -n 1.5 counter", "server:trace takes a number behind -n, not '1.5'");
        assertRefused("server:list --module", "server:list wants a value behind --module");
    }

    /** Of several methods Gogo takes the one with the fewest conversions: the one that refuses must never be it. */
    @Test
    void leavesACommandAloneThatTakesItsWords() throws Exception {
        manager.modules.addAll(List.of(Samples.COUNTER, Samples.METER));
        assertThat(shell.show("module:info counter")).startsWith("counter\n");
        assertThatThrownBy(() -> shell.run("module:load 1")).hasMessageStartingWith("no file ");
        assertThatThrownBy(() -> shell.run("module:load 1 2 3 4 5 6 7")).hasMessageStartingWith("no file ");
        assertThatThrownBy(() -> shell.run("module:load -t 1 1 2")).hasMessageStartingWith("no file ");
        assertThatThrownBy(() -> shell.run("module:rehearse 1")).hasMessageStartingWith("no file ");
        assertThatThrownBy(() -> shell.run("module:redefine 1 2")).hasMessageStartingWith("no file ");
        assertThatThrownBy(() -> shell.run("module:upgrade 1")).hasMessageStartingWith("no module '1'");
        assertThatThrownBy(() -> shell.run("server:call 1 2 3 4 5")).hasMessageStartingWith("no server '1'");
        assertThatThrownBy(() -> shell.run("server:trace 1")).hasMessageStartingWith("no server '1'");
        assertThatThrownBy(() -> shell.run("help 1 2 3")).hasMessageStartingWith("no command '1'");
        assertThat(shell.show("module:history --whole counter")).isEqualTo("nothing was done yet");
    }

    /** A prompt shows what it is as text. */
    private void assertRefused(String line, String text) {
        assertThatThrownBy(() -> shell.run(line)).hasMessageStartingWith(text + "; help ").hasMessageEndingWith(
                " explains it").hasToString(text + "; help " + text.substring(0, text.indexOf(' ')) + " explains it");
    }
}
