/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.echo.words;

import dev.twofold.server.Call;

/** Asks for the version of the module that answers. */
public record Ping() implements Call<String> {
}
