/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.util.promise.Promise;

/**
 * Somebody who knows nothing of modules and treats their bundles as any others: stops and starts, updates, refreshes and
 * uninstalls them, changes the configurations of their components and bounces these. Goes on with something else while a
 * bundle hangs. Belongs to one thread.
 */
final class RandomStranger {

    /** Modules whose bundles it takes in hand. */
    static final List<String> MODULES = List.of("crew", "relay", "ledger");

    private static final Map<String, List<String>> CONTENTS = Map.of(
            "crew", List.of("crew-1.0.0", "crew-1.1.0", "crew-1.2.0", "crew-ThrowingActivator-1.2.0",
                    "crew-unresolvable-1.2.0"),
            "relay", List.of("relay-1.0.0", "relay-1.1.0", "relay-1.2.0"),
            "ledger", List.of("ledger-1.0.0", "ledger-1.1.0", "ledger-1.2.0", "ledger-2.0.0", "FailingChange-1.2.0",
                    "ledger-unresolvable-1.2.0"));
    private static final long REFRESH_SECONDS = 20;
    private static final long COMPONENT_MILLIS = 2_000;
    private static final long TURN_MILLIS = 1_000;

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final ConfigurationAdmin configurations;
    private final Path fixtures;
    private final Random random;
    private final List<Deed> unfinished = new ArrayList<>();
    private final Map<String, Integer> done = new TreeMap<>();
    private long turn = System.nanoTime();
    private long longestTurn;

    RandomStranger(BundleContext context, ServiceComponentRuntime components, ConfigurationAdmin configurations,
            Path fixtures, Random random) {
        this.context = context;
        this.components = components;
        this.configurations = configurations;
        this.fixtures = fixtures;
        this.random = random;
    }

    /** How often it did what. */
    Map<String, Integer> done() {
        return done;
    }

    /** The longest time from one thing that it did to the next. */
    Duration longestTurn() {
        return Duration.ofNanos(longestTurn);
    }

    /** Does one thing. Somebody else may have been faster. */
    void meddle() throws ExecutionException, InterruptedException {
        long now = System.nanoTime();
        longestTurn = Math.max(longestTurn, now - turn);
        turn = now;
        String module = any(MODULES);
        Optional<Bundle> bundle = any(module);
        if (bundle.isPresent()) {
            Deed deed = Deed.begin(bundle.get(), () -> attempt(module, bundle.get()));
            deed.await(TURN_MILLIS);
            unfinished.add(deed);
        }
        settle();
    }

    /** Whether all that it did is over. What hangs for too long is given up. */
    boolean settle() throws ExecutionException, InterruptedException {
        for (Deed deed : List.copyOf(unfinished)) {
            if (deed.isOver()) {
                unfinished.remove(deed);
                done.merge(deed.result(), 1, Integer::sum);
            } else {
                deed.giveUpIfItHangs();
            }
        }
        return unfinished.isEmpty();
    }

    private String attempt(String module, Bundle bundle) throws IOException, InterruptedException {
        try {
            return meddle(module, bundle);
        } catch (BundleException | IllegalStateException | IllegalArgumentException another) {
            return "failed";
        }
    }

    private String meddle(String module, Bundle bundle) throws BundleException, IOException, InterruptedException {
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                update(bundle, any(CONTENTS.get(module)));
                return "update";
            }
            case 2, 3 -> {
                stopAndStart(bundle);
                return "stop and start";
            }
            case 4 -> {
                bundle.uninstall();
                return "uninstall";
            }
            case 5 -> {
                refresh(bundle);
                return "refresh";
            }
            case 6 -> {
                configure(component(bundle).name);
                return "configuration";
            }
            default -> {
                bounce(component(bundle));
                return "component";
            }
        }
    }

    private void update(Bundle bundle, String content) throws BundleException, IOException {
        try (InputStream jar = Files.newInputStream(fixtures.resolve(content + ".jar"))) {
            bundle.update(jar);
        }
    }

    private static void stopAndStart(Bundle bundle) throws BundleException {
        bundle.stop();
        bundle.start();
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), event -> refreshed
                .countDown());
        if (!refreshed.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the refresh of " + bundle + " does not end");
        }
    }

    private void configure(String component) throws IOException {
        Configuration configuration = configurations.getConfiguration(component, "?");
        Dictionary<String, Object> properties = new Hashtable<>(Map.of("some.number", random.nextInt()));
        configuration.update(properties);
    }

    private void bounce(ComponentDescriptionDTO component) throws InterruptedException {
        settle(components.disableComponent(component));
        settle(components.enableComponent(component));
    }

    /** Declarative Services says nothing any more of a component whose bundle has gone meanwhile. */
    private static void settle(Promise<Void> change) throws InterruptedException {
        change.timeout(COMPONENT_MILLIS).getFailure();
    }

    private ComponentDescriptionDTO component(Bundle bundle) {
        return any(List.copyOf(components.getComponentDescriptionDTOs(bundle)));
    }

    private Optional<Bundle> any(String module) {
        List<Bundle> bundles = Stream.of(context.getBundles()).filter(bundle -> module.equals(bundle.getSymbolicName()))
                .toList();
        return bundles.isEmpty() ? Optional.empty() : Optional.of(any(bundles));
    }

    private <T> T any(List<T> several) {
        return several.get(random.nextInt(several.size()));
    }
}
