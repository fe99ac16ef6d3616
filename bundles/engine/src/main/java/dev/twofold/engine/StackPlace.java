/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where in an author's code a thread is. */
final class StackPlace {

    /** The classes from which code of authors is called. */
    private static final Set<String> BORDERS = Set.of(Behaviour.class.getName(), Migration.class.getName(),
            ShadowMaker.class.getName());

    private StackPlace() {}

    /** The outermost frame of the author's code, or what the thread does instead. */
    static String of(Thread thread) {
        StackTraceElement[] stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
        for (int i = 1; i < stack.length; i++) {
            if (BORDERS.contains(stack[i].getClassName())) {
                return "in " + text(stack[isBridge(stack, i - 1) ? i - 2 : i - 1]);
            }
        }
        return "waits for its turn";
    }

    /** Whether a frame is a method that the compiler has made, for callers that know other types than the author's. */
    private static boolean isBridge(StackTraceElement[] stack, int frame) {
        return frame > 0 && stack[frame].getClassName().equals(stack[frame - 1].getClassName())
                && stack[frame].getMethodName().equals(stack[frame - 1].getMethodName());
    }

    /** The frames of the author's code that a thread runs, innermost first; empty if it runs none. */
    static List<String> stack(Thread thread) {
        StackTraceElement[] stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : stack) {
            if (BORDERS.contains(frame.getClassName())) {
                return frames;
            }
            frames.add(text(frame));
        }
        return List.of();
    }

    /** As in a stack trace, without the names of loader and module. */
    private static String text(StackTraceElement frame) {
        return new StackTraceElement(frame.getClassName(), frame.getMethodName(), frame.getFileName(),
                frame.getLineNumber()).toString();
    }
}
