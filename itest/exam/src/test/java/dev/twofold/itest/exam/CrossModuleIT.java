/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.RevisionInfo;
import dev.twofold.module.SwapOptions;
import dev.twofold.module.UpgradePolicy;
import dev.twofold.server.Binding;
import dev.twofold.server.ServerSpec;
import java.util.List;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** A module calls another one, with a protocol that both share: it reaches the newest revision, without being reloaded. */
public class CrossModuleIT extends TwofoldIT {

    @Before
    public void loadBoth() {
        install("echo-words", "1.0.0");
        load("echo", "1.0.0", Outcome.LOADED);
        await("echo is a service", () -> context.getServiceReference("dev.twofold.server.ServerRef") != null);
        load("relay", "1.0.0", Outcome.LOADED);
    }

    @Test
    public void theCallerReachesTheNewestRevisionAndIsNotReloaded() {
        RevisionInfo before = module("relay").current().orElseThrow();
        assertThat(asked()).isEqualTo("1.0.0");

        Clients clients = Clients.calling(servers.named("relay"), "ask", 2, this::facts);
        try (clients) {
            for (String version : List.of("1.1.0", "1.2.0", "1.0.0")) {
                load("echo", version, Outcome.UPGRADED);
                assertThat(asked()).isEqualTo(version);
                clients.awaitProgress();
            }
            rollBack("echo");
            assertThat(asked()).isEqualTo("1.2.0");
        }
        assertThat(clients.failures()).isEmpty();
        assertThat(Long.parseLong(((String) call("relay", "ask")).split(" ")[0])).isGreaterThan(clients.answered());
        RevisionInfo after = module("relay").current().orElseThrow();
        assertThat(after.bundleId()).isEqualTo(before.bundleId());
        assertThat(module("relay").old()).isEmpty();
        assertThat(context.getBundle(after.bundleId()).getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    public void aServerThatIsBoundToTheNewestGoesOverWithItsNextMessage() {
        servers.start(ServerSpec.of("echo", "echo").named("newest").bound(Binding.NEWEST));
        servers.start(ServerSpec.of("echo", "echo").named("pinned"));

        assertThat(await(modules.load(fixture("echo", "1.1.0"), SwapOptions.DEFAULTS.upgrade(UpgradePolicy.LOAD)))
                .outcome()).isEqualTo(Outcome.LOADED);

        assertThat(call("newest", "ping")).isEqualTo("1.1.0");
        assertThat(call("pinned", "ping")).isEqualTo("1.0.0");
        assertThat(asked()).isEqualTo("1.0.0");
        assertThat(await(modules.upgrade("echo", SwapOptions.DEFAULTS)).outcome()).isEqualTo(Outcome.UPGRADED);
        assertThat(asked()).isEqualTo("1.1.0");
        assertThat(call("pinned", "ping")).isEqualTo("1.1.0");
    }

    private String asked() {
        return ((String) call("relay", "ask")).split(" ")[1];
    }
}
