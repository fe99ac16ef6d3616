/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapReport;
import dev.twofold.samples.counter.api.Increment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The commands, as Gogo finds, calls and prints them. */
public class ShellIT extends TwofoldIT {

    @Inject
    private CommandProcessor shell;

    /** A command can be found once its component is satisfied. */
    @Before
    public void awaitCommands() {
        await("the commands are there", () -> commands().containsAll(List.of("module:list", "module:load",
                "server:list",
                "felix:lb")));
    }

    @Test
    public void saysHowToBeginWhenThereAreNoModules() throws Exception {
        assertThat(gogo("module:list")).contains("no module is loaded", "deploy folder", "module:load");
        assertThat(gogo("server:list")).contains("no servers");
    }

    /** A prompt takes ours: server:stop says how a bundle is stopped, and felix:log finds no log here. */
    @Test
    public void hasTwoNamesOfCommandsOfFelix() {
        Set<String> ours = functions("module|server|twofold");
        assertThat(functions("felix")).filteredOn(ours::contains).containsExactlyInAnyOrder("stop", "log");
    }

    private Set<String> functions(String scopes) {
        return commands().stream().map(name -> name.split(":")).filter(name -> name[0].matches(scopes)).map(
                name -> name[1]).collect(Collectors.toSet());
    }

