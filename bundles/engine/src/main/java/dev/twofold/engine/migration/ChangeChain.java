/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import dev.twofold.code.ChangeContext;
import dev.twofold.code.CodeChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/**
 * The code changes that take the states of a server type from one version to another. The rule:
 *
 * <ol>
 * <li>A change is not done twice: of a version that it leads to it takes no state, unless it leads to all that it takes.
 * <li>One that goes all the way is taken; without any, the shortest chain whose versions lie in between and go one way.
 * <li>Of several, the one with the narrowest range of old versions; if these are the same, with the narrowest range of new
 * versions; if these are the same, too, one that names the server type.
 * <li>Then the one with the highest ranking. Two that are left are refused, by name: nothing is left to chance.
 * </ol>
 *
 * @param links the changes in their order; empty if there are none, so states are carried over by shape
 * @param gap how far the changes that there are get, if that is not all the way; or that all are for other versions
 * @param <S> what stands for a code change
 */
public record ChangeChain<S>(List<Link<S>> links, Optional<String> gap) {

    /** Makes the list immutable. */
    public ChangeChain {
        links = List.copyOf(links);
    }

    /**
     * Finds the chain.
     *
     * @param offers all code changes that there are, of any module
     * @param wanted which change is wanted
     * @param <S> what stands for a code change
     * @return the chain
     * @throws IllegalArgumentException if two match equally; the message names them and says what to do
     */
    public static <S> ChangeChain<S> find(Collection<ChangeOffer<S>> offers, ChangeContext wanted) {
        List<ChangeOffer<S>> fitting = offers.stream().filter(offer -> offer.isFor(wanted)).toList();
        List<Path<S>> paths = fitting.stream().filter(offer -> offer.takes(wanted.from()))
                .map(offer -> new Path<>(List.of(new Link<>(offer, wanted.from(), wanted.to())), Optional
                        .<String>empty()))
                .toList();
        List<Path<S>> farthest = paths;
        for (int length = 1; length <= fitting.size() && !paths.isEmpty(); length++) {
            List<Path<S>> complete = paths.stream().filter(path -> path.last().offer().to().includes(wanted.to()))
                    .toList();
            if (!complete.isEmpty()) {
                return new ChangeChain<>(pick(complete).orRefuse(wanted), Optional.empty());
            }
            farthest = paths;
            paths = longer(paths, fitting, wanted);
        }
        return new ChangeChain<>(List.of(), gap(farthest, fitting, wanted));
    }

    private static <S> List<Path<S>> longer(List<Path<S>> paths, List<ChangeOffer<S>> offers, ChangeContext wanted) {
        Map<ChangeOffer<S>, List<Path<S>>> byEnd = new LinkedHashMap<>();
        for (Path<S> path : paths) {
            for (ChangeOffer<S> offer : offers) {
                if (path.leadsTo(offer, wanted)) {
                    byEnd.computeIfAbsent(offer, fresh -> new ArrayList<>()).add(path.then(offer, wanted.to()));
                }
            }
        }
        return byEnd.values().stream().map(ChangeChain::pick).toList();
    }

    private static <S> Path<S> pick(List<Path<S>> paths) {
        List<Path<S>> left = unbeaten(unbeaten(paths, ChangeOffer::isNarrowerThan),
                (one, other) -> one.ranking() > other.ranking());
        return left.size() == 1
                ? left.get(0)
                : new Path<>(left.get(0).links(), Optional.of(left.stream().map(Path::text).distinct().sorted()
                        .collect(Collectors.joining(" and "))));
    }

    private static <S> List<Path<S>> unbeaten(List<Path<S>> paths, BiPredicate<ChangeOffer<S>, ChangeOffer<S>> beats) {
        return paths.stream().filter(path -> paths.stream().noneMatch(other -> other.beats(path, beats))).toList();
    }

    private static <S> Optional<String> gap(List<Path<S>> farthest, List<ChangeOffer<S>> offers, ChangeContext wanted) {
        if (!farthest.isEmpty()) {
            return Optional.of("there is " + list(farthest.stream().map(Path::text))
                    + ", but no CodeChange from there to " + wanted.to());
        }
        List<ChangeOffer<S>> near = offers.stream().filter(offer -> offer.to().includes(wanted.to())).toList();
        return offers.isEmpty()
                ? Optional.empty()
                : Optional.of("there is " + list((near.isEmpty() ? offers : near).stream().map(ChangeOffer::text))
                        + ", but no CodeChange from " + wanted.from() + " to " + wanted.to()
                        + ": correct the versions in its @CodeChangeOf, or write one from there");
    }

    private static String list(Stream<String> texts) {
        return texts.distinct().sorted().collect(Collectors.joining("; "));
    }

    /**
     * A code change in a chain.
     *
     * @param offer the change
     * @param from the version that the state has before
     * @param to the version that it has then
     * @param <S> what stands for a code change
     */
    public record Link<S>(ChangeOffer<S> offer, Version from, Version to) {

        /**
         * What this does to states.
         *
         * @param change the code change that the offer stands for
         * @param wanted the whole change that this is a part of
         * @return the step
         */
        public ChangeStep step(CodeChange change, ChangeInfo wanted) {
            return new ChangeStep(change, wanted.between(from, to), offer.versions());
        }
    }

    private record Path<S>(List<Link<S>> links, Optional<String> tie) {

        Link<S> last() {
            return links.get(links.size() - 1);
        }

        boolean leadsTo(ChangeOffer<S> offer, ChangeContext wanted) {
            if (!last().offer().meets(offer)) {
                return false;
            }
            Version meeting = last().offer().meet(offer);
            int way = Integer.signum(wanted.to().compareTo(wanted.from()));
            return way != 0 && offer.takes(meeting) && Integer.signum(meeting.compareTo(last().from())) == way
                    && Integer.signum(wanted.to().compareTo(meeting)) == way;
        }

        Path<S> then(ChangeOffer<S> offer, Version end) {
            Version meeting = last().offer().meet(offer);
            List<Link<S>> longer = new ArrayList<>(links.subList(0, links.size() - 1));
            longer.add(new Link<>(last().offer(), last().from(), meeting));
            longer.add(new Link<>(offer, meeting, end));
            return new Path<>(List.copyOf(longer), tie);
        }

        /** The first step in which they differ decides. */
        boolean beats(Path<S> other, BiPredicate<ChangeOffer<S>, ChangeOffer<S>> beats) {
            return IntStream.range(0, links.size())
                    .filter(i -> beats.test(links.get(i).offer(), other.links.get(i).offer())
                            || beats.test(other.links.get(i).offer(), links.get(i).offer()))
                    .mapToObj(i -> beats.test(links.get(i).offer(), other.links.get(i).offer())).findFirst().orElse(
                            false);
        }

        List<Link<S>> orRefuse(ChangeContext wanted) {
            tie.ifPresent(both -> {
                throw new IllegalArgumentException("these CodeChanges match equally for the server type '"
                        + wanted.serverType() + "' from " + wanted.from() + " to " + wanted.to() + ": " + both
                        + "; give one of them a narrower range of versions or a higher service.ranking");
            });
            return links;
        }

        String text() {
            return links.stream().map(link -> link.offer().text()).collect(Collectors.joining(", then "));
        }
    }
}
