/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.samples.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.samples.counter.api.Get;
import dev.twofold.samples.counter.api.Increment;
import dev.twofold.server.Answer;
import dev.twofold.server.Reply;
import dev.twofold.server.UnknownMessageException;
import org.junit.jupiter.api.Test;

class CounterServerTest {

    private static final Tally FOUR = new Tally(new Total(4), 2, 2);

    @Test
    void incrementRepliesNewCount() {
        assertThat(call(new Increment(3))).isEqualTo(new Reply<>(7L, new Tally(new Total(7), 3, 3)));
    }

    @Test
    void getLeavesCountAsItIs() {
        assertThat(call(new Get())).isEqualTo(new Reply<>(4L, FOUR));
    }

    @Test
    void knowsNoOtherRequest() {
        assertThatThrownBy(() -> call("increment")).isInstanceOf(UnknownMessageException.class);
    }

    private static Answer<Tally> call(Object request) {
        return new CounterServer().handleCall(request, null, FOUR, null);
    }
}
