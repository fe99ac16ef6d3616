/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompletionsTest {

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
    void completesCommandsThatThereAreAndEachOnce() throws Exception {
        assertThat(shell.completions(new Completions())).hasSizeGreaterThan(20).doesNotHaveDuplicates()
                .contains("-c module:info -a __twofold_modules", "-c module:load -l purge -a [kill soft]")
                .allSatisfy(asked -> assertThat(shell.commands().contains(asked.split(" ")[1])).as(asked).isTrue());
    }

    @Test
    void completesNothingBeforeThePlatformIsThere() throws Exception {
        shell.completions(new Completions());
        assertThat(shell.run("__twofold_modules")).isEqualTo(List.of());
        assertThat(shell.run("__twofold_servers")).isEqualTo(List.of());
        assertThat(shell.run("__twofold_messages counter")).isEqualTo(List.of());
    }
}
