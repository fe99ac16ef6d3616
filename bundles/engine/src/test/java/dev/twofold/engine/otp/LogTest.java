/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.otp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Otp;
import dev.twofold.server.ExitReason;
import dev.twofold.server.ServerRef;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a log says when servers end. */
class LogTest extends Stage {

    private static final int ERROR = 40;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream before = System.err;
    private int levelBefore;

    @BeforeEach
    void readLog() throws ReflectiveOperationException {
        levelBefore = setLevel(ERROR);
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void leaveLog() throws ReflectiveOperationException {
        System.setErr(before);
        setLevel(levelBefore);
    }

    /** The build turns logging off before the first logger is made; simple loggers offer no other way to turn it on. */
    private static int setLevel(int level) throws ReflectiveOperationException {
        Object logger = LoggerFactory.getLogger("dev.twofold.engine.Server");
        var field = logger.getClass().getDeclaredField("currentLogLevel");
        field.setAccessible(true);
        int levelBefore = field.getInt(logger);
        field.setInt(logger, level);
        return levelBefore;
    }

    private String text() {
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    @Otp(87)
    void tellsOfEveryEndThatWasNotAskedFor() {
        List<ExitReason> asked = List.of(ExitReason.NORMAL, ExitReason.SHUTDOWN, ExitReason.shutdown("for the night"));
        for (ExitReason reason : asked) {
            sys.stop(engine.start(spec(new Script()).named("quiet")), reason, LONG);
        }
        ServerRef failing = engine.start(spec(new Script()).named("failing"));

        sys.stop(failing, BORED, LONG);

        await("the log tells of the failing one", () -> text().contains("failing"));
        assertThat(text()).contains("bored").doesNotContain("quiet");
    }

    /** Statement 106: a state is never logged, so {@code formatStatus} has nothing to hide there. */
    @Test
    void keepsTheStateToItself() {
        ServerRef failing = engine.start(spec(new Script()).named("failing"));
        failing.call("secret", LONG);

        failing.cast(Script.step((state, context) -> {
            throw new IllegalStateException("broken");
        }));

        await("the log tells of the failing one", () -> text().contains("broken"));
        assertThat(text()).doesNotContain("secret");
    }
}
