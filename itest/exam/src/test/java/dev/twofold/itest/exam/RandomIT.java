/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.itest.exam.RandomOperations.Done;
import dev.twofold.module.ModuleInfo;
import dev.twofold.module.Outcome;
import dev.twofold.module.Refusal;
import dev.twofold.module.SwapReport;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.RevisionInfo.Slot;
import dev.twofold.module.RunningServer;
import dev.twofold.samples.counter.api.Get;
import dev.twofold.samples.counter.api.Increment;
import dev.twofold.server.ServerRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.cm.ConfigurationAdminOptions;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Several operators and the folder do everything at once, at random, while clients call. The number of operations is the
 * system property {@code stress.steps}, and {@code stress.seed} repeats what the operators do, if not how it interleaves.
 */
public class RandomIT extends TwofoldIT {

    private static final int OPERATORS = 3;
    private static final int STEPS = Integer.getInteger("stress.steps", 90);
    private static final long SEED = Long.getLong("stress.seed", System.nanoTime());
    private static final long DROP_EVERY_NANOS = 40_000_000;
    private static final long MEDDLE_EVERY_NANOS = 60_000_000;
    private static final String SEED_TEXT = "stress.seed=" + SEED;
    private static final List<String> COUNTERS = List.of("1.0.0", "1.1.0", "2.0.0", "2.1.0", "2.2.0");

    @Inject
    private ServiceComponentRuntime components;

    @Inject
    private ConfigurationAdmin configurations;

