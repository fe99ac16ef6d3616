/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.StateChange;
import dev.twofold.module.SwapProgress;
import dev.twofold.module.SwapStep;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class UnderWayTest {

    private final UnderWay underWay = new UnderWay();

    @Test
    void tellsTheStepAndHowManyStatesAreMade() {
        assertThat(underWay.progress()).isEmpty();
        underWay.reached("counter", SwapStep.LOAD);
        assertThat(underWay.progress()).contains(new SwapProgress("counter", SwapStep.LOAD, 0, 0));

        underWay.converting("counter", 2);
        assertThat(underWay.progress()).contains(new SwapProgress("counter", SwapStep.GATE, 0, 2));
        underWay.reached("counter", SwapStep.CHANGE);
        assertThat(underWay.progress()).contains(new SwapProgress("counter", SwapStep.CHANGE, 0, 2));
        underWay.converted();
        assertThat(underWay.progress()).contains(new SwapProgress("counter", SwapStep.CHANGE, 1, 2));

        underWay.reached("counter", SwapStep.RETIRE);
        assertThat(underWay.progress()).contains(new SwapProgress("counter", SwapStep.RETIRE, 0, 0));
        underWay.over();
        assertThat(underWay.progress()).isEmpty();
        underWay.converted();
        assertThat(underWay.progress()).isEmpty();
    }

    @Test
    void countsNoMoreThanThereAreIfStatesAreMadeTwice() {
        underWay.converting("counter", 1);
        underWay.converted();
        underWay.converted();

        assertThat(underWay.progress()).contains(new SwapProgress("counter", SwapStep.CHANGE, 1, 1));
    }

    /** A method that it forgets would be as if nobody had overridden it. */
    @Test
    void countsAndLeavesAllElseToTheChange() {
        assertThat(Arrays.stream(StateChange.class.getMethods()).filter(method -> !Modifier.isStatic(method
                .getModifiers()))).allSatisfy(method -> assertThat(CountedChange.class.getDeclaredMethod(method
                        .getName(), method.getParameterTypes())).isNotNull());
    }
}
