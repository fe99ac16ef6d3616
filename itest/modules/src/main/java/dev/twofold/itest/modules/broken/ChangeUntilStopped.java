/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.broken;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import dev.twofold.code.StateView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.SynchronousBundleListener;

/** Takes until its bundle is stopped, the first time. The file {@code data/changing} in the platform's folder is there then. */
public final class ChangeUntilStopped implements CodeChange {

    @Override
    public Object codeChange(StateView old, ChangeContext context) throws Exception {
        Path begun = Path.of(System.getProperty("java.io.tmpdir")).resolveSibling("changing");
        if (!Files.exists(begun)) {
            CountDownLatch stopping = new CountDownLatch(1);
            Bundle bundle = FrameworkUtil.getBundle(ChangeUntilStopped.class);
            BundleContext own = bundle.getBundleContext();
            own.addBundleListener((SynchronousBundleListener) event -> {
                if (event.getBundle().equals(bundle) && event.getType() == BundleEvent.STOPPING) {
                    stopping.countDown();
                }
            });
            Files.createFile(begun);
            stopping.await();
        }
        return old.with("increments", 0L);
    }
}
