/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

/** A container that is made before what it holds. */
interface Filling {

    /** The container, empty as yet. */
    Object result();

    /** Makes what it holds; {@code false} if something of that is put off, and then it is asked again. */
    boolean prepare();

    /** Whether it has to be put in when all else of the circle is, since what is in it is asked for its hash or order. */
    boolean isLast();

    /** Puts in what has been prepared. */
    void fill();

    /** Looks whether it can be found there, now that the circle is whole. */
    void verify();
}
