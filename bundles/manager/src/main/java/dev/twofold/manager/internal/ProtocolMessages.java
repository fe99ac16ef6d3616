/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import dev.twofold.engine.Engine;
import dev.twofold.module.Messages;
import dev.twofold.server.ServerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;

/** Makes the protocol records of a server's type out of text. Keeps nothing of any revision. */
final class ProtocolMessages implements Messages {

    private final Engine engine;
    private final Modules modules;

    ProtocolMessages(Engine engine, Modules modules) {
        this.engine = engine;
        this.modules = modules;
    }

    @Override
    public List<String> names(String server) {
        return records(server).stream().map(Class::getSimpleName).toList();
    }

    @Override
    public Object parse(String server, String message, List<String> arguments) {
        List<Class<?>> known = records(server);
        for (Class<?> type : known) {
            if (type.getSimpleName().equals(message) || type.getName().equals(message)) {
                return RecordText.parse(type, arguments);
            }
        }
        throw new IllegalArgumentException("server " + server + " knows no message '" + message + "'; "
                + (known.isEmpty()
                        ? "its type declares none (@ServerType, messages)"
                        : "it knows: " + String.join(", ", known.stream().map(RecordText::describe).toList())));
    }

    private List<Class<?>> records(String server) {
        ServerInfo info = engine.servers().stream().filter(each -> each.name().equals(server)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no server '" + server + "'"));
        Revision revision = modules.find(info.module()).flatMap(slots -> revision(slots, server)).orElseThrow(
                () -> new IllegalArgumentException("module " + info.module() + " of server " + server + " is gone"));
        Revision.Type type = revision.types().get(info.type());
        List<Class<?>> found = new ArrayList<>();
        for (String name : type == null ? List.<String>of() : type.messages()) {
            addRecords(load(revision.bundle(), name), found);
        }
        return found;
    }

    /** What it runs itself: that may be the old one, and none may be current. */
    private Optional<Revision> revision(Slots slots, String server) {
        return slots.old().filter(old -> runs(old, server)).or(slots::current).or(slots::old);
    }

    private boolean runs(Revision revision, String server) {
        return engine.group(revision.id().module()).whoRuns(revision.authorsCodes()).stream().anyMatch(
                runner -> runner.name().equals(server));
    }

    private static void addRecords(Class<?> type, List<Class<?>> found) {
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                addRecords(permitted, found);
            }
        } else if (type.isRecord()) {
            found.add(type);
        }
    }

    private static Class<?> load(Bundle bundle, String name) {
        try {
            return bundle.loadClass(name);
        } catch (ClassNotFoundException | IllegalStateException gone) {
            throw new IllegalArgumentException("module " + bundle.getSymbolicName() + " names the message " + name
                    + " but cannot load it: correct its @ServerType");
        }
    }
}
