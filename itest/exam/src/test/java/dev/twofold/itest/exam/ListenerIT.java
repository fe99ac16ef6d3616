/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import dev.twofold.module.Outcome;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapEvents;
import dev.twofold.module.SwapListener;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStart;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.After;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** Others are told of swaps, in order, and cannot harm them. */
public class ListenerIT extends TwofoldIT {

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Override
    protected Option[] extras() {
        return options(Platform.bundle("org.apache.felix.eventadmin"));
    }

    @After
    public void unregister() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    @Test
    public void listenersAreToldInTheOrderOfTheSwaps() {
        await("nothing is left of other tests", () -> {
            System.gc();
            return modules.uncollected().isEmpty();
        });
        List<String> told = new CopyOnWriteArrayList<>();
        register(SwapListener.class, new Recorder(told), Map.of());

        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        load("ledger-unresolvable", "1.2.0", Outcome.REFUSED);
        rollBack("ledger");
        await(modules.purge("ledger"));
        await("all is told", () -> told.contains("ended PURGED"));

        assertThat(told).filteredOn(text -> !text.startsWith("collected")).containsExactly("started ledger 1.0.0",
                "resident ledger 1.0.0", "ended LOADED", "started ledger 1.1.0", "resident ledger 1.1.0",
                "ended UPGRADED", "started ledger 1.2.0", "ended REFUSED", "started ledger 1.0.0",
                "ended ROLLED_BACK", "started ledger 1.0.0", "purged ledger 1.1.0", "ended PURGED");
        await("the purged revision is collected", () -> {
            System.gc();
            return told.contains("collected ledger 1.1.0");
        });
        assertThat(told).doesNotContain("collected ledger 1.0.0");
    }

    @Test
    public void eventsTellTheSameInTextsNumbersAndVersions() {
        List<Event> events = new CopyOnWriteArrayList<>();
        EventHandler handler = events::add;
        register(EventHandler.class, handler, Map.of(EventConstants.EVENT_TOPIC, new String[] { SwapEvents.SWAPS,
                SwapEvents.REVISIONS }, EventConstants.EVENT_FILTER, "(bundle.symbolicName=ledger)"));

        load("ledger", "1.0.0", Outcome.LOADED);
        load("ledger", "1.1.0", Outcome.UPGRADED);
        load("ledger-unresolvable", "1.2.0", Outcome.REFUSED);
        rollBack("ledger");
        await(modules.unload("ledger"));
        await("all is told", () -> events.stream().filter(event -> event.getTopic().equals(SwapEvents.COMPLETED))
                .count() == 3);

        assertThat(events).extracting(Event::getTopic).filteredOn(topic -> !topic.equals(SwapEvents.COLLECTED))
                .containsExactly(SwapEvents.STARTED, SwapEvents.RESIDENT, SwapEvents.COMPLETED, SwapEvents.STARTED,
                        SwapEvents.RESIDENT, SwapEvents.COMPLETED, SwapEvents.STARTED, SwapEvents.FAILED,
                        SwapEvents.STARTED, SwapEvents.ROLLED_BACK, SwapEvents.STARTED, SwapEvents.PURGED,
                        SwapEvents.PURGED, SwapEvents.COMPLETED);
        Event upgraded = events.stream().filter(event -> "UPGRADED".equals(event.getProperty(SwapEvents.OUTCOME)))
                .findFirst().orElseThrow();
        assertThat(upgraded.getProperty(SwapEvents.FROM)).isEqualTo(Version.valueOf("1.0.0"));
        assertThat(upgraded.getProperty(SwapEvents.TO)).isEqualTo(Version.valueOf("1.1.0"));
        assertThat(upgraded.getProperty(SwapEvents.SERVERS)).isEqualTo(1);
        for (Event event : events) {
            for (String name : event.getPropertyNames()) {
                assertThat(event.getProperty(name)).as(name).isInstanceOfAny(String.class, Number.class, Version.class);
            }
        }
    }

    @Test
    public void aListenerThatBlocksOrThrowsHarmsNobody() {
        CountDownLatch release = new CountDownLatch(1);
        List<String> told = new CopyOnWriteArrayList<>();
        SwapListener blocks = report -> awaitUninterrupted(release);
        SwapListener throwing = report -> {
            throw new IllegalStateException("on purpose");
        };
        register(SwapListener.class, blocks, Map.of());
        register(SwapListener.class, throwing, Map.of());
        register(SwapListener.class, new Recorder(told), Map.of());
        try {
            load("ledger", "1.0.0", Outcome.LOADED);
            load("ledger", "1.1.0", Outcome.UPGRADED);
            await("the others are told", () -> told.contains("ended UPGRADED"));
            await("it is logged", () -> log().stream().anyMatch(line -> line.contains("on purpose")));
        } finally {
            release.countDown();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unregistered) {
            Thread.currentThread().interrupt();
        }
    }

    private <S> void register(Class<S> type, S service, Map<String, ?> properties) {
        registrations.add(context.registerService(type, service, new Hashtable<>(properties)));
    }

    /** Writes down what it is told. */
    private record Recorder(List<String> told) implements SwapListener {

        @Override
        public void started(SwapStart start) {
            told.add("started " + start.to().map(RevisionId::toString).orElse("nothing"));
        }

        @Override
        public void ended(SwapReport report) {
            told.add("ended " + report.outcome());
        }

        @Override
        public void resident(RevisionId revision) {
            told.add("resident " + revision);
        }

        @Override
        public void purged(RevisionId revision) {
            told.add("purged " + revision);
        }

        @Override
        public void collected(RevisionId revision) {
            told.add("collected " + revision);
        }
    }
}
