/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.Outcome;
import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.SwapReport;
import dev.twofold.server.ServerInfo;
import dev.twofold.server.ServerRegistry;
import dev.twofold.server.Sys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * A platform, and what an operator does with it. One framework serves all tests of a class; each test finds it without
 * modules and must leave it so, which is checked.
 */
@RunWith(PaxExam.class)
public abstract class TwofoldIT {

    /** Framework property with the folder of the fixtures. */
    static final String FIXTURES = "twofold.test.fixtures";

    /** Framework property with the folder of the platform, which holds everything that it writes. */
    static final String HOME = "twofold.test.home";

    /** Name of the log file in that folder. */
    static final String LOG = "twofold.log";

    private static final String MODULE_LOCATION = "twofold:";

    /** The test's own bundle. */
    @Inject
    protected BundleContext context;

    /** The manager of modules. */
    @Inject
    protected ModuleManager modules;

    /** The servers. */
    @Inject
    protected ServerRegistry servers;

    /** Functions on single servers. */
    @Inject
    protected Sys sys;

    @Inject
    private ServiceComponentRuntime components;

    private final List<Bundle> installed = new ArrayList<>();

    // ---- outside the framework

    /** The platform that the class runs on. */
    @Configuration
    public Option[] configuration() {
        return options(Stream.concat(Stream.of(Platform.runtime(getClass())), Stream.of(extras()))
                .toArray(Option[]::new));
    }

    /** What a class needs besides. */
    protected Option[] extras() {
        return options();
    }

    // ---- afterwards

