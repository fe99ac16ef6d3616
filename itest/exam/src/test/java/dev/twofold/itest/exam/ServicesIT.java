/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ops4j.pax.exam.CoreOptions.options;

import dev.twofold.module.Outcome;
import dev.twofold.module.Readiness;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ModuleFolder;
import dev.twofold.server.ServerRef;
import dev.twofold.supervisor.Supervisors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import javax.inject.Inject;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.service.condition.Condition;

/** What other bundles see of servers and modules: services that are there for as long as what they stand for. */
public class ServicesIT extends TwofoldIT {

    @Inject
    private Supervisors supervisors;

    @Override
    protected Option[] extras() {
        return options(Platform.impatient(1_000));
    }

    @Test
    public void clientsThatReferToAServerAreNotDisturbedByAnyUpgrade() {
        start(install("ledger-client", "1.0.0"));
        assertThat(clients("ledger")).isEmpty();

        load("ledger", "1.0.0", Outcome.LOADED);
        await("the client is there", () -> clients("ledger").size() == 1);
        LongSupplier client = client("ledger");
        ServiceReference<ServerRef> before = only(ServerRef.class, "(server.name=ledger)");
        load("ledger", "1.1.0", Outcome.UPGRADED);
        call("ledger", 4L);
        rollBack("ledger");
        load("ledger", "1.2.0", Outcome.UPGRADED);
        sys.exit(servers.named("ledger"), ExitReason.of("crash"));
        await("it is restarted", () -> servers.named("ledger").isAlive());
        await("the condition has followed", () -> versionOf("ledger").equals(currentVersion("ledger")));

        assertThat(client.getAsLong()).isEqualTo(1);
        assertThat(client("ledger")).isSameAs(client);
        assertThat(only(ServerRef.class, "(server.name=ledger)")).isEqualTo(before);
        assertThat(before.getProperty(ServerRef.MODULE)).isEqualTo("ledger");
        assertThat(before.getProperty(ServerRef.SERVER_TYPE)).isEqualTo("ledger");
        assertThat(client("waiting").getAsLong()).isEqualTo(1);

        await(modules.unload("ledger"));
        await("the client has gone", () -> clients("ledger").isEmpty() && clients("waiting").isEmpty());
        assertThat(find(ServerRef.class, "(module=ledger)")).isEmpty();
    }

    @Test
    public void aServerThatIsDeletedForGoodIsNoServiceAnyMore() {
        load("ledger", "1.0.0", Outcome.LOADED);
        await("it is a service", () -> !find(ServerRef.class, "(server.name=ledger)").isEmpty());
        ServerRef top = servers.named("ledger/supervisor");

        supervisors.terminateChild(top, "ledger");
        load("ledger", "1.1.0", Outcome.UPGRADED);
        await("the new revision is up", () -> versionOf("ledger").equals("1.1.0"));
        assertThat(find(ServerRef.class, "(server.name=ledger)")).hasSize(1);

        supervisors.deleteChild(top, "ledger");
        await("it is none any more", () -> find(ServerRef.class, "(server.name=ledger)").isEmpty());
        await(modules.load(fixture("ledger", "1.1.0")));
        await("it is one again", () -> !find(ServerRef.class, "(server.name=ledger)").isEmpty());
        assertThat(call("ledger", "sum")).isEqualTo(0L);
    }

    @Test
    public void aComponentThatIsNoServerHasTheFolderOfItsModule() throws IOException {
        Path diary = Path.of(context.getProperty("twofold.data.dir"), "files", "diary", "diary.txt");
        load("diary", "1.0.0", Outcome.LOADED);
        load("diary", "1.1.0", Outcome.UPGRADED);
        rollBack("diary");

        await("each of them has written", () -> lines(diary).size() == 3);
        assertThat(lines(diary)).containsExactly("1.0.0", "1.1.0", "1.0.0");
        await(modules.unload("diary"));
        assertThat(diary).exists();
        Files.delete(diary);
        Files.delete(diary.getParent());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    public void aBundleThatIsNoModuleHasNoModuleFolder() {
        ModuleFolder none = context.getService(context.getServiceReference(ModuleFolder.class));

        assertThatThrownBy(none::path).isInstanceOf(IllegalStateException.class).hasMessageContaining(
                "not loaded as a module");
    }

    @Test
    public void theManagerAndTheFolderTellWhenTheyAreReady() {
        await("restored", () -> condition(Readiness.RESTORED));
        await("ready", () -> condition(Readiness.READY));

        drop("ledger", "1.0.0");
        await("the module is up", () -> versionOf("ledger").equals("1.0.0"));
        Bundle current = context.getBundle(module("ledger").current().orElseThrow().bundleId());

        assertThat(current.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(deployFolder().resolve("ledger-1.0.0.jar").toFile().delete()).isTrue();
        await("the module is not up any more", () -> !condition(Readiness.MODULE_PREFIX + "ledger"));
        await("it is unloaded", () -> moduleBundles().isEmpty() && storedFiles().isEmpty());
    }

    private boolean condition(String id) {
        return !find(Condition.class, "(osgi.condition.id=" + id + ")").isEmpty();
    }

    private String versionOf(String module) {
        return find(Condition.class, "(osgi.condition.id=" + Readiness.MODULE_PREFIX + module + ")").stream()
                .map(up -> ((Version) up.getProperty(Readiness.VERSION)).toString()).findAny().orElse("");
    }

    private LongSupplier client(String name) {
        return context.getService(clients(name).iterator().next());
    }

    private Collection<ServiceReference<LongSupplier>> clients(String name) {
        return find(LongSupplier.class, "(client=" + name + ")");
    }

    private <S> ServiceReference<S> only(Class<S> type, String filter) {
        Collection<ServiceReference<S>> found = find(type, filter);
        assertThat(found).hasSize(1);
        return found.iterator().next();
    }

    private <S> Collection<ServiceReference<S>> find(Class<S> type, String filter) {
        try {
            return List.copyOf(context.getServiceReferences(type, filter));
        } catch (InvalidSyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
