/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

/**
 * What is known of a server from outside.
 *
 * @param name its registered name, or the text that stands for it
 * @param module symbolic name of its module
 * @param type its server type
 * @param version version of the revision that it runs, as text
 * @param status what it does
 * @param queueLength how many messages wait
 * @param handled how many messages it has handled
 */
public record ServerInfo(String name, String module, String type, String version, ServerStatus status, int queueLength,
        long handled) {
}
