/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import dev.twofold.module.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.condition.Condition;

/**
 * Lets a session wait while the platform starts and the commands that it asks for are not there yet, or the modules of the
 * last start, so that a script need not. If they do not come, nobody waits a second time. Called on threads of the shell.
 */
@Component(service = CommandSessionListener.class)
public final class StartUp implements CommandSessionListener {

    private static final List<String> COMMANDS = List.of("module:list", "module:load", "module:watch", "server:list",
            "server:top", "twofold:status");
    private static final Pattern OURS = Pattern.compile("\\b(module|server|twofold):");
    private static final long LOOK_AGAIN_MS = 50;

    private final Duration limit;
    private volatile boolean isRestored;
    private volatile boolean over;

    /** Waits half a minute at most. */
    public StartUp() {
        this(Duration.ofSeconds(30));
    }

    StartUp(Duration limit) {
        this.limit = limit;
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, target = "("
            + Condition.CONDITION_ID + "=" + Readiness.RESTORED + ")")
    void setRestored(Condition restored) {
        isRestored = true;
    }

    void unsetRestored(Condition restored) {
        isRestored = false;
    }

    @Override
    public void beforeExecute(CommandSession session, CharSequence line) {
        if (over || !OURS.matcher(line).find()) {
            return;
        }
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (!over && !(isRestored && areThere(session)) && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
            }
            over = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean areThere(CommandSession session) {
        return UnknownCommand.known(session).containsAll(COMMANDS);
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Exception failure) {}

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Object result) {}
}
