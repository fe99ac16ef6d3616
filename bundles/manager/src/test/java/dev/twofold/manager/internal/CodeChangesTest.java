/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.code.CodeChange;
import dev.twofold.engine.migration.ChangeOffer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.VersionRange;

/** Code changes that somebody else takes away just then, or that come too late. */
@Timeout(60)
class CodeChangesTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Semaphore givenBack = new Semaphore(0);

    /** Has no services, and knows of no bundle. */
    private static <T> T gone(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> 1;
                    case "equals" -> proxy == arguments[0];
                    default -> null;
                }));
    }

    @SuppressWarnings("unchecked")
    private static ChangeOffer<ServiceReference<CodeChange>> offer() {
        return new ChangeOffer<>("AddBand of ledger 1.1.0", gone(ServiceReference.class), "ledger", "",
                new VersionRange("1.0"), new VersionRange("1.1"), 0);
    }

    @Test
    void refusesOneThatHasGone() {
        try (Bounded bounded = new Bounded();
                CodeChanges changes = new CodeChanges(gone(BundleContext.class), null, bounded, LIMIT)) {
            assertThatThrownBy(() -> changes.use(offer())).isInstanceOf(RefusedException.class).hasMessageContaining(
                    "AddBand of ledger 1.1.0 has gone meanwhile");
        }
    }

    // ---- one whose activation takes longer than it may

    private interface Activation {
        void await() throws InterruptedException;
    }

    private BundleContext slow(Activation activation) {
        return (BundleContext) Proxy.newProxyInstance(BundleContext.class.getClassLoader(), new Class<?>[] {
                BundleContext.class }, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getService" -> {
                        activation.await();
                        yield gone(CodeChange.class);
                    }
                    case "ungetService" -> {
                        givenBack.release();
                        yield true;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private void assertGivenBackOnce() throws InterruptedException {
        assertThat(givenBack.tryAcquire(30, TimeUnit.SECONDS)).as("given back").isTrue();
        assertThat(givenBack.availablePermits()).as("given back once more").isZero();
    }

    @Test
    void givesOneBackThatComesWhenAllIsOver() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Bounded bounded = new Bounded()) {
            try (CodeChanges changes = new CodeChanges(slow(() -> awaitWhateverHappens(over)), null, bounded, SHORT)) {
                assertThatThrownBy(() -> changes.use(offer())).isInstanceOf(RefusedException.class)
                        .hasMessageContaining(
                                "the activation of the CodeChange AddBand of ledger 1.1.0 did not return");
            }
            assertThat(givenBack.availablePermits()).as("not there yet").isZero();

            over.countDown();

            assertGivenBackOnce();
        }
    }

    /** An author's code may take no notice of an interrupt. */
    private static void awaitWhateverHappens(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException ignored) {
                continue;
            }
        }
    }

    @Test
    void givesOneBackThatComesWhenItIsGivenUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (Bounded bounded = new Bounded()) {
            try (CodeChanges changes = new CodeChanges(slow(() -> awaitInterrupt(never)), null, bounded, SHORT)) {
                assertThatThrownBy(() -> changes.use(offer())).isInstanceOf(RefusedException.class);
            }

            assertGivenBackOnce();
        }
    }

    private static void awaitInterrupt(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException givenUp) {
            return;
        }
    }
}
