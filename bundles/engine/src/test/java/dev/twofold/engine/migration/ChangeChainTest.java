/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.code.Direction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

class ChangeChainTest {

    private static final String V0 = "[1.0,1.1)";
    private static final String V1 = "[1.1,1.2)";
    private static final String V2 = "[1.2,1.3)";
    private static final String V3 = "[1.3,1.4)";

    @Test
    void takesWhatIsForModuleTypeAndVersionsOnly() {
        assertThat(names("1.0.3", "1.1", offer("typed", V0, V1))).containsExactly("typed");
        assertThat(names("1.0.3", "1.1", typed("other", "device", V0, V1, 0))).isEmpty();
        assertThat(names("1.0.3", "1.1", new ChangeOffer<>("meter", "meter", "meter", "", range(V0), range(V1), 0)))
                .isEmpty();
        assertThat(names("1.0.3", "1.1", offer("back", V1, V0), offer("later", V1, V2))).isEmpty();
    }

    @Test
    void prefersNarrowRangesOfOldThenOfNewVersionsThenTheServerTypeThenTheRanking() {
        assertThat(names("1.0", "1.1", typed("wide", "counter", "[1.0,2.0)", V1, 9), offer("narrow", V0, "[1.0,3.0)")))
                .containsExactly("narrow");
        assertThat(names("1.0", "1.1", typed("wide", "counter", V0, "[1.0,3.0)", 9), offer("narrow", V0, V1)))
                .containsExactly("narrow");
        assertThat(names("1.0", "1.1", typed("typed", "counter", V0, V1, 0), typed("all", "", V0, V1, 9)))
                .containsExactly("typed");
        assertThat(names("1.0", "1.1", typed("low", "", V0, V1, 1), typed("high", "", V0, V1, 2)))
                .containsExactly("high");
        assertThat(names("1.0", "1.1", typed("low", "", V0, V1, 1), typed("overlapping", "", "[1.0,1.5)", V1, 2),
                typed("shifted", "", "[0.9,1.0.5)", V1, 3))).containsExactly("shifted");
    }

    @Test
    void changesNothingTwice() {
        List.of(offer("open", "1.0", "1.1"), offer("wide", "[1.0,2.0)", "[1.1,2.0)")).forEach(once -> {
            assertThat(names("1.0", "1.1", once)).containsExactly(once.name());
            assertThat(names("1.0", "1.3", once)).containsExactly(once.name());
            assertThat(names("1.1", "1.2", once)).isEmpty();
            assertThat(names("1.1", "1.1", once)).isEmpty();
            assertThat(names("1.0", "1.3", once, offer("12", V1, V2), offer("23", V2, V3))).containsExactly(once
                    .name());
        });
        assertThat(names("1.0", "1.2", offer("01", V0, V1), offer("wide", "[1.0,2.0)", "[1.1,2.0)"))).containsExactly(
                "wide");
        assertThat(names("1.1", "1.2", offer("each time", "[1.0,2.0)", "[1.0,2.0)"))).containsExactly("each time");
    }

