/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.module.Outcome;
import dev.twofold.module.RevisionId;
import dev.twofold.module.SwapEvents;
import dev.twofold.module.SwapListener;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStart;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;

/**
 * Posts what happens to modules to the Event Admin. It is there only while there is one, so that the platform runs without:
 * the reference is multiple for the resolver, which then does not ask for one, and has a minimum for the component.
 */
@Component(service = SwapListener.class, property = "events.cardinality.minimum:Integer=1")
public final class EventPublisher implements SwapListener {

    @Reference(name = "events", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<EventAdmin> events = List.of();

    @Override
    public void started(SwapStart start) {
        Map<String, Object> properties = about(start.module(), start.to().or(start::from));
        properties.put(EventConstants.TIMESTAMP, start.started().toEpochMilli());
        properties.put(SwapEvents.REQUESTED_BY, start.requestedBy());
        versions(properties, start.from(), start.to());
        post(SwapEvents.STARTED, properties);
    }

    @Override
    public void ended(SwapReport report) {
        Map<String, Object> properties = about(report.module(), report.to().or(report::from));
        versions(properties, report.from(), report.to());
        properties.put(SwapEvents.OUTCOME, report.outcome().name());
        properties.put(SwapEvents.SERVERS, report.servers());
        properties.put(SwapEvents.DURATION, report.duration().toMillis());
        properties.put(SwapEvents.GATED, report.gated().toMillis());
        properties.put(SwapEvents.REQUESTED_BY, report.requestedBy());
        properties.put(EventConstants.MESSAGE, report.reason());
        post(topic(report.outcome()), properties);
    }

    @Override
    public void resident(RevisionId revision) {
        post(SwapEvents.RESIDENT, about(revision.module(), Optional.of(revision)));
    }

    @Override
    public void purged(RevisionId revision) {
        post(SwapEvents.PURGED, about(revision.module(), Optional.of(revision)));
    }

    @Override
    public void collected(RevisionId revision) {
        post(SwapEvents.COLLECTED, about(revision.module(), Optional.of(revision)));
    }

    private static String topic(Outcome outcome) {
        return switch (outcome) {
            case REFUSED -> SwapEvents.FAILED;
            case ROLLED_BACK -> SwapEvents.ROLLED_BACK;
            default -> SwapEvents.COMPLETED;
        };
    }

    private static Map<String, Object> about(String module, Optional<RevisionId> revision) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(EventConstants.TIMESTAMP, System.currentTimeMillis());
        properties.put(EventConstants.BUNDLE_SYMBOLICNAME, module);
        revision.ifPresent(id -> {
            properties.put(EventConstants.BUNDLE_VERSION, id.version());
            properties.put(SwapEvents.HASH, id.sha256());
        });
        return properties;
    }

    private static void versions(Map<String, Object> properties, Optional<RevisionId> from, Optional<RevisionId> to) {
        from.ifPresent(id -> properties.put(SwapEvents.FROM, id.version()));
        to.ifPresent(id -> properties.put(SwapEvents.TO, id.version()));
    }

    private void post(String topic, Map<String, Object> properties) {
        Event event = new Event(topic, properties);
        events.stream().findFirst().ifPresent(admin -> admin.postEvent(event));
    }
}
