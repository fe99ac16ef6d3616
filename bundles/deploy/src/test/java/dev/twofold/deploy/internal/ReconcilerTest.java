/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.module.Refusal;
import dev.twofold.module.SwapStep;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;

class ReconcilerTest extends FolderFixture {

    @Test
    void handsOverAModuleOnceItHasNotChangedForAWhile() throws Exception {
        drop("counter.jar", "MODULE counter 1.0.0");
        assertThat(reconciler.look()).isEqualTo(SETTLE);
        assertThat(manager.takeCalls()).isEmpty();

        clock.advance(SETTLE);
        assertThat(reconciler.look()).isEqualTo(PERIOD);
        assertThat(manager.takeCalls()).containsExactly("load counter.jar");
    }

    @Test
    void handsOverAFileThatIsOldAlreadyAtOnce() throws Exception {
        drop("counter.jar", "MODULE counter 1.0.0");
        clock.advance(PERIOD);
        reconciler.look();
        assertThat(manager.takeCalls()).containsExactly("load counter.jar");
    }

    @Test
    void waitsForAFileWhoseTimeLiesInTheFuture() throws Exception {
        drop("counter.jar", "MODULE counter 1.0.0");
        setTime("counter.jar", FileTime.from(clock.instant().plusSeconds(3600)));
        reconciler.look();
        assertThat(manager.takeCalls()).isEmpty();
        clock.advance(SETTLE);
        reconciler.look();
        assertThat(manager.takeCalls()).containsExactly("load counter.jar");
    }

    @Test
    void handsAnUnchangedFileOverOnce() throws Exception {
        drop("counter.jar", "MODULE counter 1.0.0");
        drop("broken.jar", "");
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactlyInAnyOrder("load broken.jar", "load counter.jar");
    }

    @Test
    void handsOverAgainWhatWasTouched() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        dropAndLook("counter-1.1.0.jar", "MODULE counter 1.1.0");
        manager.takeCalls();

