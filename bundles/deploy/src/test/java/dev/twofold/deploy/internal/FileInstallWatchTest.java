/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedServiceFactory;

class FileInstallWatchTest {

    @Test
    void tellsFileInstallWhatToWatchAndWhenToStop() {
        FakeFileInstall fileInstall = new FakeFileInstall();
        FileInstallWatch watch = new FileInstallWatch(fileInstall);
        watch.open(Path.of("deploy"), Duration.ofMillis(250));
        watch.close();
        assertThat(fileInstall.told).containsExactly("deploy 250", "deleted");
    }

    @Test
    void survivesARefusal() {
        FakeFileInstall fileInstall = new FakeFileInstall();
        fileInstall.refuses = true;
        new FileInstallWatch(fileInstall).open(Path.of("deploy"), Duration.ofMillis(250));
        assertThat(fileInstall.told).isEmpty();
    }

    private static final class FakeFileInstall implements ManagedServiceFactory {

        private final List<String> told = new ArrayList<>();
        private boolean refuses;

        @Override
        public String getName() {
            return "File Install";
        }

        @Override
        public void updated(String pid, Dictionary<String, ?> properties) throws ConfigurationException {
            if (refuses) {
                throw new ConfigurationException("felix.fileinstall.dir", "expected by the test");
            }
            assertThat(pid).isEqualTo(FileInstallWatch.PID);
            told.add(properties.get("felix.fileinstall.dir") + " " + properties.get("felix.fileinstall.poll"));
        }

        @Override
        public void deleted(String pid) {
            told.add("deleted");
        }
    }
}
