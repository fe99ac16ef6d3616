/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.Answer;
import dev.twofold.server.CallFailedException;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.Reply;
import dev.twofold.server.ServerContext;
import dev.twofold.server.ServerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a server finds its module's own folder. */
class ModuleFolderTest {

    @TempDir
    private Path home;

    /** Answers with its module's folder. */
    private static final class Clerk implements GenServer<String> {

        @Override
        public Init<String> init(Object argument, ServerContext context) {
            return Init.ok("");
        }

        @Override
        public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
            return new Reply<>(context.moduleFolder(), state);
        }
    }

    private static Object folder(Engine engine, String module) {
        engine.group(module).load(Map.of("clerk", new Code<>(module, "1", "clerk", new Clerk())));
        return engine.start(ServerSpec.of(module, "clerk")).call("where?");
    }

    @Test
    void isMadeWhenItIsAskedForAndLeftAloneAfterwards() throws IOException {
        Path folders = home.resolve("not/there");
        try (Engine engine = new Engine(folders)) {
            engine.group("orders");
            assertThat(folders).doesNotExist();

            assertThat(folder(engine, "orders")).isEqualTo(folders.resolve("orders").toAbsolutePath());

            Files.writeString(folders.resolve("orders/note"), "kept");
            assertThat(folder(engine, "orders")).isEqualTo(folders.resolve("orders").toAbsolutePath());
            assertThat(folder(engine, "stock")).isEqualTo(folders.resolve("stock").toAbsolutePath());
        }
        assertThat(folders.resolve("orders/note")).hasContent("kept");
    }

    @Test
    void mayBeALinkToAnotherDisk() throws IOException {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.createSymbolicLink(home.resolve("orders"), elsewhere);

        try (Engine engine = new Engine(home)) {
            assertThat(folder(engine, "orders")).isEqualTo(home.resolve("orders").toAbsolutePath());
        }
    }

    @Test
    void isNotThereInAnEngineWithoutFolders() {
        try (Engine engine = new Engine()) {
            assertThatThrownBy(() -> folder(engine, "orders")).isInstanceOf(CallFailedException.class)
                    .hasMessageContaining("orders").hasMessageContaining("new Engine(folders)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "..", ".", "a/b", "../evil", "/etc" })
    void liesBelowTheOthersWhateverTheModuleIsCalled(String name) {
        try (Engine engine = new Engine(home.resolve("folders"))) {
            assertThatThrownBy(() -> folder(engine, name)).isInstanceOf(CallFailedException.class)
                    .hasMessageContaining("'" + name + "'").hasMessageContaining("another name");
        }
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void saysWhyItCannotBeMade() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "in the way");
        try (Engine engine = new Engine(file)) {
            assertThatThrownBy(() -> folder(engine, "orders")).isInstanceOf(CallFailedException.class)
                    .hasMessageContaining(file.resolve("orders").toString()).hasMessageContaining("permissions");
        }
    }
}
