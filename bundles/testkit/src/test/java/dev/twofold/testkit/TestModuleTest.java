/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.twofold.server.CallFailedException;
import dev.twofold.server.GenServer;
import dev.twofold.server.ServerRef;
import dev.twofold.server.StartFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestModuleTest {

    private static final String ADD_TIMES = "return old.with(\"times\", 0L);";
    private static final String REMOVE_TIMES = "return old.without(\"times\");";

    @TempDir
    private Path folder;

    @Test
    void startsTheServersOfTheModule() {
        try (TestModule module = TestModule.load(one())) {
            assertThat(module.server("counter").call(3L)).isEqualTo(3L);
            assertThat(module.state("counter")).isEqualTo("State[count=3]");
            assertThat(module.version()).isEqualTo("1.0.0");
        }
    }

    @Test
    void readsFoldersToo() {
        try (TestModule module = TestModule.load(counterOne().folder(folder))) {
            assertThat(module.server("counter").call(3L)).isEqualTo(3L);
        }
    }

    @Test
    void startsOtherServersWithAndWithoutArgument() {
        Build build = Build.of("1.0.0").server("""
                record State(String name) {}
                public class Counter implements GenServer<State> {
                    public Init<State> init(Object argument, ServerContext context) {
                        return Init.ok(new State(String.valueOf(argument)));
                    }
                    public Answer<State> handleCall(Object request, From from, State state, ServerContext context) {
                        return new Reply<>(state.name(), state);
                    }
                }
                """);
        try (TestModule module = TestModule.load(build.jar(folder))) {
            assertThat(module.start("counter", "a", "first").call("name")).isEqualTo("first");
            assertThat(module.start("counter", "b").call("name")).isEqualTo("null");
            assertThatThrownBy(() -> module.server("c")).hasMessage("there is no server 'c'; there are: a, b");
        }
    }

    @Test
    void givesTheModuleAFolderForAllRevisionsAndDeletesIt() throws IOException {
        Path kept;
        try (TestModule module = TestModule.load(filing("1.0.0").jar(folder))) {
            module.start("counter", "counter").call("first");
            module.upgradeTo(filing("1.1.0").jar(folder));

            assertThat(module.server("counter").call("second")).isEqualTo(2);
            kept = module.moduleFolder();
            assertThat(kept.resolve("notes")).hasContent("first\nsecond");
            Files.createDirectories(kept.resolve("deep/er"));
        }
        assertThat(kept).doesNotExist();
        assertThat(kept.getParent()).doesNotExist();
    }

    /** Its server writes each message into a file and answers how many lines that has. */
    private static Build filing(String version) {
        return Build.of(version).server("""
                public class Counter implements GenServer<String> {
                    public Init<String> init(Object argument, ServerContext context) { return Init.ok(""); }
                    public Answer<String> handleCall(Object request, From from, String state, ServerContext context)
                            throws Exception {
                        java.nio.file.Path notes = context.moduleFolder().resolve("notes");
                        java.nio.file.Files.writeString(notes, request + "\\n",
                                java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
                        return new Reply<>(java.nio.file.Files.readAllLines(notes).size(), state);
                    }
                }
                """);
    }

    @Test
    void carriesStatesOverByShape() {
        try (TestModule module = TestModule.load(one())) {
            ServerRef counter = module.server("counter");
            counter.call(3L);

            module.upgradeTo(Build.counter("1.0.1", "long count", "0", "state.count() + 2 * by").jar(folder));

            assertThat(module.version()).isEqualTo("1.0.1");
            assertThat(counter.call(1L)).isEqualTo(5L);
        }
    }

    @Test
    void changesStatesByCodeChangeThereAndBack() {
        try (TestModule module = TestModule.load(one())) {
            module.server("counter").call(3L);

            module.upgradeTo(two());
            assertThat(module.state("counter")).isEqualTo("State[count=3, times=0]");

            module.server("counter").call(1L);
            module.rollBack();
            assertThat(module.state("counter")).isEqualTo("State[count=4]");

            module.rollBack();
            assertThat(module.state("counter")).isEqualTo("State[count=4, times=0]");
            module.assertOldRevisionsCollected();
        }
    }

    @Test
    void changesNothingWhenFieldHasNoValue() {
        try (TestModule module = TestModule.load(one())) {
            module.server("counter").call(3L);

            ChangeRefusedException refused = catchThrowableOfType(ChangeRefusedException.class,
                    () -> module.upgradeTo(counterTwo().jar(folder)));

            assertThat(refused).hasMessageStartingWith(
                    "module counter did not go from 1.0.0 to 1.1.0: no state of its server type 'counter' fits: State.times: ")
                    .hasMessageEndingWith("; write a CodeChange that takes care of it");
            assertThat(refused.server()).isEmpty();
            assertThat(module.version()).isEqualTo("1.0.0");
            assertThat(module.state("counter")).isEqualTo("State[count=3]");
            assertThat(module.server("counter").call(1L)).isEqualTo(4L);
            assertThatThrownBy(module::rollBack).isInstanceOf(IllegalStateException.class)
                    .hasMessage("there is no revision before counter 1.0.0");
        }
    }

    @Test
    void tellsWhatCodeChangeThrew() {
        try (TestModule module = TestModule.load(one())) {
            Path next = counterTwo().change("Bad", "[1.0,1.1)", "[1.1,1.2)",
                    "throw new IllegalStateException(\"no such luck\");").jar(folder);

            assertThatThrownBy(() -> module.upgradeTo(next)).isInstanceOf(ChangeRefusedException.class)
                    .hasMessageContaining(
                            "server counter: no such luck (java.lang.IllegalStateException, thrown by the CodeChange"
                                    + " m.Bad (from [1.0.0,1.1.0) to [1.1.0,1.2.0)) for server type 'counter' from 1.0.0"
                                    + " to 1.1.0)");
            module.assertOldRevisionsCollected();
        }
    }

    @Test
    void refusesWhileCallbackDoesNotReturn() throws InterruptedException {
        Build slow = Build.of("1.0.0").source("""
                public class Slow implements GenServer<String> {
                    private final java.util.concurrent.BlockingQueue<String> meeting;
                    public Slow(java.util.concurrent.BlockingQueue<String> meeting) {
                        this.meeting = meeting;
                    }
                    public Init<String> init(Object argument, ServerContext context) {
                        return Init.ok("");
                    }
                    public Answer<String> handleCall(Object request, From from, String state, ServerContext context)
                            throws Exception {
                        meeting.put("arrived");
                        return new Reply<>(meeting.take(), state);
                    }
                }
                """).componentXml("name=\"Slow\" init=\"1\"", """
                <property name="server.type" value="slow"/>
                <service><provide interface="dev.twofold.server.GenServer"/></service>
                <reference name="meeting" interface="java.util.concurrent.BlockingQueue" parameter="0"/>
                <implementation class="m.Slow"/>
                """);
        BlockingQueue<String> meeting = new SynchronousQueue<>();
        try (TestModule module = TestModule.load(slow.jar(folder), meeting)) {
            CompletionStage<Object> reply = module.start("slow", "slow").sendRequest("go");
            assertThat(meeting.poll(10, TimeUnit.SECONDS)).isEqualTo("arrived");

            module.withLimit(Duration.ofMillis(100));
            assertThatThrownBy(() -> module.upgradeTo(slow.jar(folder))).isInstanceOf(ChangeRefusedException.class)
                    .hasMessageContaining("did not come to rest").hasMessageContaining("m.Slow.handleCall");

            assertThat(meeting.offer("done", 10, TimeUnit.SECONDS)).isTrue();
            assertThat(reply.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("done");
        }
    }

    @Test
    void keepsTwoRevisions() {
        try (TestModule module = TestModule.load(one())) {
            module.upgradeTo(two());
            module.upgradeTo(Build.counter("1.1.1", "long count, long times", "0, 0", "state.count() + by, 9").jar(
                    folder));

            module.rollBack();
            assertThat(module.version()).isEqualTo("1.1.0");
            module.rollBack();
            assertThat(module.version()).isEqualTo("1.1.1");
            module.assertOldRevisionsCollected();
            assertThatThrownBy(module::rollBack).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void carriesWaitingMessagesOver() {
        try (TestModule module = TestModule.load(one())) {
            ServerRef counter = module.server("counter");
            module.suspend("counter");
            counter.cast(1L);
            counter.cast(2L);

            module.upgradeTo(two());

            assertThat(module.queue("counter")).containsExactly("1", "2");
            module.resume("counter");
            assertThat(counter.call(0L)).isEqualTo(3L);
            assertThat(module.state("counter")).isEqualTo("State[count=3, times=3]");
        }
    }

    @Test
    void carriesMessagesOfTheModulesOwnOver() {
        try (TestModule module = TestModule.load(relay("1.0.0", "int number", "1"))) {
            module.suspend("b");
            module.server("a").call("send");

            module.upgradeTo(relay("1.0.1", "int number", "2"));

            module.server("a").call("send");
            assertThat(module.queue("b")).containsExactly("Note[number=1]", "Note[number=2]");
            module.resume("b");
            assertThat(module.server("b").call("read")).isEqualTo("Note[number=1]Note[number=2]");
        }
    }

    @Test
    void refusesWhenMessageThatWaitsDoesNotFit() {
        try (TestModule module = TestModule.load(relay("1.0.0", "int number", "1"))) {
            module.suspend("b");
            module.server("a").call("send");

            assertThatThrownBy(() -> module.upgradeTo(relay("1.0.1", "int number, String text", "2, null")))
                    .isInstanceOf(ChangeRefusedException.class).hasMessageContaining("server b: Note.text: ");

            assertThat(module.queue("b")).containsExactly("Note[number=1]");
            module.resume("b");
            assertThat(module.server("b").call("read")).isEqualTo("Note[number=1]");
            module.assertOldRevisionsCollected();
        }
    }

    @Test
    void refusesDeclaredMessageThatDoesNotFitEvenIfNoneWaits() {
        try (TestModule module = TestModule.load(talker("1.0.0", "record Note(int number) {}", "m.Note"))) {
            assertThatThrownBy(() -> module.upgradeTo(talker("1.0.1", "record Note(int number, int more) {}",
                    "m.Note")))
                    .isInstanceOf(ChangeRefusedException.class)
                    .hasMessageContaining("clients of its server type 'counter' may send: Note.more: ")
                    .hasMessageContaining("give one that changes another name");

            module.upgradeTo(talker("1.0.2", "record Other(int number) {}", "m.Other"));
            module.rollBack();
            module.assertOldRevisionsCollected();
        }
    }

    @Test
    void tellsWhichDeclaredMessageIsNotThere() {
        assertThatThrownBy(() -> TestModule.load(talker("1.0.0", "", "m.Note")))
                .hasMessageContaining("component m.Counter names the message m.Note, which cannot be loaded");
    }

    private Path talker(String version, String messages, String declared) {
        return Build.counter(version, "long count", "0", "state.count() + by", "server.messages=" + declared)
                .source(messages).jar(folder);
    }

    /** Two servers, of which one sends notes of the module's own to the other. */
    private Path relay(String version, String components, String values) {
        return Build.of(version).server("""
                record Note(%s) {}
                public class Counter implements GenServer<String> {
                    public Init<String> init(Object argument, ServerContext context) { return Init.ok(""); }
                    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
                        if (request.equals("send")) {
                            context.servers().named("b").cast(new Note(%s));
                        }
                        return new Reply<>(state, state);
                    }
                    public Next<String> handleCast(Object message, String state, ServerContext context) {
                        return new NoReply<>(state + (Note) message);
                    }
                }
                """.formatted(components, values), "server.start=a\nb").jar(folder);
    }

    @Test
    void startsServersThatRevisionAdds() {
        try (TestModule module = TestModule.load(one())) {
            Path next = counterOne("1.0.1").component("Counter", GenServer.class,
                    "server.type=more", "server.start=one\ntwo").jar(folder);

            module.upgradeTo(next);

            assertThat(module.server("one").call(1L)).isEqualTo(1L);
            assertThat(module.server("two").call(2L)).isEqualTo(2L);
        }
    }

    @Test
    void tellsWhichServerDoesNotStart() {
        Path broken = Build.counter("1.0.0", "long count", "1 / (int) 0L", "by").jar(folder);

        assertThatThrownBy(() -> TestModule.load(broken)).isInstanceOf(StartFailedException.class)
                .hasMessageContaining("counter").hasMessageContaining("by zero");
    }

    @Test
    void failureOfServerReachesItsCaller() {
        try (TestModule module = TestModule.load(one())) {
            assertThatThrownBy(() -> module.server("counter").call("text")).isInstanceOf(CallFailedException.class)
                    .hasMessageContaining("ClassCastException");
        }
    }

    @Test
    void takesCodeChangeOfAnotherBundle() {
        try (TestModule module = TestModule.load(one()).withCodeChange("[1.0,2.0)", "[1.1,1.2)",
                (old, context) -> old.with("times", 7L))) {
            module.upgradeTo(counterTwo().jar(folder));

            assertThat(module.state("counter")).isEqualTo("State[count=0, times=7]");
        }
    }

    @Test
    void prefersRankingAmongEqualRanges() {
        Path next = counterTwo().change("First", "[1.0,1.1)", "[1.1,1.2)", "return old.with(\"times\", 1L);")
                .change("Second", "[1.0,1.1)", "[1.1,1.2)", "return old.with(\"times\", 2L);", "service.ranking=5")
                .change("Wide", "[1.0,2.0)", "[1.1,1.2)", "return old.with(\"times\", 3L);", "service.ranking=9")
                .jar(folder);
        try (TestModule module = TestModule.load(one())) {
            module.upgradeTo(next);

            assertThat(module.state("counter")).isEqualTo("State[count=0, times=2]");
        }
    }

    @Test
    void refusesTwoCodeChangesThatMatchEquallyByName() {
        Path next = counterTwo().change("First", "[1.0,1.1)", "[1.1,1.2)", "return old.with(\"times\", 1L);")
                .change("Second", "[1.0,1.1)", "[1.1,1.2)", "return old.with(\"times\", 2L);").jar(folder);
        try (TestModule module = TestModule.load(one())) {
            assertThatThrownBy(() -> module.upgradeTo(next)).isInstanceOf(ChangeRefusedException.class)
                    .hasMessageContaining("First of").hasMessageContaining("Second of")
                    .hasMessageContaining("match equally");
            assertThat(module.state("counter")).isEqualTo("State[count=0]");
        }
    }

    @Test
    void chainsCodeChangesAndHandsThemTheExtra() {
        try (TestModule module = TestModule.load(one())
                .withCodeChange("[1.0,1.0.5)", "[1.0.5,1.0.6)",
                        (old, context) -> old.with("calls", context.extra().orElseThrow()))
                .withCodeChange("[1.0.5,1.1)", "[1.1,1.2)", (old, context) -> old.renamed("calls", "times"))) {
            module.withExtra(7L).upgradeTo(counterTwo().jar(folder));

            assertThat(module.state("counter")).isEqualTo("State[count=0, times=7]");
        }
    }

    @Test
    void namesACodeChangeForTheWrongVersions() {
        Path next = counterTwo().change("Late", "[1.1,1.2)", "[1.2,1.3)", "return old.with(\"times\", 1L);").jar(
                folder);
        try (TestModule module = TestModule.load(one())) {
            assertThatThrownBy(() -> module.upgradeTo(next)).isInstanceOf(ChangeRefusedException.class)
                    .hasMessageContaining("State.times").hasMessageContaining("Late of counter")
                    .hasMessageContaining("(from [1.1.0,1.2.0) to [1.2.0,1.3.0)), but no CodeChange from 1.0.0 to 1.1.0"
                            + ": correct the versions in its @CodeChangeOf, or write one from there");
        }
    }

    @Test
    void namesTheGapInAChain() {
        try (TestModule module = TestModule.load(one()).withCodeChange("[1.0,1.0.5)", "[1.0.5,1.0.6)",
                (old, context) -> old.with("calls", 1L))) {
            assertThatThrownBy(() -> module.upgradeTo(counterTwo().jar(folder)))
                    .isInstanceOf(ChangeRefusedException.class).hasMessageContaining("State.times")
                    .hasMessageContaining(
                            "from [1.0.0,1.0.5) to [1.0.5,1.0.6)), but no CodeChange from there to 1.1.0");
        }
    }

    @Test
    void refusesRevisionOfAnotherModule() {
        Path other = Build.of("meter", "1.0.0").server("""
                public class Counter implements GenServer<String> {
                    public Init<String> init(Object argument, ServerContext context) { return Init.ok(""); }
                    public Answer<String> handleCall(Object request, From from, String state, ServerContext context) {
                        return null;
                    }
                }
                """).jar(folder);
        try (TestModule module = TestModule.load(one())) {
            assertThatThrownBy(() -> module.upgradeTo(other)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("is a revision of module meter, not of counter");
        }
    }

    @Test
    void refusesRevisionWithoutTypeThatServersRun() {
        Path other = Build.counter("1.1.0", "long count", "0", "by", "server.type=other").jar(folder);
        try (TestModule module = TestModule.load(one())) {
            assertThatThrownBy(() -> module.upgradeTo(other)).isInstanceOf(ChangeRefusedException.class)
                    .hasMessageContaining("server counter: the new revision has no server type counter");
        }
    }

    @Test
    void seesRevisionThatIsHeld() {
        AtomicReference<Object> holder = new AtomicReference<>();
        Path holding = counterOne("1.0.0").source("""
                public class Holding extends Counter {
                    public Holding(java.util.concurrent.atomic.AtomicReference<Object> holder) {
                        holder.set(this);
                    }
                }
                """).componentXml("name=\"Holding\" init=\"1\"", """
                <property name="server.type" value="holding"/>
                <service><provide interface="dev.twofold.server.GenServer"/></service>
                <implementation class="m.Holding"/>
                """).jar(folder);
        try (TestModule module = TestModule.load(holding, holder)) {
            module.upgradeTo(counterOne("1.0.1").jar(folder));

            module.withLimit(Duration.ofMillis(100));
            assertThatThrownBy(module::assertOldRevisionsCollected).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("something still holds on to counter 1.0.0; look for");

            holder.set(null);
            module.withLimit(Duration.ofSeconds(10));
            module.assertOldRevisionsCollected();
        }
    }

    @Test
    void leavesOutWhatTheJdkRemembersOfRecords() {
        Path nested = Build.counter("1.0.0", "long count, Part part", "0, new Part(0)",
                "state.count() + by + 0 * state.hashCode(), state.equals(null) ? null : new Part(by)")
                .source("record Part(long last) {}").jar(folder);
        Path flat = counterTwo().change("RemovePart", "[1.0,1.1)", "[1.1,1.2)",
                "return old.without(\"part\").with(\"times\", 0L);").jar(folder);
        try (TestModule module = TestModule.load(nested)) {
            module.server("counter").call(3L);
            assertThat(module.state("counter")).isEqualTo("State[count=3, part=Part[last=3]]");

            module.upgradeTo(flat);
            module.assertOldRevisionsCollected();
        }
    }

    @Test
    void namesThreadThatHoldsRevision() throws InterruptedException {
        Path threaded = counterOne("1.0.0").source("""
                class Forever {
                    static {
                        Thread thread = new Thread(Forever::run, "forever");
                        thread.setDaemon(true);
                        thread.start();
                    }
                    static void run() {
                        while (!Thread.interrupted()) {
                            java.util.concurrent.locks.LockSupport.park();
                        }
                    }
                }
                public class Threaded extends Counter {
                    public Threaded() {
                        new Forever();
                    }
                }
                """).component("Threaded", GenServer.class, "server.type=threaded").jar(folder);
        try (TestModule module = TestModule.load(threaded)) {
            module.upgradeTo(counterOne("1.0.1").jar(folder));

            module.withLimit(Duration.ofMillis(100));
            assertThatThrownBy(module::assertOldRevisionsCollected).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("counter 1.0.0 (threads: forever)");

            Thread forever = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("forever")).findFirst().orElseThrow();
            forever.interrupt();
            forever.join(10_000);
        }
    }

    private Path one() {
        return counterOne().jar(folder);
    }

    private Path two() {
        return counterTwo().change("AddTimes", "[1.0,1.1)", "[1.1,1.2)", ADD_TIMES)
                .change("RemoveTimes", "[1.1,1.2)", "[1.0,1.1)", REMOVE_TIMES).jar(folder);
    }

    private static Build counterOne() {
        return counterOne("1.0.0");
    }

    private static Build counterOne(String version) {
        return Build.counter(version, "long count", "0", "state.count() + by");
    }

    private static Build counterTwo() {
        return Build.counter("1.1.0", "long count, long times", "0, 0", "state.count() + by, state.times() + 1");
    }
}
