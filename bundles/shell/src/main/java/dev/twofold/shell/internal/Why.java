/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.ModuleInfo;
import dev.twofold.module.ModuleManager;
import dev.twofold.module.Outcome;
import dev.twofold.module.Refusal;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.RevisionInfo.Slot;
import dev.twofold.module.RunningServer;
import dev.twofold.module.SwapReport;
import dev.twofold.module.UpgradePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says why a module, or some of its servers, are not on the newest revision that there was. */
record Why(ModuleManager manager) {

    /** So many servers are named. */
    private static final int NAMED = 10;

    /** For a module, or for the source of a refusal. */
    String text(String name) {
        Optional<ModuleInfo> module = manager.modules().stream().filter(info -> info.name().equals(name)).findFirst();
        List<Refusal> refusals = refusals(name);
        if (module.isEmpty() && refusals.isEmpty()) {
            Stream<String> known = Stream.concat(manager.modules().stream().map(ModuleInfo::name), manager.refusals()
                    .stream().map(Refusal::source));
            throw Names.unknown("module or refused file", name, known.distinct().toList(), Modules.NONE);
        }
        List<String> reasons = new ArrayList<>();
        refusals.forEach(refusal -> reasons.add(Texts.field("refused", refusal.source() + " at " + Texts.time(refusal
                .time()) + ":\n" + Texts.indentation() + Texts.indented(refusal.reason()))));
        module.ifPresent(info -> reasons.addAll(reasons(info, refusals)));
        String headline = module.map(Texts::line).orElse(name + " is not loaded");
        return headline + "\n" + String.join("\n", reasons);
    }

    private List<String> reasons(ModuleInfo module, List<Refusal> refusals) {
        List<String> reasons = new ArrayList<>();
        module.lastReport().filter(last -> !isTold(last, refusals)).flatMap(this::reason).ifPresent(reasons::add);
        List<RunningServer> behind = manager.running(module.name()).stream().filter(server -> server.slot() == Slot.OLD)
                .toList();
        if (!behind.isEmpty()) {
            reasons.add(Texts.field("servers", behind.size() + (behind.size() == 1 ? " runs" : " run")
                    + " the old revision: " + names(behind) + "; module:upgrade " + module.name() + " moves them"));
            if (module.policy().upgrade() == UpgradePolicy.LOAD) {
                reasons.add(Texts.field("policy", "upgrade load: servers stay where they are until module:upgrade"));
            }
        }
        if (reasons.isEmpty() && refusals.isEmpty()) {
            String version = Texts.version(module.current().map(RevisionInfo::id));
            reasons.add("  nothing stands in the way: " + version + " is the newest that it was given, and all its "
                    + "servers run it");
        }
        return reasons;
    }

    private Optional<String> reason(SwapReport last) {
        String when = " at " + Texts.time(last.started()) + (last.requestedBy().isEmpty()
                ? ""
                : ", asked for by " + last.requestedBy());
        if (last.refused()) {
            return Optional.of(Texts.field("refused", Texts.version(last.to().or(last::from)) + when + ":\n" + Texts
                    .indentation() + Texts.indented(last.reason())));
        }
        if (last.outcome() == Outcome.ROLLED_BACK) {
            return Optional.of(Texts.field("went back", "from " + Texts.version(last.from()) + " to " + Texts.version(
                    last
                            .to()) + when + "; module:rollback " + last.module() + " changes them again"));
        }
        if (last.outcome() == Outcome.DELETED) {
            return Optional.of(Texts.field("deleted", Texts.version(last.from()) + when + "; module:load or "
                    + "module:rollback " + last.module() + " makes one current again"));
        }
        return Optional.empty();
    }

    /** A refused load is both the last report and among the refusals. */
    private static boolean isTold(SwapReport last, List<Refusal> refusals) {
        return last.refused() && refusals.stream().anyMatch(refusal -> refusal.reason().strip().equals(last.reason()
                .strip()));
    }

    /** A refusal knows its file and not its module: the file of a module mostly begins with its name. */
    private List<Refusal> refusals(String name) {
        return manager.refusals().stream().filter(refusal -> refusal.source().equals(name) || refusal.source()
                .startsWith(
                        name + "-") || refusal.source().equals(name + ".jar")).toList();
    }

    private static String names(List<RunningServer> servers) {
        String named = servers.stream().limit(NAMED).map(server -> server.server() + " (" + server.revision().version()
                + ")").collect(Collectors.joining(", "));
        return servers.size() > NAMED ? named + " and " + (servers.size() - NAMED) + " more" : named;
    }
}
