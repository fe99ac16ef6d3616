/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.StateDifference.Cover;
import dev.twofold.module.SwapReport;
import dev.twofold.module.SwapStep;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** Clients that have a module's own messages go on sending them, also when another revision is current. */
public class OldMessageIT extends TwofoldIT {

    private static final int PAGES = 3;

    @Test
    public void takesMessagesOfEitherRevisionWhicheverIsCurrent() {
        load("letters", "1.0.0", Outcome.LOADED);
        Object older = letter();
        Clients old = Clients.calling(servers.named("letters"), older, 2, this::facts);
        try (old) {
            load("letters", "1.1.0", Outcome.UPGRADED);
            old.awaitProgress();
            Object newer = letter();
            assertThat(newer.getClass()).isNotEqualTo(older.getClass());
            Clients current = Clients.calling(servers.named("letters"), newer, 2, this::facts);
            try (current) {
                for (int i = 0; i < 5; i++) {
                    rollBack("letters");
                    old.awaitProgress();
                    current.awaitProgress();
                }
            }
            assertThat(current.failures()).isEmpty();
            old.close();
            assertThat(call("letters", "sum")).isEqualTo(PAGES * (old.answered() + current.answered()));
        }
        assertThat(old.failures()).isEmpty();
    }

    @Test
    public void refusesRevisionThatUnderstandsNoneOfAMessageAnyMore() {
        load("letters", "1.0.0", Outcome.LOADED);
        call("letters", letter());

        SwapReport report = load("letters", "2.0.0", Outcome.REFUSED);

        assertThat(report.reason()).contains("no message of the same class fits", "'letters'", "Letter.note",
                "give one that changes another name");
        assertThat(report.reached(SwapStep.GATE)).as("holds calls back before it is sure").isFalse();
        assertThat(report.differences()).isNotEmpty().allSatisfy(difference -> {
            assertThat(difference.text()).startsWith("message Letter.");
            assertThat(difference.cover()).isEqualTo(Cover.NOBODY);
        });
        assertThat(call("letters", letter())).isEqualTo(2L * PAGES);
    }

    /** A letter of the revision that is current now. */
    private Object letter() {
        Bundle bundle = context.getBundle(module("letters").current().orElseThrow().bundleId());
        try {
            return bundle.loadClass("dev.twofold.itest.modules.letters.Letter").getMethod("of", int.class).invoke(null,
                    PAGES);
        } catch (ReflectiveOperationException failed) {
            throw new AssertionError(failed);
        }
    }
}
