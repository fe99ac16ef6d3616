/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;

/** Which version runs after what was done with jars: the table of the README, row by row. */
class VersionsTest extends FolderFixture {

    private static final String LOWER = "MODULE counter 1.0.0";
    private static final String OLD = "MODULE counter 1.1.0";
    private static final String CURRENT = "MODULE counter 2.0.0";

    private void runs() throws Exception {
        dropAndLook("old.jar", OLD);
        dropAndLook("current.jar", CURRENT);
        manager.takeCalls();
    }

    @Test
    void aModuleThatIsNotThereIsLoadedInItsHighestVersion() throws Exception {
        drop("a.jar", CURRENT);
        drop("b.jar", OLD);
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load a.jar");
    }

    @Test
    void aHigherVersionIsAnUpgrade() throws Exception {
        runs();
        dropAndLook("new.jar", "MODULE counter 2.0.1");
        assertThat(manager.current("counter")).isEqualTo("2.0.1");
    }

    @Test
    void theSameVersionWithOtherContentIsAnUpgrade() throws Exception {
        runs();
        dropAndLook("new.jar", CURRENT + " built again");
        assertThat(manager.takeCalls()).containsExactly("load new.jar");
    }

    @Test
    void aReleaseAfterItsSnapshotIsAnUpgrade() throws Exception {
        dropAndLook("snapshot.jar", "MODULE counter 2.0.0.SNAPSHOT");
        dropAndLook("release.jar", CURRENT);
        assertThat(manager.current("counter")).isEqualTo("2.0.0");
    }

    @Test
    void theJarOfTheOldSlotIsAWayBack() throws Exception {
        runs();
        drop("old.jar", OLD);
        lookTwice();
        assertThat(manager.current("counter")).isEqualTo("1.1.0");
    }

    @Test
    void theContentOfTheOldSlotIsAWayBackUnderAnyName() throws Exception {
        runs();
        dropAndLook("copy.jar", OLD);
        assertThat(manager.current("counter")).isEqualTo("1.1.0");
    }

    @Test
    void theCurrentContentChangesNothing() throws Exception {
        runs();
        dropAndLook("current.jar", CURRENT);
        dropAndLook("copy.jar", CURRENT);
        assertThat(manager.current("counter")).isEqualTo("2.0.0");
        assertThat(manager.refusals()).isEmpty();
    }