    private volatile boolean dropping;
    private RandomStranger stranger;

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.enduring(Integer.MAX_VALUE), Platform.eager("load"), soft("crew"), soft(
                "relay") };
    }

    /** What somebody else puts into a bundle is loaded by the module's own policy, and must not kill anybody. */
    private static Option soft(String module) {
        return ConfigurationAdminOptions.factoryConfiguration("twofold.module").put("module", module).put("purge",
                "soft").asOption();
    }

    @Test
    public void keepsItsPromisesWhateverIsDoneAtOnce() throws Exception {
        loadAll();
        Map<String, ResidentRevisions> watches = new TreeMap<>();
        Stream.concat(RandomOperations.GENTLE.stream(), Stream.of(RandomOperations.ROUGH))
                .forEach(module -> watches.put(module, ResidentRevisions.watch(context, module)));
        Map<String, Clients> gentle = new TreeMap<>();
        List<Done> done;
        try (ModuleRemains remains = ModuleRemains.watch(context)) {
            for (String name : List.of("ann", "ben", "cat")) {
                gentle.put(name, Clients.counting(servers.named(name), "hello", answer -> count(name, answer),
                        this::facts));
            }
            gentle.put("counter", Clients.counting(servers.named("counter"), new Increment(1), answer -> count(
                    "counter", answer), this::facts));
            gentle.put("relay", Clients.counting(servers.named("relay"), "ask", answer -> count("relay", answer),
                    this::facts));
            Clients rough = Clients.calling(servers.named("ledger"), "sum", 1, this::facts);
            try {
                done = operate();
            } finally {
                rough.close();
                gentle.values().forEach(Clients::close);
            }

            gentle.forEach((name, clients) -> assertThat(clients.failures()).as("%s, calls of %s", SEED_TEXT, name)
                    .isEmpty());
            gentle.forEach((name, clients) -> assertThat(counted(name)).as("%s, calls of %s", SEED_TEXT, name)
                    .isEqualTo(
                            clients.answered()));
            assertThat(rough.reasons()).as(SEED_TEXT).isSubsetOf("killed", "noproc", "shutdown");
            watches.forEach((module, watch) -> {
                assertThat(watch.most()).as("%s, %s", SEED_TEXT, watch.crowd()).isLessThanOrEqualTo(2);
                if (RandomOperations.GENTLE.contains(module) && !RandomStranger.MODULES.contains(module)) {
                    assertThat(watch.fewest()).as("%s, %s", SEED_TEXT, module).isPositive();
                }
            });
            assertRefusals(done);
            assertAllAgree();
            // servers that were left on an old revision keep its classes when somebody refreshes its bundle, and until the
            // next swap a module takes messages of the classes that it had before a refresh
            long left = modules.modules().stream().flatMap(module -> module.old().stream())
                    .filter(old -> old.servers() > 0).count();
            remains.awaitAtMost(moduleBundles().size() + (int) left + RandomStranger.MODULES.size(), this::facts);
        } finally {
            watches.values().forEach(ResidentRevisions::close);
        }
        report(done);
        emptyFolder();
    }

    // ---- before, meanwhile

    private void loadAll() {
        install("echo-words", "1.0.0");
        for (String module : List.of("ledger", "crew", "counter", "echo")) {
            load(module, "1.0.0", Outcome.LOADED);
        }
        await("echo is a service", () -> Stream.of(services()).anyMatch("echo"::equals));
        load("relay", "1.0.0", Outcome.LOADED);
    }

    private Object[] services() {
        try {
            return context.getServiceReferences(ServerRef.class, null).stream()
                    .map(reference -> reference.getProperty("server.name")).toArray();
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private List<Done> operate() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(OPERATORS + 2);
        try {
            dropping = true;
            Random seeds = new Random(SEED);
            Random dropper = new Random(seeds.nextLong());
            Future<Integer> drops = threads.submit(() -> dropAgainAndAgain(dropper));
            stranger = new RandomStranger(context, components, configurations, fixtures(), new Random(seeds
                    .nextLong()));
            Future<Void> meddling = threads.submit(this::meddle);
            List<Future<List<Done>>> operators = new ArrayList<>();
            for (int i = 0; i < OPERATORS; i++) {
                RandomOperations operator = new RandomOperations(fixtures(), modules, new Random(seeds.nextLong()),
                        (source, report) -> await(report));
                operators.add(threads.submit(() -> operator.run(STEPS / OPERATORS)));
            }
            List<Done> all = new ArrayList<>();
            for (Future<List<Done>> operator : operators) {
                all.addAll(operator.get());
            }
            dropping = false;
            meddling.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(stranger.done()).as(SEED_TEXT).isNotEmpty();
            assertThat(stranger.longestTurn()).as(SEED_TEXT).isLessThan(Await.PATIENCE);
            assertThat(drops.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isPositive();
            awaitFolder();
            return all;
        } finally {
            dropping = false;
            threads.shutdownNow();
        }
    }

    private int dropAgainAndAgain(Random random) throws IOException {
        int drops = 0;
        while (dropping) {
            switch (random.nextInt(8)) {
                case 0 -> drop("half", "1.2.0", "half.jar");
                case 1 -> Files.deleteIfExists(deployFolder().resolve("half.jar"));
                default -> {
                    String version = COUNTERS.get(random.nextInt(COUNTERS.size()));
                    drop("counter", version, "drop-" + version + ".jar");
                }
            }
            drops++;
            LockSupport.parkNanos(DROP_EVERY_NANOS);
        }
        return drops;
    }

    private Void meddle() throws ExecutionException, InterruptedException {
        while (dropping) {
            stranger.meddle();
            LockSupport.parkNanos(MEDDLE_EVERY_NANOS);
        }
        while (!stranger.settle()) {
            LockSupport.parkNanos(MEDDLE_EVERY_NANOS);
        }
        return null;
    }

    /** What is refused second was looked at after all that lay there with the first. */
    private void awaitFolder() {
        for (String file : List.of("last.jar", "very-last.jar")) {
            drop("half", "1.2.0", file);
            await(file + " is refused", () -> modules.refusals().stream().anyMatch(refusal -> refusal.source().equals(
                    file)));
        }
    }

    /** The file of the current revision is the last to go: with it the module goes too. */
    private void emptyFolder() throws IOException {
        try (Stream<Path> files = Files.list(deployFolder())) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        await("the counter is gone", () -> find("counter").isEmpty() && moduleBundles().stream().noneMatch(
                bundle -> bundle.getSymbolicName().equals("counter")));
    }

    // ---- afterwards

    private long counted(String server) {
        Object answer = call(server, switch (server) {
            case "counter" -> new Get();
            case "relay" -> "ask";
            default -> "hello";
        });
        return server.equals("counter") ? (Long) answer : count(server, answer) - 1;
    }

    /** How many calls a server has had as it answers. */
    private static long count(String server, Object answer) {
        return switch (server) {
            case "counter" -> (Long) answer;
            case "relay" -> Long.parseLong(answer.toString().split(" ")[0]);
            default -> Long.parseLong(answer.toString().split(" ")[1]);
        };
    }

    /** No file is listed as refused unless that is what happened to it last: who has asked has had the answer. */
    private void assertRefusals(List<Done> done) {
        Map<String, SwapReport> last = new TreeMap<>();
        done.stream().sorted(Comparator.comparing(each -> each.report().started()))
                .filter(each -> each.source().endsWith(".jar"))
                .forEach(each -> last.put(each.source(), each.report()));
        List<String> refused = last.keySet().stream().filter(source -> last.get(source).refused()).toList();
        assertThat(modules.refusals()).extracting(Refusal::source).filteredOn(last::containsKey).as(SEED_TEXT)
                .isSubsetOf(refused);
        assertThat(done).extracting(each -> each.report().reason()).as(SEED_TEXT).noneMatch(reason -> reason.contains(
                "unexpected"));
    }

    /** Slots, bundles, store and servers tell the same. */
    private void assertAllAgree() {
        await("all is settled", this::isAllSettled);
        await(modules.softPurge("nobody")); // what somebody has put into a bundle is loaded once that is put back
        await("all is still settled", this::isAllSettled);
        List<String> jars = new ArrayList<>();
        for (ModuleInfo module : modules.modules()) {
            List<RevisionInfo> slots = slots(module);
            slots.forEach(revision -> jars.add(revision.id().module() + "/" + revision.id().version() + "-" + revision
                    .id()
                    .shortHash() + ".jar"));
            assertThat(modules.running(module.name())).as(SEED_TEXT).extracting(RunningServer::revision).isSubsetOf(
                    slots.stream().map(RevisionInfo::id).toList());
        }
        assertThat(storedJars()).as(SEED_TEXT).extracting(jar -> jar.getParent().getFileName() + "/" + jar
                .getFileName())
                .containsExactlyInAnyOrderElementsOf(jars);
        for (String name : List.of("ann", "ben", "cat", "counter", "echo", "relay")) {
            assertThat(servers.whereis(name)).as("%s, %s", SEED_TEXT, name).isPresent();
        }
    }

    private boolean isAllSettled() {
        return modules.modules().stream().allMatch(module -> isSettled(module.name())) && areBundlesThoseOfSlots();
    }

    /** The bundle of an old revision may have been uninstalled by somebody else. */
    private boolean areBundlesThoseOfSlots() {
        List<Long> needed = new ArrayList<>();
        List<Long> known = new ArrayList<>();
        for (ModuleInfo module : modules.modules()) {
            slots(module).forEach(revision -> {
                known.add(revision.bundleId());
                if (revision.slot() == Slot.CURRENT || !RandomStranger.MODULES.contains(module.name())) {
                    needed.add(revision.bundleId());
                }
            });
        }
        List<Long> bundles = moduleBundles().stream().map(Bundle::getBundleId).toList();
        return known.containsAll(bundles) && bundles.containsAll(needed);
    }

    private static List<RevisionInfo> slots(ModuleInfo module) {
        return Stream.of(module.current(), module.old()).flatMap(Optional::stream).toList();
    }

    /** One that was put back after a refused load is not resolved yet. */
    private boolean isSettled(String name) {
        ModuleInfo module = module(name);
        boolean lingers = modules.running(name).stream().anyMatch(server -> server.slot() == Slot.OLD);
        List<String> wanted = lingers ? List.of("ACTIVE") : List.of("RESOLVED", "INSTALLED");
        return module.current().stream().allMatch(current -> current.bundleState().equals("ACTIVE"))
                && (RandomStranger.MODULES.contains(name) || module.old().stream().allMatch(old -> wanted.contains(old
                        .bundleState())));
    }

    private void report(List<Done> done) {
        Map<Outcome, Long> outcomes = done.stream().collect(Collectors.groupingBy(each -> each.report().outcome(),
                TreeMap::new, Collectors.counting()));
        System.out.println(SEED_TEXT + ", " + done.size() + " operations: " + outcomes + ", by others: " + stranger
                .done()
                + ", at most " + stranger.longestTurn().toMillis() + " ms from one to the next");
        if (STEPS > 1_000) {
            done.stream().filter(each -> each.report().refused()).map(each -> each.report().reason().replaceAll(
                    "[0-9a-f]{12,}|\\d+", "#")).collect(Collectors.groupingBy(reason -> reason, TreeMap::new, Collectors
                            .counting())).forEach((reason, count) -> System.out.println(count + " x " + reason));
        }
    }
}
