/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompletionsTest {

    private final FakeManager manager = new FakeManager();
    private final FakeServers servers = new FakeServers();
    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(manager, servers);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void completesCommandsThatThereAreAndEachOnce() throws Exception {
        assertThat(shell.completions(new Completions())).hasSizeGreaterThan(60).doesNotHaveDuplicates()
                .contains("-c module:info -e", "-c module:load -l purge", "-c module:load -s t -l timeout",
                        "-c gogo:help -l all")
                .allSatisfy(asked -> assertThat(shell.commands().contains(asked.split(" ")[1])).as(asked).isTrue());
    }

    @Test
    void knowsWhatStandsWhere() throws Exception {
        manager.modules.addAll(List.of(Samples.COUNTER, Samples.METER));
        servers.add("one", "counter", "1.1.0", 0, 0);
        shell.completions(completions());
        assertThat(words("server:list --revision")).isEqualTo(List.of("old", "current", "1.1.0"));
        assertThat(words("server:list --module")).isEqualTo(List.of("counter", "meter"));
        assertThat(words("server:list --sort")).isEqualTo(List.of("name", "queue", "handled", "time"));
        assertThat(words("server:top --sort")).isEqualTo(List.of("queue", "handled", "time"));
        assertThat(words("server:list")).isEqualTo(List.of());
        assertThat(words("module:rollback")).isEqualTo(List.of("counter", "meter"));
        assertThat(words("module:rollback --precopy -t 3")).isEqualTo(List.of("counter", "meter"));
        assertThat(words("module:rollback --strategy")).isEqualTo(List.of("atomic", "rolling", "drain"));
        assertThat(words("module:rollback -t")).isEqualTo(List.of());
        assertThat(words("module:rollback counter")).isEqualTo(List.of());
        assertThat(words("server:call -t 1")).isEqualTo(List.of("one"));
        assertThat(words("server:call -t 1 one")).isEqualTo(List.of("Reading", "Total"));
        assertThat(words("server:call one Increment")).isEqualTo(List.of());
        assertThat(((Collection<?>) words("help")).containsAll(List.of("module:rollback", "gogo:help"))).isTrue();
    }

    /** A prompt outlives the bundle that it has its completions from. */
    @Test
    void completesAgainAfterItsBundleWasStarted() throws Exception {
        shell.completions(new Completions());
        assertThat(words("module:info")).isEqualTo(List.of());
        manager.modules.add(Samples.COUNTER);
        shell.completions(completions());
        assertThat(words("module:info")).isEqualTo(List.of("counter"));
    }

    @Test
    void completesNothingBeforeThePlatformIsThere() throws Exception {
        shell.completions(new Completions());
        assertThat(words("module:info")).isEqualTo(List.of());
        assertThat(words("server:info")).isEqualTo(List.of());
        assertThat(words("server:call counter")).isEqualTo(List.of());
    }

    private Completions completions() {
        Completions completions = new Completions();
        completions.manager = manager;
        completions.servers = servers;
        completions.messages = servers;
        return completions;
    }

    /** What is offered behind some words. */
    private Object words(String line) throws Exception {
        String[] words = line.split(" ");
        return shell.run("__twofold_words " + words[0] + " [" + line + " x] " + words.length);
    }
}
