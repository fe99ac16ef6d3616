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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedServiceFactory;

class FileInstallWatchTest {

    @Test
    void tellsFileInstallWhatToWatchAndWhenToStop() {
        FakeFileInstall fileInstall = new FakeFileInstall();
        FileInstallWatch watch = watch(fileInstall);
        watch.open();
        watch.close();
        assertThat(fileInstall.told).containsExactly("deploy 250", "deleted");
    }

    @Test
    void survivesARefusal() {
        FakeFileInstall fileInstall = new FakeFileInstall();
        fileInstall.refuses = true;
        watch(fileInstall).open();
        assertThat(fileInstall.told).isEmpty();
    }

    @Test
    void beginsAnewWhenTheFolderWasGoneButNotAfterItsEnd() {
        FakeFileInstall fileInstall = new FakeFileInstall();
        FileInstallWatch watch = watch(fileInstall);
        watch.open();
        watch.reopen();
        watch.close();
        watch.reopen();
        assertThat(fileInstall.told).containsExactly("deploy 250", "deleted", "deploy 250", "deleted");
    }

    @ParameterizedTest
    @ValueSource(strings = { ".counter.jar", "counter.jar.part", "counter.jar.refused", "Counter 1.JAR.loaded",
            "README.txt" })
    void keepsFromFileInstallWhatIsNotForIt(String name) {
        assertThat(name).doesNotMatch(filter());
    }

    @ParameterizedTest
    @ValueSource(strings = { "gateway.jar", "gateway.JAR", "gateway.cfg", "README.txt.jar", "a.jar.refused.jar",
            "notes.txt" })
    void leavesEverythingElseToFileInstall(String name) {
        assertThat(name).matches(filter());
    }

    private static String filter() {
        FakeFileInstall fileInstall = new FakeFileInstall();
        watch(fileInstall).open();
        return fileInstall.filter;
    }

    private static FileInstallWatch watch(FakeFileInstall fileInstall) {
        return new FileInstallWatch(fileInstall, Path.of("deploy"), Duration.ofMillis(250));
    }

    private static final class FakeFileInstall implements ManagedServiceFactory {

        private final List<String> told = new ArrayList<>();
        private boolean refuses;
        private String filter = "";

        @Override
        public String getName() {
            return "File Install";
        }

        @Override
        public void updated(String pid, Dictionary<String, ?> properties) throws ConfigurationException {
            if (refuses) {
                throw new ConfigurationException("felix.fileinstall.dir", "expected by the test");
            }
            filter = (String) properties.get("felix.fileinstall.filter");
            assertThat(pid).isEqualTo(FileInstallWatch.PID);
            told.add(properties.get("felix.fileinstall.dir") + " " + properties.get("felix.fileinstall.poll"));
        }

        @Override
        public void deleted(String pid) {
            told.add("deleted");
        }
    }
}
