/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Refusal;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators are told of jars that lie in the folder and are not loaded any more. */
class LeftoversTest extends FolderFixture {

    private static final String FOR_NOW = "not loaded: module counter was unloaded, and this jar lies in the folder";
    private static final String FOR_GOOD = "not loaded: module counter was unloaded when the jar of its current";

    @BeforeEach
    void dropOneAndANewerOneThatIsRefused() throws Exception {
        dropAndLook("counter-1.jar", "MODULE counter 1.0.0");
        manager.refuse("counter-2.jar");
        dropAndLook("counter-2.jar", "MODULE counter 2.0.0");
        assertThat(reason("counter-2.jar")).isEqualTo("told to");
    }

    @Test
    void areToldWhenTheirModuleIsUnloadedAndNotWhenItIsLoadedAgain() throws Exception {
        manager.unload("counter");
        lookTwice();
        assertThat(reason("counter-1.jar")).startsWith(FOR_NOW).contains("touch it to load it");
        assertThat(reason("counter-2.jar")).startsWith(FOR_NOW);
        assertThat(others()).isEmpty();

        setTime("counter-1.jar", FileTime.from(clock.instant()));
        lookTwice();
        assertThat(manager.current("counter")).isEqualTo("1.0.0");
        assertThat(manager.refusals()).isEmpty();
    }

    @Test
    void areNotTriedAgainBecauseOtherBundlesHaveChanged() throws Exception {
        manager.unload("counter");
        lookTwice();
        manager.takeCalls();
        surroundings = "others";
        lookTwice();
        assertThat(manager.takeCalls()).isEmpty();
    }

    @Test
    void areToldWhenTheJarOfTheCurrentRevisionIsDeletedAlsoAfterARestart() throws Exception {
        delete("counter-1.jar");
        lookTwice();
        assertThat(manager.refusals()).extracting(Refusal::source).containsExactly("counter-2.jar");
        assertThat(reason("counter-2.jar")).startsWith(FOR_GOOD).contains("touch this one to load it");

        manager.loseData();
        start();
        lookTwice();
        assertThat(reason("counter-2.jar")).startsWith(FOR_GOOD);

        delete("counter-2.jar");
        lookTwice();
        assertThat(manager.refusals()).isEmpty();
    }

    @Test
    void keepTheirRefusalAsLongAsTheirModuleRuns() throws Exception {
        start();
        lookTwice();
        assertThat(manager.refusals()).extracting(Refusal::source).containsExactly("counter-2.jar");
        assertThat(reason("counter-2.jar")).isEqualTo("told to");
    }

    private String reason(String source) {
        return manager.refusals().stream().filter(refusal -> refusal.source().equals(source)).map(Refusal::reason)
                .findFirst().orElse("");
    }
}