    @Test
    public void listsRevisionsInColumns() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);
        load("counter", "1.1.0", Outcome.UPGRADED);
        load("ledger", "1.0.0", Outcome.LOADED);

        List<String> lines = gogo("module:list").lines().toList();

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0).split(" +")).containsExactly("module", "slot", "version", "hash", "bundle", "state",
                "servers");
        assertThat(lines.get(1)).matches("counter +current +1\\.1\\.0 +[0-9a-f]{12} +\\d+ +ACTIVE +1");
        assertThat(lines.get(2)).matches("counter +old +1\\.0\\.0 +[0-9a-f]{12} +\\d+ +RESOLVED +0");
        assertThat(lines.get(3)).matches("ledger +current +1\\.0\\.0 +[0-9a-f]{12} +\\d+ +ACTIVE +1");
        assertThat(lines.stream().skip(1).map(line -> line.indexOf("ACTIVE")).filter(at -> at > 0).distinct()).hasSize(
                1);
    }

    @Test
    public void listsWhatWasRefused() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        SwapReport refused = load("ledger-unresolvable", "1.2.0", Outcome.REFUSED);
        assertThat(gogo("module:list")).doesNotContain("refused");
        modules.refuse("ledger-unresolvable-1.2.0.jar", refused.reason());

        assertThat(gogo("module:list").lines()).anyMatch(line -> line.matches("refused +when +reason"))
                .anyMatch(line -> line.matches(
                        "ledger-unresolvable-1\\.2\\.0\\.jar +\\S+ \\S+ .*com\\.example\\.missing.*"));
    }

    @Test
    public void showsAModule() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);

        assertThat(gogo("module:info ledger").lines().map(String::strip)).anyMatch(line -> line.equals("ledger"))
                .anyMatch(line -> line.matches("current +1\\.1\\.0 .*ACTIVE.*1 server"))
                .anyMatch(line -> line.matches("old +1\\.0\\.0 .*RESOLVED.*0 servers"))
                .anyMatch(line -> line.matches("last +ledger UPGRADED 1\\.0\\.0 -> 1\\.1\\.0"));
    }

    @Test
    public void showsTheReasonOfARefusal() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("ThrowingChange", "2.0.0", Outcome.REFUSED);

        assertThat(gogo("module:info ledger")).contains("ledger REFUSED 1.0.0 -> 2.0.0",
                "the entries were never counted");
    }

    @Test
    public void loadsRollsBackAndPurges() throws Exception {
        assertThat(gogo("module:load " + fixture("ledger", "1.0.0"))).contains("ledger LOADED 1.0.0");
        assertThat(gogo("module:load " + fixture("ledger", "1.1.0"))).contains("ledger UPGRADED 1.0.0 -> 1.1.0");
        assertThat(currentVersion("ledger")).isEqualTo("1.1.0");

        assertThat(gogo("module:rollback ledger")).contains("ledger ROLLED_BACK 1.1.0 -> 1.0.0");
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");

        assertThat(gogo("module:purge ledger")).contains("ledger PURGED", "1.1.0");
        assertThat(oldVersion("ledger")).isEmpty();
        assertThat(gogo("module:purge ledger")).contains("ledger UNCHANGED");
        assertThat(gogo("module:rollback ledger")).contains("ledger REFUSED", "old slot", "empty");
    }

    @Test
    public void leavesServersOnTheOldRevisionAndMovesThemLater() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);

        assertThat(gogo("module:load --upgrade load --purge soft " + fixture("ledger", "1.1.0"))).contains(
                "ledger LOADED 1.0.0 -> 1.1.0", "asked for by shell");
        assertThat(gogo("module:running ledger").lines()).anyMatch(line -> line.matches(
                "ledger +ledger +1\\.0\\.0 +[0-9a-f]{12} +old"));
        assertThat(gogo("module:softpurge ledger")).contains("ledger REFUSED");

        assertThat(gogo("module:upgrade --gate 5000 ledger")).contains("ledger UPGRADED 1.0.0 -> 1.1.0");
        assertThat(gogo("module:running ledger").lines()).anyMatch(line -> line.matches("ledger .* current"))
                .noneMatch(line -> line.endsWith(" old"));
        assertThat(gogo("module:softpurge ledger")).contains("ledger PURGED");
    }

    @Test
    public void loadsSeveralModulesTogether() throws Exception {
        assertThat(gogo("module:load " + fixture("ledger", "1.0.0") + " " + fixture("counter", "1.0.0")).lines()
                .skip(1)).satisfiesExactly(first -> assertThat(first).matches("ledger +LOADED +none +1\\.0\\.0 .*"),
                        second -> assertThat(second).matches("counter +LOADED +none +1\\.0\\.0 .*"));
    }

    @Test
    public void rehearsesALoad() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);

        assertThat(gogo("module:rehearse " + fixture("ledger", "2.0.0"))).startsWith(
                "ledger 1.0.0 -> 2.0.0: nothing stands in its way").containsPattern("ledger +1 +0 +0 +0 +0 ");
        assertThat(gogo("module:rehearse --force " + fixture("ThrowingChange", "2.0.0"))).contains("would be refused",
                "cannot go over");
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
    }

    @Test
    public void redefinesAModule() throws Exception {
        load("crew", "1.0.0", Outcome.LOADED);

        assertThat(gogo("module:redefine " + fixture("crew", "1.1.0"))).contains("crew REDEFINED 1.0.0 -> 1.1.0",
                "warning", "redefining");
    }

    @Test
    public void redefinesAModuleFromItsSource() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);
        assertThat(call("counter", new Increment(3))).isEqualTo(3L);
        Path sources = Path.of("../../bundles/samples/counter-1.0/src/main/java/dev/twofold/samples/counter");
        Path folder = Files.createTempDirectory(Path.of("target"), "sources");
        Path server = folder.resolve("CounterServer.java");
        String source = Files.readString(sources.resolve("CounterServer.java"));
        Files.writeString(server, source.replace("+ increment.by()", "+ 2 * increment.by()"));

        assertThat(gogo("module:redefine counter " + server)).contains("counter REDEFINED 1.0.0", "warning",
                "redefining module counter (current revision from twofold:counter/1.0.0/");
        assertThat(call("counter", new Increment(3))).isEqualTo(9L);

        Files.writeString(server, source.replace("increment.by()", "increment.bye()"));
        assertThatThrownBy(() -> gogo("module:redefine counter " + server)).hasMessageContainingAll(
                "nothing has changed", "CounterServer.java:", "error: cannot find symbol", "            ^");
        Path other = Files.writeString(folder.resolve("Other.java"), "package dev.twofold.samples.counter;\n"
                + "class Other { org.osgi.framework.Version version; }");
        assertThatThrownBy(() -> gogo("module:redefine counter " + other)).hasMessageContainingAll(
                "no class dev.twofold.samples.counter.Other in counter 1.0.0", "nothing has changed");
        assertThatThrownBy(() -> gogo("module:redefine conter " + other)).hasMessageContaining("counter");
        assertThat(call("counter", new Increment(1))).isEqualTo(11L);
        assertThat(gogo("module:rollback counter")).contains("ROLLED_BACK");
        assertThat(call("counter", new Increment(1))).isEqualTo(12L);
    }

    @Test
    public void redefinesAModuleThatUsesTheFramework() throws Exception {
        load("crew", "1.0.0", Outcome.LOADED);

        assertThat(gogo("module:redefine crew ../modules/src/main/java/dev/twofold/itest/modules/crew/CrewServer.java"))
                .contains("crew REDEFINED 1.0.0");
    }

    @Test
    public void deletesAModulesCurrentRevision() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);

        assertThat(gogo("module:delete ledger")).contains("ledger DELETED");
        assertThat(gogo("module:info ledger")).containsPattern("current +none").containsPattern("policy +upgrade auto");
        assertThat(gogo("module:unload ledger")).contains("ledger UNLOADED");
        assertThat(gogo("module:holders")).satisfiesAnyOf(text -> assertThat(text).contains("nothing is held"),
                text -> assertThat(text).containsPattern("ledger +1\\.0\\.0"));
    }

    @Test
    public void showsARefusedLoad() throws Exception {
        assertThat(gogo("module:load " + fixture("half", "1.2.0"))).contains("REFUSED", "only the beginning of a jar");
    }

    @Test
    public void refusesAFileThatIsNotThere() {
        assertThatThrownBy(() -> gogo("module:load nothing.jar")).hasMessageContaining("no file")
                .hasMessageContaining("nothing.jar");
    }

    @Test
    public void namesTheModulesThereAre() {
        load("ledger", "1.0.0", Outcome.LOADED);
        load("counter", "1.0.0", Outcome.LOADED);

        for (String command : List.of("info", "rollback", "purge")) {
            assertThatThrownBy(() -> gogo("module:" + command + " leger")).as(command)
                    .hasMessageContaining("no module 'leger'").hasMessageContaining("counter, ledger")
                    .hasMessageContaining("Did you mean ledger?");
        }
    }

    @Test
    public void listsServersInColumns() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);
        call("counter", new Increment(1));

        List<String> lines = gogo("server:list").lines().toList();

        assertThat(lines.get(0).split(" +")).containsExactly("server", "module", "type", "version", "status", "queue",
                "handled");
        assertThat(lines.get(1)).matches("counter +counter +counter +1\\.0\\.0 +(idle|running) +0 +1");
        assertThat(lines.get(2)).matches("counter/supervisor +counter +twofold\\.supervisor +1\\.0\\.0 +idle +0 +\\d+");
        assertThat(lines).hasSize(3);
    }

    @Test
    public void callsAServerWithWordsForItsMessages() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);

        assertThat(gogo("server:call counter Increment 5")).isEqualTo("5");
        assertThat(gogo("server:call counter Get")).isEqualTo("5");
        assertThat(gogo("server:call -t 2 counter Increment 2")).isEqualTo("7");
    }

    /** Its module is deleted, and it lives on: so do the classes of its messages. */
    @Test
    public void callsAServerWhoseModuleHasNoCurrentRevision() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);
        call("counter", new Increment(3));

        assertThat(gogo("module:delete counter")).contains("counter DELETED");
        assertThat(gogo("server:call counter Increment 4")).isEqualTo("7");
        assertThatThrownBy(() -> gogo("server:call counter Decrement")).hasMessageContaining("Get, Increment");
        assertThat(gogo("module:rollback counter")).contains("counter ");
        assertThat(gogo("server:call counter Get")).isEqualTo("7");
    }

    @Test
    public void namesTheMessagesThereAre() {
        load("counter", "1.0.0", Outcome.LOADED);

        assertThatThrownBy(() -> gogo("server:call counter Decrement 5")).hasMessageContaining("'Decrement'")
                .hasMessageContaining("Get, Increment");
        assertThatThrownBy(() -> gogo("server:call counter Increment")).hasMessageContaining("Increment(long by)");
        assertThatThrownBy(() -> gogo("server:call counter Increment five")).hasMessageContaining("five")
                .hasMessageContaining("by");
        assertThatThrownBy(() -> gogo("server:call counter Increment -5")).hasMessageContaining("counts up");
    }

    @Test
    public void namesTheServersThereAre() {
        load("counter", "1.0.0", Outcome.LOADED);
        load("ledger", "1.0.0", Outcome.LOADED);

        for (String command : List.of("call conter Get", "state conter", "suspend conter", "resume conter")) {
            assertThatThrownBy(() -> gogo("server:" + command)).as(command).hasMessageContaining("no server 'conter'")
                    .hasMessageContaining("counter, counter/supervisor, ledger, ledger/supervisor")
                    .hasMessageContaining("Did you mean counter?");
        }
    }

    @Test
    public void showsTheStateOfAServer() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);
        call("counter", new Increment(4));

        assertThat(gogo("server:state counter")).isEqualTo("CounterState[count=4]");
    }

    @Test
    public void suspendsAndResumesAServer() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);

        assertThat(gogo("server:suspend counter")).contains("counter", "suspended");
        CompletionStage<Object> reply = servers.named("counter").sendRequest(new Increment(1));
        assertThat(gogo("server:list").lines()).anyMatch(line -> line.matches("counter +counter .* suspended .*"));
        assertThat(reply.toCompletableFuture().isDone()).isFalse();

        assertThat(gogo("server:resume counter")).contains("counter", "goes on");
        await("the reply is there", () -> reply.toCompletableFuture().isDone());
        assertThat(reply.toCompletableFuture().join()).isEqualTo(1L);
    }

    @Test
    public void listsServersThatAreAskedFor() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);
        load("ledger", "1.0.0", Outcome.LOADED);
        call("counter", new Increment(1));

        assertThat(gogo("server:list --module ledger --sort handled").lines().skip(1)).hasSize(2).allMatch(
                line -> line.startsWith("ledger"));
        assertThat(gogo("server:list --revision current").lines().skip(1)).hasSize(2);
        assertThat(gogo("server:list --revision old")).contains("no server is like that");
    }

    @Test
    public void showsTheSupervisionTree() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);

        assertThat(gogo("server:tree").lines().skip(1)).satisfiesExactly(
                top -> assertThat(top).matches("counter/supervisor +twofold\\.supervisor +counter +1\\.0\\.0 +idle"),
                child -> assertThat(child).matches("  counter +counter +counter +1\\.0\\.0 +idle"));
    }

    @Test
    public void showsAServerAndWhatItDoes() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);
        assertThat(gogo("server:log --keep 10 counter")).contains("no events");
        call("counter", new Increment(4));

        assertThat(gogo("server:log counter")).containsPattern("in +.*Increment").containsPattern("out +4");
        assertThat(gogo("server:info counter")).contains("counter 1.0.0", "CounterState[count=4]", "Increment")
                .containsPattern("parent +counter/supervisor");
        assertThat(gogo("server:trace -t 0 counter")).isEqualTo("0 events of counter");
    }

    @Test
    public void stopsAServerWhichItsSupervisorStartsAgain() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);
        call("counter", new Increment(4));

        assertThat(gogo("server:stop counter")).contains("counter has ended");
        await("another counter", () -> servers.whereis("counter").isPresent());
        assertThat(gogo("server:call counter Get")).isEqualTo("0");
    }

    @Test
    public void tellsWhatWasDoneAndWhyAModuleIsWhereItIs() throws Exception {
        load("ledger", "1.0.0", Outcome.LOADED);
        gogo("module:load " + fixture("ledger", "1.1.0"));
        assertThat(gogo("module:why ledger")).contains("nothing stands in the way: 1.1.0");
        gogo("module:rollback ledger");

        assertThat(gogo("module:why ledger")).contains("went back from 1.1.0 to 1.0.0", "asked for by shell");
        assertThat(gogo("module:history ledger").lines().skip(1).limit(3).map(line -> line.split(" +")[2]))
                .containsExactly(
                        "ROLLED_BACK", "UPGRADED", "LOADED");
    }

    @Test
    public void showsThePlatformOnOneScreen() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);

        assertThat(gogo("twofold:version")).matches("Twofold \\d\\S+, org.apache.felix.framework \\d\\S+, Java \\d.*");
        assertThat(gogo("twofold:status")).startsWith("Twofold ").containsPattern("counter +1\\.0\\.0 +1 +none")
                .contains("counter LOADED 1.0.0");
    }

    @Test
    public void explainsEachCommand() throws Exception {
        for (String command : List.of("module:list", "module:info", "module:running", "module:holders", "module:load",
                "module:upgrade",
                "module:rehearse", "module:redefine", "module:rollback", "module:purge", "module:softpurge",
                "module:delete",
                "module:unload",
                "module:history", "module:why", "server:list", "server:tree", "server:info", "server:call",
                "server:cast",
                "server:top", "module:watch", "server:state", "server:suspend", "server:resume", "server:stop",
                "server:trace", "server:log",
                "twofold:status", "twofold:version")) {
            assertThat(gogo("help " + command)).startsWith(command + " - ");
        }
    }

    @Test
    public void givesScriptsValuesToWorkWith() throws Exception {
        load("counter", "1.0.0", Outcome.LOADED);

        assertThat(gogo("(module:info counter) name")).isEqualTo("counter");
        assertThat(gogo("(module:list) size")).isEqualTo("1");
    }

    private Set<String> commands() {
        try {
            return Stream.of(Objects.requireNonNullElse(context.getAllServiceReferences(null,
                    "(" + CommandProcessor.COMMAND_SCOPE + "=*)"), new ServiceReference<?>[0]))
                    .flatMap(ShellIT::commands).collect(Collectors.toSet());
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Stream<String> commands(ServiceReference<?> service) {
        Object functions = service.getProperty(CommandProcessor.COMMAND_FUNCTION);
        return Stream.of(functions instanceof Object[] several ? several : new Object[] { functions })
                .map(function -> service.getProperty(CommandProcessor.COMMAND_SCOPE) + ":" + function);
    }

    /** What an operator sees after a command: what it prints, and its value. */
    private String gogo(String command) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (CommandSession session = shell.createSession(new ByteArrayInputStream(new byte[0]), printed, printed)) {
            Object value = session.execute(command);
            String text = value == null ? "" : session.format(value, Converter.INSPECT).toString();
            return (printed.toString(StandardCharsets.UTF_8) + text).stripTrailing();
        }
    }
}
