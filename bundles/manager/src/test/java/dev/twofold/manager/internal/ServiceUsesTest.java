/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

/** A bundle's stop is somebody else's: what it waits for there has an end. */
@Timeout(60)
class ServiceUsesTest {

    private final CountDownLatch made = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<String> happened = new CopyOnWriteArrayList<>();
    private final ServiceUses uses = new ServiceUses(null, new OwnHands(), bundle -> true);

    @AfterEach
    void makeService() {
        made.countDown();
    }

    @Test
    void holdsServicesUntilTheComponentsHaveEnded() {
        Bundle bundle = user(service(Constants.SCOPE_BUNDLE), service(Constants.SCOPE_SINGLETON), service(
                Constants.SCOPE_PROTOTYPE));
        made.countDown();

        uses.event(new BundleEvent(BundleEvent.STOPPING, bundle), List.of());
        assertThat(happened).containsExactlyInAnyOrder("get bundle", "get singleton");
        uses.bundleChanged(new BundleEvent(BundleEvent.STOPPING, bundle));
        assertThat(happened).containsExactlyInAnyOrder("get bundle", "get singleton", "unget bundle",
                "unget singleton");
    }

    @Test
    void doesNotHoldUpAStopForAServiceThatIsNotMade() throws Exception {
        Bundle bundle = user(service(Constants.SCOPE_BUNDLE), service(Constants.SCOPE_SINGLETON));

        uses.event(new BundleEvent(BundleEvent.STOPPING, bundle), List.of());
        assertThat(happened).containsExactlyInAnyOrder("get bundle", "get singleton");
        uses.bundleChanged(new BundleEvent(BundleEvent.STOPPING, bundle));
        assertThat(happened).contains("unget singleton").doesNotContain("unget bundle");

        made.countDown();
        assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private Bundle user(ServiceReference<?>... services) {
        BundleContext context = stub(BundleContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getServiceReference" -> null;
            case "getServiceObjects" -> objects(String.valueOf(((ServiceReference<?>) arguments[0]).getProperty(
                    Constants.SERVICE_SCOPE)));
            default -> throw new UnsupportedOperationException(method.getName());
        });
        return stub(Bundle.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getBundleContext" -> context;
            case "getServicesInUse" -> services;
            case "getBundleId" -> 7L;
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> 7;
            case "toString" -> "meter [7]";
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static ServiceReference<?> service(String scope) {
        return stub(ServiceReference.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getBundle" -> null;
            case "getProperty" -> arguments[0].equals(Constants.SERVICE_SCOPE) ? scope : new String[] { "Meter" };
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> scope.hashCode();
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private ServiceObjects<?> objects(String scope) {
        return stub(ServiceObjects.class, (proxy, method, arguments) -> {
            happened.add(method.getName().replace("Service", "") + " " + scope);
            boolean bundle = scope.equals(Constants.SCOPE_BUNDLE);
            if (bundle && method.getName().equals("getService")) {
                made.await();
            } else if (bundle) {
                released.countDown();
            }
            return method.getName().equals("getService") ? this : null;
        });
    }

    private static <T> T stub(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, answers));
    }
}
