/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where the modules listen that listen at a port. */
final class FreePort {

    /** What the modules ask. */
    private static final String NUMBER = "twofold.test.port";

    private FreePort() {}

    /** Chooses one that nobody has. */
    static void choose() {
        System.setProperty(NUMBER, "0");
        try (ServerSocket free = take()) {
            System.setProperty(NUMBER, String.valueOf(free.getLocalPort()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Takes it, so that no module can have it until it is closed. */
    static ServerSocket take() {
        try {
            return new ServerSocket(Integer.getInteger(NUMBER), 0, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