    @Test
    void refusesTwoThatMatchEquallyByName() {
        assertThatThrownBy(() -> names("1.0", "1.1", offer("b", V0, V1), offer("a", V0, V1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("these CodeChanges match equally for the"
                        + " server type 'counter' from 1.0.0 to 1.1.0: a (from [1.0.0,1.1.0) to [1.1.0,1.2.0)) and"
                        + " b (from [1.0.0,1.1.0) to [1.1.0,1.2.0)); give one of them a narrower range of versions"
                        + " or a higher service.ranking");
        assertThatThrownBy(() -> names("1.0", "1.2", offer("a", V0, V1), offer("b", V0, V1), offer("c", V1, V2)))
                .hasMessageContaining("then c").hasMessageContaining("match equally");
    }

    @Test
    void leavesATieAloneThatIsNotOnTheWay() {
        assertThat(names("1.0", "1.2", offer("direct", V0, V2), offer("a", V0, V1), offer("b", V0, V1),
                offer("c", V1, V2))).containsExactly("direct");
    }

    @Test
    void chainsTheFewestThatGoAllTheWayThereAndBack() {
        List<ChangeOffer<String>> all = List.of(offer("23", V2, V3), offer("12", V1, V2), offer("01", V0, V1),
                offer("13", V1, V3), offer("32", V3, V2), offer("21", V2, V1), offer("10", V1, V0));

        assertThat(ChangeChain.find(all, wanted("1.0.7", "1.3.2")).links()).extracting(link -> link.offer().name())
                .containsExactly("01", "13");
        ChangeChain<String> back = ChangeChain.find(all, wanted("1.3.2", "1.0.7"));
        assertThat(back.links()).extracting(link -> link.offer().name()).containsExactly("32", "21", "10");
        assertThat(back.links()).extracting(ChangeChain.Link::from).containsExactly(new Version("1.3.2"),
                new Version("1.2"), new Version("1.1"));
        assertThat(back.links()).extracting(ChangeChain.Link::to).containsExactly(new Version("1.2"),
                new Version("1.1"), new Version("1.0.7"));
    }

    @Test
    void takesTheNarrowestOfChainsThatAreEquallyLong() {
        assertThat(names("1.0", "1.2", offer("wide", "[0.1,1.1)", V1), offer("narrow", V0, V1), offer("end", V1, V2)))
                .containsExactly("narrow", "end");
    }

    @Test
    void goesNoWayRoundThroughOlderOrNewerVersions() {
        assertThat(names("1.1", "1.2", offer("10", V1, V0), offer("02", V0, V2))).isEmpty();
        assertThat(names("1.0", "1.1", offer("03", V0, V3), offer("31", V3, V1))).isEmpty();
        assertThat(names("1.0", "1.0", offer("01", V0, V1), offer("10", V1, V0))).isEmpty();
    }

    @Test
    void namesTheGap() {
        assertThat(ChangeChain.find(List.of(offer("01", V0, V1), offer("23", V2, V3)), wanted("1.0", "1.3")).gap())
                .contains("there is 01 (from [1.0.0,1.1.0) to [1.1.0,1.2.0)), but no CodeChange from there to 1.3.0");
    }

    @Test
    void namesThoseThatAreForOtherVersionsOnly() {
        assertThat(ChangeChain.find(List.of(offer("23", V2, V3), offer("20", V2, V0)), wanted("1.0", "1.3")).gap())
                .contains(
                        "there is 23 (from [1.2.0,1.3.0) to [1.3.0,1.4.0)), but no CodeChange from 1.0.0 to 1.3.0: correct the versions in its @CodeChangeOf, or write one from there");
        assertThat(ChangeChain.find(List.of(offer("20", V2, V0), offer("21", V2, V1)), wanted("1.0", "1.3")).gap())
                .hasValueSatisfying(gap -> assertThat(gap).startsWith("there is 20 (").contains("; 21 ("));
        assertThat(ChangeChain.find(List.<ChangeOffer<String>>of(), wanted("1.0", "1.3")).gap()).isEmpty();
    }

    @Test
    void namesNoneOfOtherModulesOrServerTypes() {
        ChangeOffer<String> other = new ChangeOffer<>("other", "other", "elsewhere", "", range(V2), range(V3), 0);
        assertThat(ChangeChain.find(List.of(other), wanted("1.0", "1.3")).gap()).isEmpty();
    }

    @Test
    void takesTheExtraOutOfItsClasses() {
        record Mine(int limit) {
        }
        ChangeInfo info = new ChangeInfo("counter", "counter", Version.emptyVersion, Version.emptyVersion,
                Direction.UPGRADE, Optional.of(Map.of("a", List.of(1, new Mine(2)))));

        assertThat(info.extra().orElseThrow()).asString().contains("[limit=2]");
        assertThatThrownBy(() -> new ChangeInfo("counter", "counter", Version.emptyVersion, Version.emptyVersion,
                Direction.UPGRADE, Optional.of(List.of(List.of(1).iterator())))).isInstanceOf(
                        IllegalArgumentException.class);
    }

    private static List<String> names(String from, String to, ChangeOffer<?>... offers) {
        return ChangeChain.find(List.of(offers).stream().map(offer -> new ChangeOffer<Object>(offer.name(),
                offer.service(), offer.module(), offer.serverType(), offer.from(), offer.to(), offer.ranking()))
                .toList(),
                wanted(from, to)).links().stream().map(link -> link.offer().name()).toList();
    }

    private static ChangeInfo wanted(String from, String to) {
        return new ChangeInfo("counter", "counter", new Version(from), new Version(to), Direction.UPGRADE,
                Optional.empty());
    }

    private static ChangeOffer<String> offer(String name, String from, String to) {
        return typed(name, "counter", from, to, 0);
    }

    private static ChangeOffer<String> typed(String name, String type, String from, String to, int ranking) {
        return new ChangeOffer<>(name, name, "counter", type, range(from), range(to), ranking);
    }

    private static VersionRange range(String range) {
        return new VersionRange(range);
    }
}
