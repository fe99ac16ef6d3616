/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Supervisors, on nothing but what any server may use: {@link dev.twofold.engine.supervisor.SupervisorServer} turns an
 * author's {@link dev.twofold.supervisor.Supervisor} into a server, and
 * {@link dev.twofold.engine.supervisor.EngineSupervisors} asks such servers. What more they need of the engine are
 * {@link dev.twofold.engine.supervisor.EndWait} and {@link dev.twofold.engine.supervisor.SupervisorTypes}.
 *
 * <p>Threads: a supervisor's children belong to the thread that runs it, as any server's state; while it is at rest,
 * {@link dev.twofold.engine.supervisor.SupervisorServer#changed} may read them on another thread.
 */
package dev.twofold.engine.supervisor;
