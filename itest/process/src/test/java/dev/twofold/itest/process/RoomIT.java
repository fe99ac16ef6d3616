/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A runtime on a disk that is full, which here is one on which no file may become long: what fails is the same call.
 */
class RoomIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** In blocks of 512 bytes, as the shell counts: less than the jars of the launcher take. */
    private static final int NOTHING_LEFT = 200;
    /** Enough for each single file of a runtime that has been started before, not for all its bundles. */
    private static final int LITTLE_LEFT = 5_000;

    @TempDir
    Path folder;

    @Test
    void startsAgainWithoutWritingItsBundlesAnew() throws IOException {
        assertThat(start(Runtimes.script()).status()).isZero();
        List<Object> before = bundles();
        assertThat(before).hasSizeGreaterThan(15);

        Script.Result again = start(limited(LITTLE_LEFT));

        assertThat(again.status()).as(again.errors()).isZero();
        assertThat(again.output()).contains("warnings").doesNotContain("Exception");
        assertThat(bundles()).isEqualTo(before);
    }

    @Test
    void saysThatThereIsNoRoomForItsBundlesAndStartsWhenThereIs() throws IOException {
        Script.Result refused = start(limited(LITTLE_LEFT));

        assertThat(refused.status()).as(refused.errors()).isEqualTo(5);
        assertThat(refused.errors().lines()).singleElement().asString()
                .contains(home().resolve("data/framework").toString(), "make room");
        assertThat(refused.output()).doesNotContain("Exception");
        assertThat(start(Runtimes.script()).status()).isZero();
    }

    @Test
    void saysThatThereIsNoRoomAtAllAndStartsWhenThereIs() throws IOException {
        Script.Result refused = start(limited(NOTHING_LEFT));

        assertThat(refused.status()).as(refused.errors()).isEqualTo(5);
        assertThat(refused.errors().lines()).singleElement().asString().contains(home().toString(), "make room");
        assertThat(start(Runtimes.script()).status()).isZero();
    }

    private Path home() {
        return folder.resolve("home");
    }

    private Script.Result start(Path script) {
        return Script.of(script).within(LIMIT).input("twofold:status\nexit\n")
                .run("--no-build", "--home", home().toString());
    }

    /** The script that a user calls, in a shell that lets no file become longer. */
    private Path limited(int blocks) throws IOException {
        Path script = folder.resolve("run-" + blocks);
        Files.writeString(script, "#!/bin/sh\ntrap '' XFSZ\nulimit -f " + blocks + "\nexec '" + Runtimes.script()
                + "' \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    /** Which file each bundle of the cache is. */
    private List<Object> bundles() throws IOException {
        try (Stream<Path> all = Files.walk(home().resolve("data/framework"))) {
            return all.filter(file -> file.endsWith("bundle.jar")).sorted().map(RoomIT::identity).toList();
        }
    }

    private static Object identity(Path file) {
        try {
            return file + " " + Files.getAttribute(file, "unix:ino") + " " + Files.getLastModifiedTime(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
