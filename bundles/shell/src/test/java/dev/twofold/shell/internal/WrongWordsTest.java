/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.twofold.shell.internal.Command.Argument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class WrongWordsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

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
        assertRefused("module:list -a", "module:list has no option '-a' (it has none)");
        assertRefused("module:holders -a", "module:holders has no option '-a' (it has --gc)");
        assertRefused("module:history --whol", "module:history has no option '--whol' (did you mean --whole?)");
        assertRefused("server:call counter --timout 5 Get",
                "server:call has no option '--timout' (did you mean --timeout?)");
        assertRefused("help --al", "help has no option '--al' (did you mean --all?)");
    }

    @Test
    void namesTheOptionThatIsThereTwice(@TempDir Path folder) throws Exception {
        Path jar = Files.createFile(folder.resolve("a.jar"));
        assertRefused("module:purge -t 1 -t 2 counter", "module:purge takes -t once");
        assertRefused("module:load " + jar + " --purge soft --purge kill", "module:load takes --purge once");
        assertRefused("module:load --precopy " + jar + " --precopy", "module:load takes --precopy once");
        assertRefused("module:redefine --purge soft counter Counter.java --purge kill",
                "module:redefine takes --purge once");
        assertThat(manager.calls).isEmpty();
    }

    /** Gogo takes an option that it does not know for what stands at its place. */
    @TestFactory
    Stream<DynamicTest> everyCommandNamesTheOptionThatItDoesNotHave() {
        openCounter();
        return commands(command -> true).map(command -> DynamicTest.dynamicTest(command.name(), () -> {
            String refusal = command.name() + " has no option '--nonsense'";
            assertRefused(command, "--nonsense", refusal);
            assertRefused(command, "--nonsense 5 " + words(command, 0), refusal);
            assertRefused(command, "--nonsense " + words(command, 1), refusal);
            assertNothingWasDone();
        }));
    }

    /** What was asked for must not be done while nobody waits for it. */
    @TestFactory
    Stream<DynamicTest> everyCommandRefusesALimitBelowZero() {
        openCounter();
        return commands(command -> command.options().stream().anyMatch(WrongWordsTest::isNumber)).flatMap(
                command -> command.options().stream().filter(WrongWordsTest::isNumber).flatMap(option -> option.names()
                        .stream()).map(name -> DynamicTest.dynamicTest(command.name() + " " + name, () -> {
                            String line = command.name() + " " + name + " -5 " + words(command, 0);
                            assertThatThrownBy(() -> assertTimeoutPreemptively(PATIENCE, () -> shell.run(
                                    line))).isInstanceOf(WrongNameException.class).hasMessageMatching(
                                            ".* takes a number from [01] up.* not '-5'.*");
                            assertNothingWasDone();
                        })));
    }

    @Test
    void refusesANumberBelowZeroAlsoOfWhatMayBeLeftOut() {
        openCounter();
        assertThatThrownBy(() -> shell.run("server:log --keep -5 counter")).hasToString(
                "--keep takes a number from 0 up, not '-5'");
        assertThatThrownBy(() -> shell.run("module:upgrade --gate -5 counter")).hasToString(
                "--gate takes milliseconds, such as 500, not '-5'");
        assertNothingWasDone();
    }

    /** Gogo makes nothing of a variable that there is not, and asks no type. */
    @Test
    void doesNothingWithALimitThatIsNotThere() {
        openCounter();
        for (String command : List.of("upgrade", "rollback", "purge", "softpurge", "delete", "unload")) {
            assertThatThrownBy(() -> shell.run("module:" + command + " -t $nothing counter")).as(command).isInstanceOf(
                    WrongNameException.class).hasMessage("no number of seconds is given: the variable is not set");
        }
        assertNothingWasDone();
    }

    @TestFactory
    Stream<DynamicTest> everyCommandNeedsVariablesThatAreSet() {
        openCounter();
        return commands(command -> !command.parameters().isEmpty()).map(command -> DynamicTest.dynamicTest(command
                .name(),
                () -> {
                    assertUnset(command.name() + " $nothing " + words(command, 1));
                    assertNothingWasDone();
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyOptionNeedsAVariableThatIsSet() {
        openCounter();
        return commands(command -> true).flatMap(command -> command.options().stream().filter(option -> !option.flag())
                .map(option -> DynamicTest.dynamicTest(command.name() + " " + option.names(), () -> {
                    for (String name : option.names()) {
                        assertUnset(command.name() + " " + name + " $nothing " + words(command, 0));
                    }
                    assertNothingWasDone();
                })));
    }

    private void assertUnset(String line) {
        assertThatThrownBy(() -> shell.run(line)).as(line).isInstanceOf(WrongNameException.class).hasMessageContaining(
                "the variable is not set");
    }

    @Test
    void takesAVeryLongTimeForALongOne() throws Exception {
        openCounter();
        assertThat(shell.show("module:purge -t 99999999999999999999 counter")).startsWith("counter PURGED");
        assertThat(shell.show("server:trace -n 99999999999 -t 0 counter")).endsWith("0 events of counter");
        assertThat(shell.show("server:stop -t +5 counter")).startsWith("counter has ended");
    }

    /** The values of a message may be whatever its author likes. */
    @Test
    void leavesValuesOfMessagesAlone() throws Exception {
        openCounter();
        shell.run("server:cast counter Reading -3");
        shell.run("server:cast counter Reading --nonsense");
        assertThat(servers.notes).containsExactly("cast counter Reading[-3]", "cast counter Reading[--nonsense]");
    }

    private static boolean isNumber(Argument option) {
        return !option.number().isEmpty();
    }

    private void openCounter() {
        manager.modules.add(Samples.COUNTER);
        servers.add("counter", "counter", "1.0.0", 0, 0);
    }

    private Stream<Command> commands(Predicate<Command> wanted) {
        return Command.all().stream().filter(command -> shell.commands().contains(command.name()) || command.name()
                .equals("help")).filter(wanted);
    }

    /** As many words as it needs at their places, but for the first ones. */
    private static String words(Command command, int less) {
        return command.parameters().stream().filter(parameter -> !parameter.several()).skip(less).map(
                parameter -> "counter").collect(Collectors.joining(" "));
    }

    private void assertRefused(Command command, String words, String text) {
        assertThatThrownBy(() -> shell.run(command.name() + " " + words)).isInstanceOf(WrongNameException.class)
                .hasMessageStartingWith(text);
    }

    private void assertNothingWasDone() {
        assertThat(manager.calls).isEmpty();
        assertThat(servers.notes).isEmpty();
    }

    @Test
    void namesTheValueThatAnOptionDoesNotTake() {
        assertRefused("module:purge -t soon counter", "module:purge takes a number from 0 up behind -t, not 'soon'");
        assertRefused("module:watch -t -3", "module:watch takes a number from 0 up behind -t, not '-3'");
        assertRefused("server:trace -n 1.5 counter", "server:trace takes a number from 1 up behind -n, not '1.5'");
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
