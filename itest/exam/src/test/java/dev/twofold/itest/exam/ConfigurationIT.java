/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.ServerRef;
import dev.twofold.server.ServerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Test;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A configuration of a module's component, as it comes from a file, counts for both revisions. */
public class ConfigurationIT extends TwofoldIT {

    private static final String PID = "twofold.test.notebook";

    @Inject
    private ConfigurationAdmin configurations;

    private Path page;

    @After
    public void deleteConfigurationAndFiles() throws IOException {
        notebook().delete();
        if (page != null) {
            Files.delete(page);
            Files.delete(page.getParent());
        }
    }

    @Test
    public void reachesBothRevisionsAndStaysAfterUpgradeAndRollback() throws IOException {
        configure("Monday");
        load("notebook", "1.0.0", Outcome.LOADED);
        assertThat(await(modules.load(fixture("notebook", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)))
                .outcome()).isEqualTo(Outcome.LOADED);
        ServerRef second = servers.start(ServerSpec.of("notebook", "notebook").named("second"));
        assertThat(server("notebook").version()).isEqualTo("1.0.0");
        assertThat(server("second").version()).isEqualTo("1.1.0");
        assertThat(call("notebook", "heading")).isEqualTo("Monday");
        assertThat(second.call("heading")).isEqualTo("Monday");

        configure("Tuesday");
        awaitHeading("notebook", "Tuesday");
        awaitHeading("second", "Tuesday");

        assertThat(await(modules.upgrade("notebook", SwapOptions.DEFAULTS)).outcome()).isEqualTo(Outcome.UPGRADED);
        assertThat(call("notebook", "heading")).isEqualTo("Tuesday");
        configure("Wednesday");
        awaitHeading("notebook", "Wednesday");

        rollBack("notebook");
        assertThat(call("notebook", "heading")).isEqualTo("Wednesday");
        configure("Thursday");
        awaitHeading("notebook", "Thursday");
        awaitHeading("second", "Thursday");
    }

    @Test
    public void aChangeReachesAComponentThatTakesItOverWithoutAnyOperation() throws IOException {
        configure("Monday");
        load("notebook", "1.0.0", Outcome.LOADED);

        assertChangeKeepsServers();

        assertThat(module("notebook").lastReport().orElseThrow().outcome()).isEqualTo(Outcome.LOADED);
    }

    @Test
    public void aChangeThatMakesAComponentAnewKeepsItsServersAndCallers() throws IOException {
        configure("Monday");
        load("notebook-printed", "1.0.0", Outcome.LOADED);
        assertChangeKeepsServers();

        load("notebook-printed", "1.1.0", Outcome.UPGRADED);
        configure("Wednesday");
        awaitHeading("notebook", "Wednesday");
        rollBack("notebook");
        configure("Thursday");
        awaitHeading("notebook", "Thursday");

        assertThat(call("notebook", "written")).isEqualTo(1);
        assertThat(server("notebook").version()).isEqualTo("1.0.0");
    }

    /** Nor is a code change asked, although there is one for any version. */
    @Test
    public void aComponentThatIsMadeAnewGetsStatesThatNoUpgradeCouldTakeOver() throws IOException {
        configure("Monday");
        load("notebook-sketch", "1.0.0", Outcome.LOADED);
        call("notebook", "draw");
        Clients clients = Clients.calling(servers.named("notebook"), "lines", 2, this::facts);
        try (clients) {
            configure("Tuesday");
            awaitHeading("notebook", "Tuesday");
            clients.awaitProgress();
        }
        assertThat(clients.failures()).isEmpty();
        assertThat(call("notebook", "lines")).isEqualTo(1);
    }

    @Test
    public void aComponentThatIsMadeAnewLeavesServersOfTheOldRevisionWhereTheyAre() throws IOException {
        configure("Monday");
        load("notebook-printed", "1.0.0", Outcome.LOADED);
        await(modules.load(fixture("notebook-printed", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)));
        servers.start(ServerSpec.of("notebook", "notebook").named("second"));

        configure("Tuesday");
        awaitHeading("second", "Tuesday");

        assertThat(server("second").version()).isEqualTo("1.1.0");
        assertThat(server("notebook").version()).isEqualTo("1.0.0");
        assertThat(call("notebook", "heading")).isEqualTo("Monday");
        assertThat(await(modules.upgrade("notebook", SwapOptions.DEFAULTS)).outcome()).isEqualTo(Outcome.UPGRADED);
        assertThat(call("notebook", "heading")).isEqualTo("Tuesday");
    }

    private void assertChangeKeepsServers() throws IOException {
        page = Path.of(call("notebook", "note kept").toString());
        ServerRef other = servers.start(ServerSpec.of("notebook", "notebook"));
        Clients clients = Clients.calling(other, "written", 3, this::facts);
        try (clients) {
            configure("Tuesday");
            awaitHeading("notebook", "Tuesday");
            clients.awaitProgress();
        }
        assertThat(clients.failures()).isEmpty();
        assertThat(other.isAlive()).isTrue();
        assertThat(other.call("heading")).isEqualTo("Tuesday");
        assertThat(call("notebook", "written")).isEqualTo(1);
    }

    private void awaitHeading(String server, String heading) {
        await(server + " has the heading " + heading, () -> call(server, "heading").equals(heading));
    }

    /** As the folder of configurations does: for bundles at any location. */
    private void configure(String heading) throws IOException {
        Dictionary<String, Object> settings = new Hashtable<>();
        settings.put("heading", heading);
        notebook().update(settings);
    }

    private Configuration notebook() throws IOException {
        return configurations.getConfiguration(PID, "?");
    }
}
