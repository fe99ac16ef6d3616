/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.attach.internal.wire.Hello;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void takesOneWordForALineOfTheShellsLanguage() {
        assertThat(hello("false", "module:list | grep a").mode()).isEqualTo(Hello.Mode.COMMAND);
        assertThat(hello("false", "module:list | grep a").command()).isEqualTo("module:list | grep a");
    }

    @Test
    void takesSeveralWordsForACommandAndItsArguments() {
        assertThat(hello("false", "module:load", "--gate", "500", "my file.jar", "$x", "it's", "").command()).isEqualTo(
                "module:load --gate 500 my\\ file.jar \\$x it\\'s \"\"");
    }

    @Test
    void wantsAPromptOnATerminalAndAScriptOtherwise() {
        assertThat(hello("true").mode()).isEqualTo(Hello.Mode.INTERACTIVE);
        assertThat(hello("false").mode()).isEqualTo(Hello.Mode.SCRIPT);
    }

    private static Hello hello(String interactive, String... command) {
        return Arguments.of(Stream.concat(Stream.of("socket", "/home", "/here", "true", interactive, "xterm", "40",
                "120"), Stream.of(command)).toArray(String[]::new)).hello();
    }
}