    /** Each test ends with an empty platform. What is left all the same fails this test and not the next one. */
    @After
    public final void leaveNothing() {
        for (ModuleInfo module : modules.modules()) {
            assertThat(await(modules.unload(module.name())).outcome()).as(facts()).isEqualTo(Outcome.UNLOADED);
        }
        for (Refusal refusal : modules.refusals()) {
            modules.forget(refusal.source());
        }
        installed.forEach(this::uninstall);
        List<String> leftOvers = leftOvers();
        moduleBundles().forEach(this::uninstall);
        storedFiles().forEach(TwofoldIT::delete);
        assertThat(leftOvers).as("left behind").isEmpty();
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private List<String> leftOvers() {
        List<String> found = new ArrayList<>();
        modules.modules().forEach(module -> found.add("module " + module.name()));
        moduleBundles().forEach(bundle -> found.add("bundle " + bundle.getLocation()));
        servers.servers().forEach(server -> found.add("server " + server.name()));
        storedFiles().forEach(file -> found.add("file " + file));
        return found;
    }

    // ---- what an operator does

    /** The file of a fixture. */
    protected final Path fixture(String name, String version) {
        Path file = fixtures().resolve(name + "-" + version + ".jar");
        assertThat(file).exists();
        return file;
    }

    /** The folder of all fixtures. */
    protected final Path fixtures() {
        return Path.of(context.getProperty(FIXTURES));
    }

    /** Loads a fixture, whatever comes of it. */
    protected final SwapReport load(String name, String version) {
        return await(modules.load(fixture(name, version)));
    }

    /** Loads a fixture, which must be done as expected; an upgrade may go to a lower version. */
    protected final SwapReport load(String name, String version, Outcome expected) {
        SwapReport report = load(name, version);
        boolean down = expected == Outcome.UPGRADED && direction(report) < 0;
        assertThat(report.outcome()).as("%s%n%s", report, facts()).isEqualTo(down ? Outcome.DOWNGRADED : expected);
        return report;
    }

    /** Goes to the old slot, which must work; its version may be the higher one. */
    protected final SwapReport rollBack(String module) {
        SwapReport report = await(modules.rollback(module));
        assertThat(report.outcome()).as("%s%n%s", report, facts())
                .isEqualTo(direction(report) > 0 ? Outcome.UPGRADED : Outcome.ROLLED_BACK);
        return report;
    }

    private static int direction(SwapReport report) {
        return report.from().isPresent() && report.to().isPresent()
                ? report.to().get().version().compareTo(report.from().get().version())
                : 0;
    }

    /** Calls a server by name. */
    protected final Object call(String server, Object request) {
        return servers.named(server).call(request);
    }

    /** Installs an ordinary bundle, which is removed after the test. */
    protected final Bundle install(String name, String version) {
        try {
            Bundle bundle = context.installBundle(fixture(name, version).toUri().toString());
            installed.add(bundle);
            return bundle;
        } catch (BundleException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Starts a bundle, which must work. */
    protected final void start(Bundle bundle) {
        try {
            bundle.start();
        } catch (BundleException failed) {
            throw new AssertionError(bundle + " does not start\n" + facts(), failed);
        }
    }

    /** Removes a bundle, if it is there. */
    protected final void uninstall(Bundle bundle) {
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        } catch (BundleException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Drops a fixture into the hot-deploy folder as one should: under another name first. */
    protected final Path drop(String name, String version) {
        return drop(name, version, name + "-" + version + ".jar");
    }

    /** The same under a file name of choice. */
    protected final Path drop(String name, String version, String fileName) {
        try {
            Path part = deployFolder().resolve(fileName + ".part");
            Files.copy(fixture(name, version), part);
            return Files.move(part, deployFolder().resolve(fileName), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The hot-deploy folder. */
    protected final Path deployFolder() {
        return Path.of(context.getProperty("twofold.deploy.dir"));
    }

    // ---- what an operator sees

    /** A module that must be there. */
    protected final ModuleInfo module(String name) {
        return find(name).orElseThrow(() -> new AssertionError("no module " + name + "\n" + facts()));
    }

    /** A module, if it is there. */
    protected final Optional<ModuleInfo> find(String name) {
        return modules.modules().stream().filter(module -> module.name().equals(name)).findFirst();
    }

    /** Version of a module's current revision, or an empty text. */
    protected final String currentVersion(String module) {
        return find(module).flatMap(ModuleInfo::current).map(TwofoldIT::version).orElse("");
    }

    /** Version of a module's old revision, or an empty text. */
    protected final String oldVersion(String module) {
        return find(module).flatMap(ModuleInfo::old).map(TwofoldIT::version).orElse("");
    }

    private static String version(RevisionInfo revision) {
        return revision.id().version().toString();
    }

    /** What both slots of a module hold, current first. */
    protected final List<RevisionId> revisions(String module) {
        return Stream.of(module(module).current(), module(module).old()).flatMap(Optional::stream).map(RevisionInfo::id)
                .toList();
    }

    /** A server that must be there. */
    protected final ServerInfo server(String name) {
        return servers.servers().stream().filter(server -> server.name().equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError("no server " + name + "\n" + facts()));
    }

    /** The state of a server as its author shows it. */
    protected final String state(String server) {
        return sys.state(servers.named(server), Await.PATIENCE);
    }

    /** All bundles of all modules. */
    protected final List<Bundle> moduleBundles() {
        return Stream.of(context.getBundles()).filter(bundle -> bundle.getLocation().startsWith(MODULE_LOCATION))
                .toList();
    }

    /** All files that the store has of modules. */
    protected final List<Path> storedFiles() {
        Path data = Path.of(context.getProperty("twofold.data.dir"));
        if (!Files.exists(data)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile).filter(file -> file.startsWith(data.resolve("modules"))
                    || file.startsWith(data.resolve("incoming")) || file.endsWith("commit.properties")).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What the platform has logged so far. */
    protected final List<String> log() {
        try {
            return Files.readAllLines(Path.of(context.getProperty(HOME), LOG));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** All jars of the store. */
    protected final List<Path> storedJars() {
        return storedFiles().stream().filter(file -> file.toString().endsWith(".jar")).toList();
    }

    // ---- waiting

    /** Waits until a module's current revision has a version. */
    protected final void awaitRevision(String module, String version) {
        await(module + " " + version + " is current", () -> currentVersion(module).equals(version));
    }

    /** Waits until something is so. */
    protected final void await(String what, BooleanSupplier condition) {
        Await.until(what, condition, this::facts);
    }

    /** Waits for a report. */
    protected final <R> R await(CompletionStage<R> operation) {
        try {
            return operation.toCompletableFuture().get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("no report\n" + facts(), late);
        } catch (ExecutionException failed) {
            throw new AssertionError("no report: " + failed.getCause(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /** What there is now. */
    protected final String facts() {
        return new Facts(context, components, modules, servers).tell();
    }
}
