/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells jars that were deleted from jars that went with their folder: when a disk is unmounted, an empty folder is in its place,
 * and a folder that was removed and made again is empty, too. Modules go on then. For the worker's thread only.
 */
final class Replacement {

    private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

    private final Memory memory;
    private boolean gone;

    Replacement(Memory memory) {
        this.memory = memory;
    }

    /** There is no folder at this moment. */
    void gone() {
        gone = true;
    }

    /**
     * Takes in which folder it is and what lies in it. Another folder is one of another identity, or one that was gone,
     * that has none of the files that are remembered.
     */
    void look(String identity, Map<String, Stamp> listing) {
        Set<String> lost = new TreeSet<>(memory.lost());
        boolean changed = gone || !memory.identity().isEmpty() && !memory.identity().equals(identity);
        Predicate<String> known = name -> memory.get(name).map(Handover::stamp).filter(listing.get(name)::equals)
                .isPresent();
        if (changed && listing.keySet().stream().noneMatch(known)) {
            Set<String> missing = memory.names().stream().filter(name -> !listing.containsKey(name))
                    .collect(Collectors.toSet());
            if (lost.addAll(missing)) {
                LOG.warn(
                        "another folder is in the place of the hot-deploy folder, without {}: nothing is unloaded for that; "
                                + "put the jars there again, or use module:unload", missing);
            }
        }
        lost.removeAll(listing.keySet());
        memory.moved(identity, lost);
        gone = false;
    }

    /** Whether a file was not deleted but went with its folder. */
    boolean isLost(String name) {
        return memory.lost().contains(name);
    }
}
