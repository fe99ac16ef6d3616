/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.Down;
import dev.twofold.server.ExitReason;
import dev.twofold.server.Monitor;
import dev.twofold.server.ServerRef;
import dev.twofold.server.Timeout;
import java.lang.reflect.Proxy;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTest {

    private static final String SOURCE = "record Add(int n) {} record Gone(int n) {} enum Get { COUNT }"
            + " record Note(Object value) {} enum Order implements Comparator<Object> { ANY;"
            + " public int compare(Object a, Object b) { return b.toString().compareTo(a.toString()); } }";
    private static final Revision PROTOCOL = Revision.of("public record Ask(String what, List<Object> more) {}");
    private static final Revision OLD = PROTOCOL.with(SOURCE);
    private static final Revision NEXT = PROTOCOL.with(SOURCE.replace("record Gone(int n) {}", ""));

    private final Conversion conversion = new Conversion(NEXT);

    static List<Object> harmless() {
        Monitor monitor = handle(Monitor.class);
        return List.of("text", 1, Timeout.TIMEOUT, new Down(monitor, handle(ServerRef.class), ExitReason.NORMAL),
                PROTOCOL.make("Ask", "a", new ArrayList<>(List.of(1))), new ArrayList<>(List.of("a")),
                new LinkedBlockingQueue<>(List.of("a")), new CompletableFuture<>(), new IllegalStateException("x"),
                new int[] { 1 }, new Object[] { "a" }, new SimpleEntry<>("a", 1), NEXT.make("Add", 1),
                List.of("a").iterator());
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void leavesAMessageAloneInWhichNothingIsOld(Object message) {
        assertThat(conversion.carry(message)).isSameAs(message);
    }

    @Test
    void carriesOldMessagesOverToTheClassOfTheSameName() {
        assertThat(conversion.carry(OLD.make("Add", 1))).isExactlyInstanceOf(NEXT.type("Add")).hasToString("Add[n=1]");
        assertThat(conversion.carry(OLD.constant("Get", "COUNT"))).isSameAs(NEXT.constant("Get", "COUNT"));
        assertThat((List<?>) conversion.carry(new ArrayList<>(List.of(OLD.make("Add", 1))))).hasSize(1).first()
                .isExactlyInstanceOf(NEXT.type("Add"));
        assertThat(Revision.get(conversion.carry(OLD.make("Note", Map.of("a", OLD.make("Add", 1)))), "value"))
                .extracting("a").isExactlyInstanceOf(NEXT.type("Add"));
        assertThat(Revision.get(conversion.carry(PROTOCOL.make("Ask", "a", List.of(OLD.make("Add", 1)))), "more"))
                .asInstanceOf(InstanceOfAssertFactories.LIST).first().isExactlyInstanceOf(NEXT.type("Add"));
    }

    @Test
    void findsAnOldComparatorInASetOfNewValues() {
        @SuppressWarnings({ "unchecked", "rawtypes" })
        TreeSet<Object> set = new TreeSet<>((java.util.Comparator) OLD.constant("Order", "ANY"));

        assertThat(((TreeSet<?>) conversion.carry(set)).comparator()).isSameAs(NEXT.constant("Order", "ANY"));
    }

    @Test
    void refusesAMessageWhoseClassIsGoneOrChanged() {
        assertThatThrownBy(() -> conversion.carry(OLD.make("Gone", 1))).isInstanceOf(ConversionException.class)
                .hasMessage("Gone: there is no class m.Gone in the new revision;"
                        + " let clients send classes of a bundle that is not swapped");
        Revision changed = Revision.of("record Add(long n) {}");
        assertThatThrownBy(() -> new Conversion(changed).carry(OLD.make("Add", 1)))
                .hasMessageStartingWith("Add.n: int in the old class, long in the new one; let clients");
        assertThatThrownBy(() -> conversion.carry(new LinkedBlockingQueue<>(List.of(OLD.make("Add", 1)))))
                .hasMessageStartingWith("LinkedBlockingQueue: a java.util.concurrent.LinkedBlockingQueue");
    }

    @Test
    void leavesMessagesOfAClientsOwnClassesAlone() {
        Revision client = PROTOCOL.with(
                "record Private(Object inside) {} class Plain {} class Bag extends ArrayList<Object> {}");
        Conversion knowing = new Conversion(OLD, NEXT);
        Object message = client.make("Private", client.make("Plain"));
        Object bag = client.make("Bag");

        assertThat(knowing.carry(message)).isSameAs(message);
        assertThat(knowing.carry(bag)).isSameAs(bag);
        assertThatThrownBy(() -> conversion.carry(message)).isInstanceOf(ConversionException.class);
        assertThatThrownBy(() -> knowing.carry(OLD.make("Gone", 1))).isInstanceOf(ConversionException.class);
    }

    private static <T> T handle(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(MessageTest.class.getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> method.getName().equals("hashCode") ? (Object) 1 : "handle"));
    }
}
