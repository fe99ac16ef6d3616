/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.module.RevisionInfo.Slot;
import dev.twofold.module.RunningServer;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerStatus;
import dev.twofold.server.SysEvent;
import dev.twofold.supervisor.ChildInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerCommandsTest {

    private final FakeServers servers = new FakeServers();
    private final FakeManager manager = new FakeManager();
    private Shell shell;

    @BeforeEach
    void open() {
        servers.names.addAll(List.of("device-1", "device-2"));
        shell = new Shell(manager, servers);
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
    void tellsWhereACallHasFailedAndWhatBecameOfTheServer() {
        IllegalStateException thrown = new IllegalStateException("no meter");
        thrown.setStackTrace(new StackTraceElement[] { new StackTraceElement("java.util.Objects", "check",
                "Objects.java", 9), new StackTraceElement("meter.Device", "handleCall", "Device.java", 7) });
        servers.failures.put("device-1", thrown);

        assertThatThrownBy(() -> shell.run("server:call device-1 Total")).isInstanceOf(IllegalStateException.class)
                .hasMessage("call to server device-1 failed: java.lang.IllegalStateException: no meter"
                        + " at meter.Device.handleCall(Device.java:7); it was started again: server:info device-1"
                        + " tells more");
    }

    @Test
    void tellsOfAServerThatHasPutItsReplyOff() {
        servers.late.add("device-1");
        assertThatThrownBy(() -> shell.run("server:call device-1 Total")).hasMessageEndingWith(
                "it is idle, and has not replied yet: it may have put the reply off (NoReply); server:state device-1"
                        + " shows whether it keeps the call");
    }

    @Test
    void saysThatNobodyHasWaitedForTheReply() {
        servers.late.add("device-1");
        assertThatThrownBy(() -> shell.run("server:call -t 0 device-1 Total")).isInstanceOf(
                IllegalStateException.class).hasMessage("the message is sent to device-1, and with -t 0 nobody waits"
                        + " for the reply");
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
        assertThat(shell.run("server:resume device-1")).isEqualTo("device-1 was not suspended");
        servers.known.put("device-1", new ServerInfo("device-1", "meter", "device", "1.0.0", ServerStatus.SUSPENDED, 0,
                0));
        assertThat(shell.run("server:resume device-1")).isEqualTo("device-1 goes on");
        assertThat(servers.notes).containsExactly("suspend device-1 2", "resume device-1", "resume device-1");
    }

    private void addCounters() {
        manager.modules.addAll(List.of(Samples.COUNTER, Samples.METER));
        servers.add("a", "counter", "1.0.0", 5, 1);
        servers.add("b", "counter", "1.1.0", 0, 90);
        manager.running.add(new RunningServer("a", "counting", Samples.COUNTER_1_0.id(), Slot.OLD));
        manager.running.add(new RunningServer("b", "counting", Samples.COUNTER_1_1.id(), Slot.CURRENT));
    }

    private List<String> names(String command) throws Exception {
        return shell.show(command).lines().skip(1).map(line -> line.split(" ")[0]).toList();
    }

    @Test
    void listsTheServersThatAreAskedFor() throws Exception {
        addCounters();
        assertThat(names("server:list --module counter")).containsExactly("a", "b");
        assertThat(names("server:list --revision old")).containsExactly("a");
        assertThat(names("server:list --revision current")).containsExactly("b");
        assertThat(names("server:list --revision 1.0.0 --module counter")).containsExactly("a");
        assertThat(names("server:list --revision 1.0.0")).containsExactly("a", "device-1", "device-2");
        assertThat(shell.show("server:list --module meter --revision old")).contains("no server is like that",
                "server:list shows all 4");
    }

    @Test
    void sortsServers() throws Exception {
        addCounters();
        assertThat(names("server:list --sort queue")).containsExactly("a", "device-1", "device-2", "b");
        assertThat(names("server:list --sort handled")).containsExactly("b", "device-1", "device-2", "a");
        assertThat(shell.show("server:list --sort time")).containsPattern("handled +time\\n").containsPattern(
                "(?m)^a .* 0%$");
        assertThat(servers.notes).contains("statistics a true", "statistics a false");
        assertThat(names("server:list --sort name")).containsExactly("a", "b", "device-1", "device-2");
    }

    @Test
    void namesTheWordsForLists() {
        addCounters();
        assertThatThrownBy(() -> shell.run("server:list --sort qeue")).hasMessage(
                "no order 'qeue'; there are: handled, name, queue, time. Did you mean queue?");
        assertThatThrownBy(() -> shell.run("server:list --module conter")).hasMessageContaining(
                "Did you mean counter?");
        assertThatThrownBy(() -> shell.run("server:list --revision 9")).hasMessageContaining(
                "there are: 1.0.0, 1.1.0, current, old");
    }

    @Test
    void showsSupervisionTrees() throws Exception {
        addCounters();
        servers.add("top", "counter", "1.1.0", 0, 3);
        servers.children.put("top", List.of(new ChildInfo(Optional.of("c"), ChildInfo.Status.STOPPED, Optional.empty(),
                false, "counter", "counting"), servers.child("b"), servers.child("a")));
        assertThat(shell.show("server:tree")).isEqualTo("""
                server    type      module   version  status
                device-1  device    meter    1.0.0    idle
                device-2  device    meter    1.0.0    idle
                top       counting  counter  1.1.0    idle
                  a       counting  counter  1.0.0    idle
                  b       counting  counter  1.1.0    idle
                  [c]     counting  counter  -        stopped""");
        assertThat(names("server:tree --module meter")).containsExactly("device-1", "device-2");
        assertThatThrownBy(() -> shell.run("server:tree --module mter")).hasMessageContaining("Did you mean meter?");
    }

    @Test
    void doesNotWaitForSupervisorsThatHang() throws Exception {
        servers.hanging.add("device-1");
        assertThat(shell.show("server:tree -t 0")).contains("device-1  device  meter   1.0.0    idle, does not tell");
    }

    @Test
    void showsAllThatIsKnownOfAServer() throws Exception {
        servers.log.add(new SysEvent(Instant.EPOCH, SysEvent.Kind.IN, "Reading[1]"));
        String epoch = Texts.time(Instant.EPOCH);
        assertThat(shell.show("server:info device-1")).isEqualTo("""
                device-1
                  module    meter 1.0.0
                  type      device
                  status    idle
                  queue     0 waiting, 12 handled
                  parent    meter/supervisor
                  state     not known: a callback has not returned in time
                  links     device-2
                  watchers  3
                  counted   since %s: 7 in, 5 out, 2.0 ms in callbacks
                  handles   Reading[1]
                    at dev.Device.handleCall(Device.java:7)
                    %s in        Reading[1]
                  error     no
                            room""".formatted(epoch, epoch));
        assertThatThrownBy(() -> shell.run("server:info devise-1")).hasMessageContaining("Did you mean device-1?");
    }

    @Test
    void stopsAServer() throws Exception {
        assertThat(shell.show("server:stop device-1")).startsWith("device-1 has ended with the reason normal");
        assertThat(shell.show("server:stop -t 7 --reason shutdown device-2")).contains("shutdown");
        assertThat(servers.notes).containsExactly("stop device-1 normal 5", "stop device-2 shutdown 7");
        servers.late.add("device-1");
        assertThatThrownBy(() -> shell.run("server:stop device-1")).hasMessageContaining(
                "server:stop --reason kill device-1 ends it at once");
        assertThat(shell.show("server:stop --reason kill device-1")).startsWith("device-1 is killed");
        assertThat(servers.notes).last().isEqualTo("exit device-1 kill");
    }

    @Test
    void stopsNoServerWithoutAReason() {
        for (String none : List.of("''", "'  '")) {
            assertThatThrownBy(() -> shell.run("server:stop --reason " + none + " device-1")).isInstanceOf(
                    WrongNameException.class).hasMessage("--reason takes a text, such as shutdown, and none is given");
        }
        assertThat(servers.notes).isEmpty();
    }

    @Test
    void saysHowABundleIsStopped() throws Exception {
        assertThatThrownBy(() -> shell.run("stop 22")).hasMessage(
                "no server '22'; there are: device-1, device-2. felix:stop 22 stops a bundle.");
        assertThatThrownBy(() -> shell.run("stop devise-1")).hasMessageEndingWith("Did you mean device-1?");
        servers.names.clear();
        assertThatThrownBy(() -> shell.run("stop 22")).hasMessageEndingWith("felix:stop 22 stops a bundle.");
    }

    @Test
    void stopsAServerWhoseNameIsANumber() throws Exception {
        servers.names.add("22");
        assertThat(shell.show("stop 22")).startsWith("22 has ended");
    }

    @Test
    void printsEventsUntilThereWereEnough() throws Exception {
        IntStream.range(0, 5).forEach(number -> servers.log.add(new SysEvent(Instant.EPOCH, SysEvent.Kind.IN, "Reading["
                + number + "]")));
        assertThat(shell.show("server:trace -t 60 -n 3 device-1")).isEqualTo("3 events of device-1");
        assertThat(shell.printed().lines()).hasSize(3).allMatch(line -> line.contains(" in ")).last().asString()
                .endsWith("Reading[2]");
        assertThat(servers.notes).containsExactly("trace device-1", "end of trace");
        assertThatThrownBy(() -> shell.run("server:trace -n 0 device-1")).hasMessageContaining("from 1 up");
    }

    @Test
    void printsEventsUntilTheTimeIsOver() throws Exception {
        assertThat(shell.show("server:trace -t 0 device-1")).isEqualTo("0 events of device-1");
    }

    @Test
    void keepsAndShowsEvents() throws Exception {
        assertThat(shell.show("server:log device-1")).contains("server:log --keep 20 device-1");
        servers.log.add(new SysEvent(Instant.EPOCH, SysEvent.Kind.OUT, "7"));
        assertThat(shell.show("server:log --keep 20 device-1").lines().toList()).hasSize(2).last().asString().endsWith(
                "  out    7");
        assertThat(servers.notes).containsExactly("log device-1 20");
        assertThatThrownBy(() -> shell.run("server:log --keep many device-1")).hasMessageContaining("not 'many'");
    }

    @Test
    void castsNothingThatWantsAReply() {
        assertThatThrownBy(() -> shell.run("server:cast device-1 Total")).hasMessageContaining(
                "server:call device-1 Total sends it");
        assertThat(servers.notes).isEmpty();
    }

    @Test
    void castsAMessage() throws Exception {
        assertThat(shell.show("server:cast device-1 Reading 3")).isEqualTo("Reading is sent to device-1");
        assertThat(servers.notes).containsExactly("cast device-1 Reading[3]");
        assertThatThrownBy(() -> shell.run("server:cast device-1 Raeding")).hasMessageContaining(
                "Did you mean Reading?");
        assertThatThrownBy(() -> shell.run("server:cast device-9 Reading")).hasMessageContaining("device-1");
    }

    @Test
    void listsWhatIsBelowASupervisor() throws Exception {
        servers.add("top", "meter", "1.0.0", 0, 0);
        servers.children.put("top", List.of(servers.child("device-1")));

        assertThat(names("server:list --supervisor top")).containsExactly("device-1", "top");
        assertThatThrownBy(() -> shell.run("server:list --supervisor tap")).hasMessageContaining("Did you mean top?");
    }

    @Test
    void showsWhoHasMostToDoOnATerminal() throws Exception {
        servers.add("busy", "counter", "1.0.0", 7, 40);
        shell.onTerminal(40, 3);

        shell.run("server:top -t 1 --sort queue");

        assertThat(shell.printed()).startsWith("\033[H\033[J").containsPattern("server +module").containsPattern(
                "busy +counter").doesNotContain("per second", "device-2");
        assertThat(servers.notes).contains("statistics busy true", "statistics busy false");
        assertThat(servers.counting).isEmpty();
    }

    @Test
    void printsLinesAboutWhoHasSomethingToDoWithoutATerminal() throws Exception {
        manager.modules.add(Samples.COUNTER);
        servers.add("busy", "counter", "1.0.0", 7, 40);

        shell.run("server:top -t 1 --module counter --sort time");

        assertThat(shell.printed().lines()).isNotEmpty().allMatch(line -> line.endsWith(
                " busy queue 7 handled 40 (+0)"));
        assertThatThrownBy(() -> shell.run("server:top --module conter")).hasMessageContaining("conter");
        assertThatThrownBy(() -> shell.run("server:top --sort name")).hasMessageContaining("handled");
    }
}