    @Test
    void anotherLowerVersionIsRefusedWithTheWayBack() throws Exception {
        runs();
        dropAndLook("lower.jar", LOWER);
        assertThat(manager.takeCalls()).isEmpty();
        assertThat(manager.current("counter")).isEqualTo("2.0.0");
        assertThat(manager.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.source()).isEqualTo("lower.jar");
            assertThat(refusal.reason()).contains("1.0.0 is lower than 2.0.0", "module:rollback counter",
                    "downgrade = load");
        });
    }

    /** It stands as long as the jar lies there, whatever is in the old slot by then. */
    @Test
    void whatIsSaidOfALowerVersionDoesNotDependOnTheOldSlot() throws Exception {
        dropAndLook("current.jar", CURRENT);
        dropAndLook("lower.jar", LOWER);
        String empty = manager.refusals().get(0).reason();
        assertThat(manager.current("counter")).isEqualTo("2.0.0");

        manager.loseData();
        runs();
        setTime("lower.jar", FileTime.from(clock.instant()));
        lookTwice();
        assertThat(manager.refusals()).singleElement()
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(empty));
    }

    @Test
    void aVersionThatWasLoadedBeforeAndIsGoneIsRefusedLikeAnyLowerOne() throws Exception {
        dropAndLook("lower.jar", LOWER);
        runs();
        dropAndLook("lower.jar", LOWER);
        assertThat(manager.takeCalls()).isEmpty();
        assertThat(others()).contains("lower.jar.refused");
    }

    @Test
    void aVersionThatIsNoneIsUpToTheManager() throws Exception {
        runs();
        manager.refuse("odd.jar");
        dropAndLook("odd.jar", "MODULE counter one.point.one");
        assertThat(manager.takeCalls()).containsExactly("load odd.jar");
    }

    @Test
    void anotherLowerVersionIsLoadedWhenThatIsConfigured() throws Exception {
        downgrade = Downgrades.Policy.LOAD;
        start();
        runs();
        dropAndLook("lower.jar", LOWER);
        assertThat(manager.current("counter")).isEqualTo("1.0.0");
    }

    @Test
    void aRefusedDowngradeIsNotTriedAgainByItself() throws Exception {
        runs();
        dropAndLook("lower.jar", LOWER);
        surroundings = "changed";
        lookTwice();
        start();
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
        assertThat(manager.current("counter")).isEqualTo("2.0.0");
    }

    @Test
    void aFileThatIsOverwrittenWithALowerVersionAndAnOldTimeIsRefused() throws Exception {
        runs();
        drop("current.jar", LOWER);
        setTime("current.jar", FileTime.from(clock.instant().minusSeconds(86_400)));
        lookTwice();
        assertThat(manager.current("counter")).isEqualTo("2.0.0");
        assertThat(others()).containsExactly("current.jar.refused");

        delete("current.jar");
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void severalAtOnceWithTheCurrentOneLeaveItAndTakeOnlyHigherOnes() throws Exception {
        dropAndLook("lower.jar", LOWER);
        runs();
        drop("lower.jar", LOWER);
        drop("old.jar", OLD);
        drop("current.jar", CURRENT);
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load current.jar");

        drop("old.jar", OLD);
        drop("current.jar", CURRENT);
        drop("new.jar", "MODULE counter 2.1.0");
        lookTwice();
        assertThat(manager.current("counter")).isEqualTo("2.1.0");
        assertThat(manager.refusals()).isEmpty();
    }

    @Test
    void severalAtOnceWithoutTheCurrentOneAreTakenFromTheLowestToTheHighest() throws Exception {
        runs();
        drop("a.jar", "MODULE counter 2.2.0");
        drop("b.jar", "MODULE counter 2.1.0");
        drop("c.jar", LOWER);
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load b.jar", "load a.jar");
        assertThat(others()).containsExactly("a.jar.loaded", "c.jar.refused");
    }

    @Test
    void aRenamedJarChangesNothing() throws Exception {
        runs();
        rename("old.jar", "counter-old.jar");
        rename("current.jar", "counter-current.JAR");
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
        assertThat(manager.current("counter")).isEqualTo("2.0.0");
        assertThat(others()).containsExactly("counter-current.JAR.loaded");

        delete("counter-current.JAR");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("unload counter");
    }

    @Test
    void aJarThatIsRenamedWhileThePlatformIsDownChangesNothing() throws Exception {
        runs();
        rename("old.jar", "counter-old.jar");
        rename("current.jar", "counter.jar");
        start();
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void aJarThatIsRenamedOverAnotherIsADrop() throws Exception {
        runs();
        Files.move(folder.resolve("old.jar"), folder.resolve("current.jar"),
                StandardCopyOption.REPLACE_EXISTING);
        lookTwice();
        lookTwice();
        assertThat(manager.current("counter")).isEqualTo("1.1.0");
    }

    @Test
    void aRefusedJarThatIsRenamedStaysRefusedUnderItsNewName() throws Exception {
        runs();
        dropAndLook("lower.jar", LOWER);
        rename("lower.jar", "other.jar");
        lookTwice();
        assertThat(others()).containsExactly("current.jar.loaded", "other.jar.refused");
        assertThat(manager.refusals()).singleElement()
                .satisfies(refusal -> assertThat(refusal.source()).isEqualTo("other.jar"));
    }

    @Test
    void aFolderInItsPlaceUnloadsNothing() throws Exception {
        runs();
        Files.move(folder, platform.resolve("elsewhere"));
        lookTwice();
        Files.createDirectory(folder);
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();

        start();
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();

        dropAndLook("new.jar", "MODULE counter 3.0.0");
        start();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load new.jar");
        delete("new.jar");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("unload counter");
    }

    @Test
    void anotherFolderThatWasMountedBetweenTwoLooksUnloadsNothing() throws Exception {
        runs();
        Path mounted = Files.createDirectory(platform.resolve("mounted"));
        Files.move(folder, platform.resolve("elsewhere"));
        Files.move(mounted, folder);
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();

        Files.move(folder, platform.resolve("unmounted"));
        Files.move(platform.resolve("elsewhere"), folder);
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
        assertThat(manager.current("counter")).isEqualTo("2.0.0");

        delete("current.jar");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("unload counter");
    }

    @Test
    void nothingIsRedoneWhenAnotherFolderWasConfiguredMeanwhile() throws Exception {
        dropAndLook("lower.jar", LOWER);
        runs();
        manager.rollback("counter");
        start("other");
        lookTwice();
        start();
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
        assertThat(manager.refusals()).isEmpty();
        assertThat(manager.current("counter")).isEqualTo("1.1.0");
    }

    @Test
    void whatHasChangedWhileAnotherFolderWasConfiguredIsDropped() throws Exception {
        runs();
        start("other");
        dropAndLook("meter.jar", "MODULE meter 1.0.0");
        start();
        drop("current.jar", "MODULE counter 2.0.1");
        drop("new.jar", "MODULE counter 2.1.0");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load meter.jar", "load current.jar", "load new.jar");
    }

    @Test
    void whatIsNotThereAnyMoreAfterAnotherFolderWasConfiguredUnloadsNothing() throws Exception {
        runs();
        start("other");
        lookTwice();
        Files.move(platform.resolve("deploy/current.jar"), folder.resolve("current.jar"));
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load current.jar");
        start();
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
        assertThat(manager.current("counter")).isEqualTo("2.0.0");

        Files.move(platform.resolve("other/current.jar"), folder.resolve("current.jar"));
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
        delete("current.jar");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("unload counter");
    }
}
