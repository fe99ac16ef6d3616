/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.Outcome;
import dev.twofold.module.PastSwap;
import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionId;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.RevisionInfo.Slot;
import dev.twofold.module.RunningServer;
import dev.twofold.module.SwapReport;
import dev.twofold.module.UpgradePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says why a module, or some of its servers, are not on the newest revision that there was. */
record Why(ModuleManager manager) {

    /** So many servers are named. */
    private static final int NAMED = 10;

    /** So much of two reasons must be the same. */
    private static final int COMPARED = 200;

    /** What was last done with a module, as the report or the history has it. */
    private record Last(Outcome outcome, Optional<RevisionId> from, Optional<RevisionId> to, Instant started,
            String requestedBy, String reason) {

        static Last of(SwapReport report) {
            return new Last(report.outcome(), report.from(), report.to(), report.started(), report.requestedBy(), report
                    .reason());
        }

        static Last of(PastSwap past) {
            return new Last(past.outcome(), past.from(), past.to(), past.started(), past.requestedBy(), past.reason());
        }

        String when() {
            return " at " + Texts.time(started) + (requestedBy.isEmpty() ? "" : ", asked for by " + requestedBy);
        }

        String way() {
            return "from " + Texts.version(from) + " to " + Texts.version(to) + when();
        }

        /** A refused load is both the last operation and among the refusals; a history keeps less of it. */
        boolean isTold(List<Refusal> refusals) {
            String told = reason.strip();
            return outcome == Outcome.REFUSED && refusals.stream().map(refusal -> refusal.reason().strip())
                    .anyMatch(known -> known.equals(told) || !told.isEmpty() && known.startsWith(told.substring(0, Math
                            .min(told.length(), COMPARED))));
        }
    }

    /** For a module, or for the source of a refusal. */
    String text(String name) {
        Optional<ModuleInfo> module = manager.modules().stream().filter(info -> info.name().equals(name)).findFirst();
        List<Refusal> refusals = refusals(name);
        Optional<Last> last = last(name, module);
        if (module.isEmpty() && refusals.isEmpty() && last.isEmpty()) {
            Stream<String> known = Stream.concat(manager.modules().stream().map(ModuleInfo::name), manager.refusals()
                    .stream().map(Refusal::source));
            throw Names.unknown("module or refused file", name, known.distinct().toList(), Modules.NONE);
        }
        List<String> reasons = new ArrayList<>();
        refusals.forEach(refusal -> reasons.add(Texts.refused(refusal.source() + " at " + Texts.time(refusal.time()),
                refusal.reason())));
        last.filter(done -> !done.isTold(refusals)).flatMap(done -> reason(name, done)).ifPresent(reasons::add);
        module.ifPresent(info -> reasons.addAll(servers(info)));
        if (reasons.isEmpty() && module.flatMap(ModuleInfo::current).isEmpty()) {
            reasons.add("  it has no current revision: " + module.map(Modules::wayBack).orElse("module:load PATH"
                    + " loads one"));
        }
        if (reasons.isEmpty()) {
            module.flatMap(Why::left).ifPresent(reasons::add);
        }
        if (reasons.isEmpty()) {
            String version = Texts.version(module.flatMap(ModuleInfo::current).map(RevisionInfo::id));
            reasons.add("  nothing stands in the way: " + version + " is the newest that it was given, and all its "
                    + "servers run it");
        }
        return module.map(Texts::line).orElse(name + " is not loaded") + "\n" + String.join("\n", reasons);
    }

    /** What is in the old slot though it is newer, for whatever reason. */
    private static Optional<String> left(ModuleInfo module) {
        return module.current().flatMap(current -> module.old().filter(old -> old.id().version().compareTo(current.id()
                .version()) > 0)).map(old -> Texts.field("old slot", Texts.version(Optional.of(old.id()))
                        + " is newer; module:rollback " + module.name() + " makes it current"));
    }

    /** The report does not outlive a restart, which is none of the things that are asked for here. */
    private Optional<Last> last(String name, Optional<ModuleInfo> module) {
        Optional<Last> report = module.flatMap(ModuleInfo::lastReport).map(Last::of);
        Optional<Last> past = manager.history(name).stream().findFirst().map(Last::of);
        return past.filter(kept -> report.filter(said -> said.started().toEpochMilli() == kept.started()
                .toEpochMilli()).isEmpty()).or(() -> report);
    }

    private List<String> servers(ModuleInfo module) {
        List<String> reasons = new ArrayList<>();
        List<RunningServer> behind = manager.running(module.name()).stream().filter(server -> server.slot() == Slot.OLD)
                .toList();
        if (!behind.isEmpty()) {
            reasons.add(Texts.field("servers", behind.size() + (behind.size() == 1 ? " runs" : " run")
                    + " the old revision: " + names(behind) + (module.current().isPresent()
                            ? "; module:upgrade " + module.name() + " moves them"
                            : "; " + Modules.wayBack(module))));
            if (module.current().isPresent() && module.policy().upgrade() == UpgradePolicy.LOAD) {
                reasons.add(Texts.field("policy", "upgrade load: servers stay where they are until module:upgrade"));
            }
        }
        return reasons;
    }

    private static Optional<String> reason(String name, Last last) {
        return switch (last.outcome()) {
            case REFUSED -> Optional.of(Texts.refused((last.to().isPresent()
                    ? Texts.version(last.to())
                    : "the last operation") + last.when(), last.reason()));
            case ROLLED_BACK -> Optional.of(Texts.field("went back", last.way() + "; module:rollback " + name
                    + " changes them again"));
            case DOWNGRADED -> Optional.of(Texts.field("went down", last.way() + "; module:rollback " + name
                    + " changes them again"));
            case DELETED -> Optional.of(Texts.field("deleted", Texts.version(last.from()) + last.when()
                    + "; module:load or module:rollback " + name + " makes one current again"));
            case UNLOADED -> Optional.of(Texts.field("unloaded", Texts.version(last.from()) + last.when()
                    + "; module:load loads a jar, and so does one that is dropped or touched in the folder"));
            default -> Optional.empty();
        };
    }

    /** A refusal knows its file and not its module: the file of a module mostly begins with its name. */
    private List<Refusal> refusals(String name) {
        return manager.refusals().stream().filter(refusal -> refusal.source().equals(name) || refusal.source()
                .startsWith(
                        name + "-") || refusal.source().equals(name + ".jar") || refusal.source().endsWith("(" + name
                                + ")")).toList();
    }

    private static String names(List<RunningServer> servers) {
        String named = servers.stream().limit(NAMED).map(server -> server.server() + " (" + server.revision().version()
                + ")").collect(Collectors.joining(", "));
        return servers.size() > NAMED ? named + " and " + (servers.size() - NAMED) + " more" : named;
    }
}