        drop("counter-1.0.0.jar", "MODULE counter 1.0.0");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter-1.0.0.jar");
    }

    @Test
    void handsOverTheFilesOfALookByNameAndVersion() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        manager.takeCalls();

        drop("a.jar", "MODULE counter 1.10.0");
        drop("b.jar", "MODULE counter 1.9.0");
        drop("c.jar", "MODULE alpha 3.0.0");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load c.jar", "load b.jar", "load a.jar");
    }

    @Test
    void loadsOnlyTheHighestVersionOfANewModule() throws Exception {
        drop("counter-1.9.0.jar", "MODULE counter 1.9.0");
        drop("counter-1.10.0.jar", "MODULE counter 1.10.0");
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter-1.10.0.jar");
    }

    @Test
    void loadsTheNextVersionOfANewModuleWhenTheHighestIsRefused() throws Exception {
        manager.refuse("counter-2.0.0.jar", SwapStep.CHECK);
        drop("counter-1.0.0.jar", "MODULE counter 1.0.0");
        drop("counter-1.1.0.jar", "MODULE counter 1.1.0");
        drop("counter-2.0.0.jar", "MODULE counter 2.0.0");
        lookTwice();
        assertThat(manager.takeCalls()).startsWith("load counter-2.0.0.jar", "load counter-1.1.0.jar")
                .doesNotContain("load counter-1.0.0.jar");
    }

    @Test
    void doesNotUndoARollbackAfterARestart() throws Exception {
        dropAndLook("counter-1.1.0.jar", "MODULE counter 1.1.0");
        dropAndLook("counter-2.0.0.jar", "MODULE counter 2.0.0");
        manager.rollback("counter");
        manager.takeCalls();

        start();
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
        assertThat(manager.current("counter")).isEqualTo("1.1.0");
    }

    @Test
    void handsOverAfterARestartWhatHasChangedMeanwhile() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        manager.takeCalls();

        drop("counter.jar", "MODULE counter 1.1.0");
        start();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter.jar");
    }

    @Test
    void handsOverTheHighestVersionsWhenTheManagerHasLostItsData() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        dropAndLook("counter-1.1.0.jar", "MODULE counter 1.1.0");
        manager.takeCalls();

        manager.loseData();
        start();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter-1.1.0.jar");
    }

    @Test
    void showsAnUnreadableFileAgainAfterARestart() throws Exception {
        dropAndLook("broken.jar", "PK");
        manager.loseData();

        start();
        lookTwice();
        assertThat(manager.refusals()).extracting(Refusal::source).containsExactly("broken.jar");
    }

    @Test
    void tellsWhatIsNotUnloadedAlthoughItsJarIsDeleted() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        manager.refuse("counter");
        delete("counter.jar");
        lookTwice();
        assertThat(manager.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.source()).isEqualTo("counter");
            assertThat(refusal.reason()).isEqualTo("not unloaded although its jar was deleted: told to");
        });
    }

    @Test
    void unloadsAModuleWhenTheJarOfItsCurrentRevisionIsDeleted() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        manager.takeCalls();

        delete("counter.jar");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("unload counter");
    }

    @Test
    void changesNothingWhenTheJarOfTheOldRevisionIsDeleted() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        dropAndLook("counter-1.1.0.jar", "MODULE counter 1.1.0");
        manager.takeCalls();

        delete("counter-1.0.0.jar");
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void changesNothingWhenACopyOfTheDeletedJarIsThere() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        dropAndLook("copy.jar", "MODULE counter 1.0.0");
        manager.takeCalls();

        delete("counter.jar");
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();

        delete("copy.jar");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("unload counter");
    }

    @Test
    void noticesADeletionThatHappenedWhileItWasDown() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        manager.takeCalls();

        delete("counter.jar");
        start();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("unload counter");
    }

    @Test
    void doesNotBringALowerVersionBackWhenTheCurrentOneWasDeleted() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        dropAndLook("counter-1.1.0.jar", "MODULE counter 1.1.0");
        manager.takeCalls();

        delete("counter-1.1.0.jar");
        lookTwice();
        start();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("unload counter");
    }

    @Test
    void doesNotTakeAFolderThatIsGoneForDeletedFiles() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        manager.takeCalls();

        Files.move(folder, platform.resolve("elsewhere"));
        lookTwice();
        lookTwice();
        Files.move(platform.resolve("elsewhere"), folder);
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void doesNotTakeAFileThatIsReplacedForADeletedOne() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        manager.takeCalls();

        delete("counter.jar");
        reconciler.look();
        drop("counter.jar", "MODULE counter 1.1.0");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter.jar");
    }

    @Test
    void upgradesWhenOneJarTakesThePlaceOfAnother() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        manager.takeCalls();

        delete("counter-1.0.0.jar");
        drop("counter-1.1.0.jar", "MODULE");
        reconciler.look();
        clock.advance(PERIOD);
        drop("counter-1.1.0.jar", "MODULE counter 1.1.0");
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter-1.1.0.jar");
    }

    @Test
    void refusesAHalfCopiedJarAndLoadsItWhenItIsComplete() throws Exception {
        drop("counter.jar", "MOD");
        reconciler.look();
        clock.advance(SETTLE);
        assertThat(reconciler.look()).isEqualTo(SETTLE);
        assertThat(manager.takeCalls()).isEmpty();

        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter.jar");
        assertThat(manager.refusals()).hasSize(1);

        drop("counter.jar", "MODULE counter 1.0.0");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter.jar");
        assertThat(manager.refusals()).isEmpty();
    }

    @Test
    void keepsTheRunningRevisionWhileItsFileIsHalfOverwritten() throws Exception {
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        drop("counter.jar", "MOD");
        lookTwice();
        assertThat(manager.current("counter")).isEqualTo("1.0.0");
        drop("counter.jar", "MODULE counter 1.1.0");
        lookTwice();
        assertThat(manager.current("counter")).isEqualTo("1.1.0");
    }

    @Test
    void forgetsARefusalWhenItsFileIsDeleted() throws Exception {
        dropAndLook("broken.jar", "");
        dropAndLook("plain.jar", "NOT_A_BUNDLE");
        assertThat(manager.refusals()).hasSize(2);

        delete("broken.jar");
        delete("plain.jar");
        lookTwice();
        assertThat(manager.refusals()).isEmpty();
    }

    @Test
    void leavesOrdinaryBundlesToFileInstall() throws Exception {
        dropAndLook("gateway.jar", "BUNDLE gateway 1.0.0");
        delete("gateway.jar");
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void leavesFilesAloneThatAreNoJars() throws Exception {
        drop("counter.jar.part", "MODULE counter 1.0.0");
        drop(".counter.jar", "MODULE counter 1.0.0");
        drop("readme.txt", "MODULE counter 1.0.0");
        Files.createDirectory(folder.resolve("folder.jar"));
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void triesAgainWhenAnotherModuleWasTaken() throws Exception {
        manager.refuse("meter.jar", SwapStep.CHECK);
        dropAndLook("meter.jar", "MODULE meter 1.0.0");
        manager.takeCalls();

        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter.jar", "load meter.jar");
    }

    @Test
    void triesAgainWhenTheOtherModuleWasTakenInTheSameLook() throws Exception {
        manager.refuse("a.jar", SwapStep.CHECK);
        drop("a.jar", "MODULE a 1.0.0");
        drop("b.jar", "MODULE b 1.0.0");
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load a.jar", "load b.jar", "load a.jar");
    }

    @Test
    void triesAgainWhenOtherBundlesHaveChanged() throws Exception {
        manager.refuse("meter.jar", SwapStep.CHECK, SwapStep.LOAD);
        dropAndLook("meter.jar", "MODULE meter 1.0.0");
        lookTwice();
        manager.takeCalls();

        surroundings = "with meter-api";
        manager.accept("meter.jar");
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load meter.jar");
    }

    @Test
    void triesAgainWhenWhatWasMissingCameDuringTheAttempt() throws Exception {
        manager.refuse("meter.jar", SwapStep.CHECK);
        manager.meanwhile(() -> surroundings = "with meter-api");
        dropAndLook("meter.jar", "MODULE meter 1.0.0");
        manager.accept("meter.jar");
        lookTwice();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load meter.jar", "load meter.jar");
    }

    @Test
    void doesNotRepeatAnUpgradeThatFailedWhileServersWereHeld() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        manager.refuse("counter-1.1.0.jar", SwapStep.CHECK, SwapStep.LOAD, SwapStep.GATE, SwapStep.CHANGE);
        dropAndLook("counter-1.1.0.jar", "MODULE counter 1.1.0");
        manager.takeCalls();

        surroundings = "changed";
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void doesNotGoBackToALowerVersionByTryingAgain() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        manager.refuse("counter-1.1.0.jar", SwapStep.CHECK);
        dropAndLook("counter-1.1.0.jar", "MODULE counter 1.1.0");
        dropAndLook("counter-2.0.0.jar", "MODULE counter 2.0.0");
        manager.accept("counter-1.1.0.jar");
        manager.takeCalls();

        surroundings = "changed";
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void doesNotHandOverTwiceWhatWasNotAnsweredInTime() throws Exception {
        manager.fallSilent();
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter.jar");
    }

    @Test
    void forgetsTheModuleWhoseFileIsAnOrdinaryBundleNow() throws Exception {
        dropAndLook("thing.jar", "MOD");
        drop("thing.jar", "BUNDLE thing 1.0.0");
        lookTwice();
        assertThat(manager.refusals()).isEmpty();
    }

    @Test
    void doesAtTheNextStartWhatIsRefusedWhileThePlatformIsStopped() throws Exception {
        dropAndLook("counter-1.0.0.jar", "MODULE counter 1.0.0");
        dropAndLook("meter.jar", "MODULE meter 1.0.0");
        manager.takeCalls();
        manager.refuse("counter-1.1.0.jar", SwapStep.CHECK, SwapStep.LOAD, SwapStep.GATE, SwapStep.CHANGE);
        manager.refuse("meter");
        drop("counter-1.1.0.jar", "MODULE counter 1.1.0");
        stopping = true;
        assertThatThrownBy(this::lookTwice).isInstanceOf(InterruptedException.class);
        assertThat(manager.refusals()).isEmpty();

        start();
        delete("meter.jar");
        delete("counter-1.1.0.jar");
        assertThatThrownBy(this::lookTwice).isInstanceOf(InterruptedException.class);
        assertThat(manager.refusals()).isEmpty();

        manager.accept("counter-1.1.0.jar");
        manager.accept("meter");
        drop("counter-1.1.0.jar", "MODULE counter 1.1.0");
        start();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter-1.1.0.jar", "unload meter",
                "load counter-1.1.0.jar", "unload meter");
    }

    @Test
    void remembersWhatIsTakenWhileThePlatformIsStopped() throws Exception {
        stopping = true;
        dropAndLook("counter.jar", "MODULE counter 1.0.0");
        start();
        lookTwice();
        assertThat(manager.takeCalls()).containsExactly("load counter.jar");
    }
}
