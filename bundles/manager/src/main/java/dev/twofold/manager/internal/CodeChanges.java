/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.annotation.CodeChangeOf;
import dev.twofold.annotation.ServerType;
import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.VersionRange;

/**
 * Finds the code change for a server type: the narrowest range of old versions, then the highest ranking. Belongs to one
 * swap; closing it gives the services back.
 */
final class CodeChanges implements AutoCloseable {

    private final BundleContext context;
    private final Components components;
    private final List<ServiceReference<?>> used = new ArrayList<>();

    CodeChanges(BundleContext context, Components components) {
        this.context = context;
        this.components = components;
    }

    /** The service that changes states of this type, or empty if they are carried over by shape. */
    Optional<CodeChange> find(ChangeContext wanted) throws RefusedException {
        List<Candidate> matching = new ArrayList<>();
        for (ServiceReference<CodeChange> service : services()) {
            Candidate candidate = Candidate.of(service);
            if (candidate.isFor(wanted)) {
                matching.add(candidate);
            }
        }
        Optional<Candidate> best = matching.stream()
                .filter(candidate -> matching.stream().noneMatch(other -> other.isNarrowerThan(candidate)))
                .max(Comparator.comparing(Candidate::service));
        return best.isPresent() ? Optional.of(use(best.get().service())) : Optional.empty();
    }

    private CodeChange use(ServiceReference<CodeChange> service) throws RefusedException {
        used.add(service);
        CodeChange change = context.getService(service);
        if (change == null) {
            throw new RefusedException("a CodeChange of bundle " + service.getBundle() + " could not be activated: "
                    + String.join("; ", components.failures(service.getBundle())));
        }
        return change;
    }

    @Override
    public void close() {
        used.forEach(context::ungetService);
    }

    private Collection<ServiceReference<CodeChange>> services() {
        try {
            return context.getServiceReferences(CodeChange.class, null);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private record Candidate(ServiceReference<CodeChange> service, String module, String type, VersionRange from,
            VersionRange to) {

        static Candidate of(ServiceReference<CodeChange> service) throws RefusedException {
            String module = text(service, CodeChangeOf.MODULE);
            return new Candidate(service, module.isEmpty() ? service.getBundle().getSymbolicName() : module,
                    text(service, ServerType.TYPE), range(service, CodeChangeOf.FROM), range(service, CodeChangeOf.TO));
        }

        boolean isFor(ChangeContext wanted) {
            return module.equals(wanted.module()) && (type.isEmpty() || type.equals(wanted.serverType()))
                    && from.includes(wanted.from()) && to.includes(wanted.to());
        }

        boolean isNarrowerThan(Candidate other) {
            return !from.equals(other.from) && from.intersection(other.from).equals(from);
        }

        private static String text(ServiceReference<?> service, String property) {
            return service.getProperty(property) instanceof String text ? text.trim() : "";
        }

        private static VersionRange range(ServiceReference<?> service, String property) throws RefusedException {
            try {
                return new VersionRange(text(service, property));
            } catch (IllegalArgumentException wrong) {
                throw new RefusedException("a CodeChange of bundle " + service.getBundle()
                        + " has no range of versions in"
                        + " its property '" + property + "': annotate it with @CodeChangeOf (" + wrong.getMessage()
                        + ")");
            }
        }
    }
}
