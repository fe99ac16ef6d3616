/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The author's promise that no callback of a {@link GenServer} ever waits: not for a lock, a file, a network or another
 * server, except for servers that make the same promise. In return a call to an idle server of that type is handled by
 * the caller's own thread, which is many times faster than a change of threads.
 *
 * <p>What OTP promises still holds: one message at a time, in the order of each sender, suspend and the gate. What differs
 * for such a server:
 * <ul>
 * <li>the limit of a call holds only while the call waits in the queue, not while the caller itself handles it; the limit
 * of a start does not hold;
 * <li>the caller is not interrupted by the engine while it handles a message, and an interrupt of the caller does not end
 * its call;
 * <li>a handler runs with the context class loader of its module, and the caller's is put back;
 * <li>calls that are nested deeper than 64 go on in the engine's own threads;
 * <li>a call that leads back to a server that waits in the same chain of such calls fails at once with
 * {@link ExitReason#CALLING_SELF}.
 * </ul>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NonBlocking {
}
