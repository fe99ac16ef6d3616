/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.code.CodeChange;
import dev.twofold.code.Direction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

class CandidateTest {

    private static final CodeChange ONE = (old, context) -> old;
    private static final CodeChange OTHER = (old, context) -> old;

    private static final Change WANTED = new Change("counter", "counter", new Version("1.0.3"), new Version("1.1.0"),
            Direction.UPGRADE);

    @Test
    void takesWhatIsForModuleTypeAndVersions() {
        assertThat(best(candidate(ONE, "counter", "counter", "[1.0,1.1)", "[1.1,1.2)", 0))).containsSame(ONE);
        assertThat(best(candidate(ONE, "counter", "", "[1.0,1.1)", "[1.1,1.2)", 0))).containsSame(ONE);
    }

    @Test
    void leavesWhatIsForAnotherChange() {
        assertThat(best(candidate(ONE, "meter", "counter", "[1.0,1.1)", "[1.1,1.2)", 0))).isEmpty();
        assertThat(best(candidate(ONE, "counter", "device", "[1.0,1.1)", "[1.1,1.2)", 0))).isEmpty();
        assertThat(best(candidate(ONE, "counter", "counter", "[1.1,1.2)", "[1.1,1.2)", 0))).isEmpty();
        assertThat(best(candidate(ONE, "counter", "counter", "[1.0,1.1)", "[1.0,1.1)", 0))).isEmpty();
    }

    @Test
    void prefersNarrowerRangeToRanking() {
        assertThat(best(candidate(ONE, "counter", "", "[1.0,2.0)", "[1.1,1.2)", 9),
                candidate(OTHER, "counter", "", "[1.0,1.1)", "[1.1,1.2)", 0))).containsSame(OTHER);
    }

    @Test
    void prefersRankingAmongRangesThatOverlap() {
        assertThat(best(candidate(ONE, "counter", "", "[1.0,1.1)", "[1.1,1.2)", 0),
                candidate(OTHER, "counter", "", "[1.0.2,1.2)", "[1.1,1.2)", 1))).containsSame(OTHER);
    }

    @Test
    void prefersFirstAmongEquals() {
        assertThat(best(candidate(ONE, "counter", "", "[1.0,1.1)", "[1.1,1.2)", 0),
                candidate(OTHER, "counter", "", "[1.0,1.1)", "[1.1,1.2)", 0))).containsSame(ONE);
    }

    private static Optional<CodeChange> best(Candidate... candidates) {
        return Candidate.best(List.of(candidates), WANTED);
    }

    private static Candidate candidate(CodeChange change, String module, String type, String from, String to,
            int ranking) {
        return new Candidate(change, module, type, new VersionRange(from), new VersionRange(to), ranking);
    }
}
