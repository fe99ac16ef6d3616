/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.runtime.launch;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;

/**
 * Gives the process the exit status 0 if the framework was stopped in an orderly way, from the shell or by a signal. The
 * launcher and the JVM alone would say 117 and 143, and a service manager would take that for a crash. What the launcher has
 * unpacked for itself goes, too: nobody else would delete it before the next start.
 */
public final class CleanExit implements BundleActivator {

    /** Asks the launcher to start this before the bundles. */
    public static final boolean IMMEDIATE = true;

    /** Less than what service managers wait between SIGTERM and SIGKILL. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public void start(BundleContext context) {
        Framework framework = (Framework) context.getBundle(Constants.SYSTEM_BUNDLE_ID);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(framework), "twofold-exit"));
    }

    @Override
    public void stop(BundleContext context) {
        // What is to be done is done when the process ends.
    }

    private static void stop(Framework framework) {
        try {
            framework.stop();
            if (framework.waitForStop(LIMIT.toMillis()).getType() == FrameworkEvent.STOPPED) {
                deleteUnpacked();
                Runtime.getRuntime().halt(0);
            }
        } catch (BundleException failure) {
            System.err.println("the framework did not stop: " + failure.getMessage());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** The jars of the launcher's class path, this one among them. */
    private static void deleteUnpacked() {
        if (CleanExit.class.getClassLoader() instanceof URLClassLoader launcher) {
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            for (URL url : launcher.getURLs()) {
                try {
                    Path jar = Path.of(url.toURI());
                    if (jar.startsWith(temporary)) {
                        Files.deleteIfExists(jar);
                    }
                } catch (IOException | URISyntaxException | IllegalArgumentException left) {
                    // The script deletes it at the next start.
                }
            }
        }
    }
}
