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

class ScopesTest {

    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(new FakeManager(), new FakeServers());
        for (String scope : List.of("felix", "scr", "system", "zeta")) {
            shell.addCommands(scope, new Others(scope));
        }
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void takesOurCommandsBeforeThoseOfTheFramework() throws Exception {
        assertThat(shell.run("version")).isEqualTo("Twofold 1.2.3");
        assertThat(shell.run("which")).isEqualTo("felix");
    }

    @Test
    void doesSoInASessionWithTheShellsProfile() throws Exception {
        shell.put("SCOPE", "gogo:*");
        assertThat(shell.run("version")).isEqualTo("Twofold 1.2.3");
    }

    @Test
    void leavesASessionTheScopesThatSomebodyHasChosen() throws Exception {
        shell.put("SCOPE", "zeta:*");
        assertThat(shell.run("version")).isEqualTo("zeta");
    }

    /** Commands of others, of which one has a name of ours. */
    public static final class Others {

        private final String scope;

        Others(String scope) {
            this.scope = scope;
        }

        /** Tells whose it is. */
        public String version() {
            return scope;
        }

        /** The same. */
        public String which() {
            return scope;
        }
    }
}
