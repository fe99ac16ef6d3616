/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.bench.peers;

import dev.twofold.itest.bench.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What has become of a goal.
 *
 * @param goal the goal
 * @param ours our figure
 * @param ratios to each rival that was measured
 */
record Verdict(Goal goal, Figure ours, List<Figure> ratios) {

    /** Empty if our figure, or everything it is compared with, was not measured. */
    static Optional<Verdict> of(Goal goal, List<Round> rounds) {
        Optional<Figure> ours = ours(goal.figure(), rounds);
        List<Figure> ratios = new ArrayList<>();
        for (Rival rival : goal.rivals()) {
            List<Double> values = rounds.stream().flatMapToDouble(round -> round.ratio(goal.figure(), rival).stream())
                    .boxed().toList();
            if (!values.isEmpty()) {
                ratios.add(new Figure(goal.figure() + rival.suffix(), "x", values));
            }
        }
        boolean nothing = ratios.isEmpty() && !goal.rivals().isEmpty();
        return nothing ? Optional.empty() : ours.map(figure -> new Verdict(goal, figure, ratios));
    }

    /** Our figure over all rounds. */
    static Optional<Figure> ours(String name, List<Round> rounds) {
        List<Program.Value> values = rounds.stream().map(round -> round.ours().get(name)).filter(Objects::nonNull)
                .toList();
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(new Figure(name, values.get(0).unit(),
                        values.stream().map(Program.Value::number).toList()));
    }

    /** The figure to be judged: our own, or the ratio to the best rival. */
    private Figure decisive() {
        Comparator<Figure> byRatio = Comparator.comparingDouble(Figure::median);
        return ratios.stream().min(goal.high() ? byRatio : byRatio.reversed()).orElse(ours);
    }

    /** Figure, value, compared with, ratio, range of what is judged, goal, met. */
    List<String> row() {
        Figure decisive = decisive();
        boolean compared = decisive != ours;
        String against = compared ? decisive.name().substring(goal.figure().length() + ".vs_".length()) : "";
        String bound = goal.bound().stream()
                .mapToObj(value -> new Figure("", compared ? "x" : ours.unit(), List.of(value)).text())
                .map(text -> (goal.high() ? "at least " : "at most ") + text).findAny().orElse("");
        String met = goal.bound().isEmpty() ? "" : goal.isMet(decisive.median()) ? "yes" : "NO";
        return List.of(goal.figure(), ours.text(), against, compared ? decisive.text() : "",
                decisive.range(), bound, met);
    }
}
