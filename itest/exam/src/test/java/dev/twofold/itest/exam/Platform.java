/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.url;
import static org.ops4j.pax.exam.CoreOptions.workingDirectory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.cm.ConfigurationAdminOptions;
import org.ops4j.pax.exam.cm.ConfigurationOption;

/**
 * What a test class runs on: those bundles of the shipped runtime that the platform cannot do without, in a folder of its
 * own. Outside the framework only.
 */
final class Platform {

    /** Short enough not to wait for, long enough for what is not wrong, on a machine that is busy. */
    static final long IMPATIENCE_MS = 2_000;

    private static final List<String> RUNTIME = List.of("org.osgi.util.function", "org.osgi.util.promise",
            "org.osgi.service.component", "org.ops4j.pax.logging.pax-logging-api",
            "org.ops4j.pax.logging.pax-logging-logback", "org.apache.felix.configadmin", "org.apache.felix.scr",
            "org.apache.felix.fileinstall", "org.apache.felix.gogo.runtime", "org.apache.felix.gogo.command",
            "dev.twofold.api", "dev.twofold.engine", "dev.twofold.manager", "dev.twofold.deploy", "dev.twofold.shell");
    private static final List<String> TESTS = List.of("dev.twofold.samples.counter.api", "assertj-core",
            "net.bytebuddy.byte-buddy");

    private Platform() {}

    /** The platform of a test class, with nothing left of an earlier run. */
    static Option runtime(Class<?> test) {
        Path home = Path.of("target", "exam", test.getSimpleName()).toAbsolutePath();
        clear(home);
        Option[] bundles = Stream.concat(RUNTIME.stream(), TESTS.stream()).map(Platform::bundle).toArray(Option[]::new);
        return composite(composite(bundles), junitBundles(), workingDirectory(home.resolve("framework").toString()),
                frameworkProperty("felix.bootdelegation.implicit").value("false"),
                // as it is shipped; it does not stop before its delay is over
                frameworkProperty("felix.fileinstall.noInitialDelay").value("true"),
                // before the log is configured
                systemProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("ERROR"),
                systemProperty("twofold.test.log.file").value(home.resolve(TwofoldIT.LOG).toString()),
                // the history of the log holds exceptions, and with them the class loaders that they come from
                frameworkProperty("org.ops4j.pax.logging.logReaderEnabled").value("false"),
                frameworkProperty("org.ops4j.pax.logging.StaticLogbackFile").value(logging().toString()),
                frameworkProperty(TwofoldIT.HOME).value(home.toString()),
                frameworkProperty("twofold.data.dir").value(home.resolve("data").toString()),
                frameworkProperty("twofold.deploy.dir").value(home.resolve("deploy").toString()),
                frameworkProperty(TwofoldIT.FIXTURES).value(Fixtures.folder().toString()));
    }

    /** Short limits, for tests of what takes too long. */
    static Option impatient() {
        return limits(IMPATIENCE_MS).put("stop.limit.ms", IMPATIENCE_MS).asOption();
    }

    /** The same for a class whose servers crash often. */
    static Option impatient(int restarts) {
        return limits(IMPATIENCE_MS).put("restarts", restarts).asOption();
    }

    /** The same where bundles are taken away for a while, for almost as long as a test waits. */
    static Option enduring(int restarts) {
        return limits(IMPATIENCE_MS).put("restarts", restarts).put("grace.limit.ms", Await.PATIENCE.minusSeconds(5)
                .toMillis()).asOption();
    }

    /** Limits that nothing reaches, for tests of what waits. */
    static Option patient() {
        return limits(Await.PATIENCE.toMillis()).asOption();
    }

    private static ConfigurationOption limits(long milliseconds) {
        return ConfigurationAdminOptions.newConfiguration("twofold.manager").put("complete.limit.ms", milliseconds)
                .put("gate.limit.ms", milliseconds).put("change.limit.ms", milliseconds);
    }

    /** Looks into the folder often. */
    static Option eager() {
        return eager("refuse");
    }

    /** The same with a policy for versions that are lower than the current one. */
    static Option eager(String downgrade) {
        return ConfigurationAdminOptions.newConfiguration("twofold.deploy").put("poll.ms", 100L).put("period.ms", 200L)
                .put("downgrade", downgrade)
                .asOption();
    }

    private static Path logging() {
        try {
            return Path.of(Platform.class.getResource("/logback.xml").toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A bundle more. */
    static Option bundle(String symbolicName) {
        return url(ClassPath.bundle(symbolicName).toURI().toString());
    }

    private static void clear(Path folder) {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
