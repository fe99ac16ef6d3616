/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Clients that call the counter without a pause and keep account of it, to be started and read from the shell while the
 * counter is upgraded. An ordinary bundle: it knows the counter's protocol and no revision of the counter.
 */
package dev.twofold.samples.counter.clients;
