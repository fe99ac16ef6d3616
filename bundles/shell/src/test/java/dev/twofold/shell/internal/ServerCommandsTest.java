/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerCommandsTest {

    private final FakeServers servers = new FakeServers();
    private Shell shell;

    @BeforeEach
    void open() {
        servers.names.addAll(List.of("device-1", "device-2"));
        shell = new Shell(new FakeManager(), servers);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void listsServers() throws Exception {
        assertThat(shell.show("server:list")).isEqualTo("""
                server    module  type    version  status  queue  handled
                device-1  meter   device  1.0.0    idle        0       12
                device-2  meter   device  1.0.0    idle        0       12""");
    }

    @Test
    void tellsWhatToDoWhenThereAreNone() throws Exception {
        servers.names.clear();
        assertThat(shell.show("server:list")).contains("there are no servers", "module:list");
    }

    @Test
    void showsTheReplyAsText() throws Exception {
        assertThat(shell.run("server:call device-1 Total")).isEqualTo("device-1 got Total[] within 5");
        assertThat(shell.run("server:call -t 60 device-1 Total")).isEqualTo("device-1 got Total[] within 60");
    }

    @Test
    void passesArgumentsOnAsTheyWereTyped() throws Exception {
        assertThat(shell.run("server:call device-1 Reading 007 1.50 'two words' true -3 1e3"))
                .isEqualTo("device-1 got Reading[007, 1.50, two words, true, -3, 1e3] within 5");
    }

    @Test
    void namesTheMessagesThatAServerKnows() {
        assertThatThrownBy(() -> shell.run("server:call device-1 total")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no message 'total'; there are: Reading, Total. Did you mean Total?");
    }

    @Test
    void namesTheNearestOfManyServers() {
        IntStream.rangeClosed(3, 5_000).forEach(number -> servers.names.add("device-" + number));
        assertThatThrownBy(() -> shell.run("server:state devise-1")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("device-1, device-10").hasMessageContaining("and 4990 more")
                .hasMessageEndingWith("Did you mean device-1?");
    }

    @Test
    void showsStateSuspendsAndResumes() throws Exception {
        assertThat(shell.run("server:state device-1")).isEqualTo("state of device-1");
        assertThat(shell.run("server:suspend -t 2 device-1")).asString().contains("is suspended");
        assertThat(shell.run("server:resume device-1")).asString().contains("goes on");
        assertThat(servers.notes).containsExactly("suspend device-1 2", "resume device-1");
    }
}
