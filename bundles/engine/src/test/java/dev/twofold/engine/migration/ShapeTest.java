/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.code.StateView;
import dev.twofold.server.ServerRef;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Date;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ShapeTest {

    private static final long SMALL_STACK = 512 * 1024;
    private static final String METER = """
            record Meter(String name, Optional<Reading> last, Mode mode, List<Reading> readings, int[] raw) {}
            record Reading(double value, Unit unit) {}
            enum Mode { ON { boolean up() { return true; } }, OFF; boolean up() { return false; } }
            enum Unit { KWH, MWH }
            """;
    private static final String SHAPES = """
            sealed interface Shape permits Circle, Square {}
            record Circle(long r) implements Shape {}
            record Square(long a) implements Shape {}
            record State(Shape shape, Object any) {}
            """;

    @Test
    void makesARecordOfTheClassThatAViewNamesWhereAnInterfaceIsDeclared() {
        Revision old = Revision.of(SHAPES);
        Revision next = Revision.of(SHAPES.replace("Square", "Rect"));
        Conversion conversion = new Conversion(old, next);
        StateView state = conversion.view(old.make("State", old.make("Square", 4L), 1));
        StateView square = state.get("shape", StateView.class);
        String rect = next.type("Rect").getName();

        assertThatThrownBy(() -> conversion.shapeGiven(state, next.type("State"))).hasMessageContaining(
                "State.shape: ").hasMessageContaining("Square given, ").hasMessageContaining("(one of Circle, Rect)");
        for (StateView given : List.of(square.typed(rect), Conversion.emptyView().typed(rect).with("a", 4L))) {
            assertThat(conversion.shapeGiven(state.with("shape", given), next.type("State"))).hasToString(
                    "State[shape=Rect[a=4], any=1]");
        }
        assertThat(conversion.shapeGiven(state.with("shape", next.make("Rect", 4L)), next.type("State"))).hasToString(
                "State[shape=Rect[a=4], any=1]");
    }

    @Test
    void carriesNestedRecordsOverByShape() {
        Revision old = Revision.of(METER);
        Revision next = Revision.of(METER);
        Object reading = old.make("Reading", 1.5, old.constant("Unit", "MWH"));
        int[] raw = { 1, 2 };
        Object meter = old.make("Meter", "north", Optional.of(reading), old.constant("Mode", "ON"),
                new ArrayList<>(List.of(reading)), raw);

        Object carried = new Conversion(next).shape(meter, next.type("Meter"));

        assertThat(carried.getClass()).isSameAs(next.type("Meter"));
        assertThat(carried).hasToString(meter.toString().replace(raw.toString(), Revision.get(carried, "raw")
                .toString()));
        assertThat(Revision.get(carried, "mode")).isSameAs(next.constant("Mode", "ON"));
        assertThat(Revision.get(carried, "readings")).isInstanceOf(ArrayList.class).asInstanceOf(
                InstanceOfAssertFactories.LIST).hasSize(1)
                .first().isExactlyInstanceOf(next.type("Reading"))
                .extracting("unit").isSameAs(next.constant("Unit", "MWH"));
        assertThat(Revision.get(carried, "raw")).isEqualTo(raw).isNotSameAs(raw);
    }

    @Test
    void findsComponentsByNameNotByPosition() {
        Revision old = Revision.of("record State(String first, String second) {}");
        Revision next = Revision.of("record State(String second, String first) {}");

        Object carried = new Conversion(next).shape(old.make("State", "1", "2"), next.type("State"));

        assertThat(carried).hasToString("State[second=2, first=1]");
    }

    @Test
    void readsWhatIsThereNotWhatAnAccessorShows() {
        String source = "record State(List<String> names) {"
                + " public List<String> names() { return List.copyOf(names); } List<String> own() { return names; } }";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);

        Object carried = new Conversion(next).shape(old.make("State", new ArrayList<>(List.of("a"))),
                next.type("State"));

        assertThat(Revision.get(carried, "own")).isInstanceOf(ArrayList.class);
    }

    @Test
    void looksUpTheClassOfAValueThatIsDeclaredAsAnInterface() {
        Revision old = Revision.of(SHAPES);
        Revision next = Revision.of(SHAPES);
        Object state = old.make("State", old.make("Circle", 3L), new Object[] { old.make("Square", 4L), "text" });

        Object carried = new Conversion(next).shape(state, next.type("State"));

        assertThat(Revision.get(carried, "shape")).isExactlyInstanceOf(next.type("Circle"));
        assertThat((Object[]) Revision.get(carried, "any")).satisfiesExactly(
                first -> assertThat(first).isExactlyInstanceOf(next.type("Square")), second -> assertThat(second)
                        .isEqualTo("text"));
    }

    @Test
    void keepsTheClassOfAnArrayThatIsDeclaredAsAnObject() {
        Revision old = Revision.of(SHAPES);
        Revision next = Revision.of(SHAPES);
        Object circles = Array.newInstance(old.type("Circle"), 2);
        Array.set(circles, 1, old.make("Circle", 3L));

        Object carried = new Conversion(next).shape(old.make("State", null, circles), next.type("State"));

        assertThat(Revision.get(carried, "any").getClass().getComponentType()).isSameAs(next.type("Circle"));
        assertThat((Object[]) Revision.get(carried, "any")).hasSize(2).startsWith((Object) null);
    }

    @Test
    void knowsWhatTypeVariablesOfARecordStandFor() {
        String source = "record Page<T>(List<T> items, T first) {} record State(List<? extends Page<Item>> pages) {}"
                + " record Item(int n) {}";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);
        Object item = old.make("Item", 1);
        Object view = new Conversion(next)
                .view(old.make("State", List.of(old.make("Page", List.of(item), item))))
                .with("pages", List.of(Conversion.emptyView().with("first", Conversion.emptyView().with("n", 7))
                        .with("items", List.of(Conversion.emptyView().with("n", 8)))));

        Object carried = new Conversion(next).shape(view, next.type("State"));

        assertThat(carried).hasToString("State[pages=[Page[items=[Item[n=8]], first=Item[n=7]]]]");
    }

    @Test
    void leavesTheOldStateAloneForEver() {
        String source = "record State(List<List<String>> names, String[] texts) {}";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);
        List<List<String>> names = new ArrayList<>(List.of(new ArrayList<>(List.of("a"))));
        String[] texts = { "a" };
        Conversion conversion = new Conversion(next);
        Object state = old.make("State", names, texts);
        Object carried = conversion.shape(state, next.type("State"));
        Object seen = conversion.view(state);

        names.get(0).add("b");
        names.add(List.of());
        texts[0] = "b";

        assertThat(Revision.get(carried, "names")).isEqualTo(List.of(List.of("a")));
        assertThat((String[]) Revision.get(carried, "texts")).containsExactly("a");
        assertThat(seen).hasToString("State[names=[[a]], texts=[a]]");
    }

    @Test
    void copiesEvenAStateWhoseClassIsTheSame() {
        Revision shared = Revision.of("record State(List<String> names) {}");
        List<String> names = new ArrayList<>(List.of("a"));

        Object carried = new Conversion(shared).shape(shared.make("State", names), shared.type("State"));
        names.add("b");

        assertThat(carried).hasToString("State[names=[a]]");
    }

    @Test
    void keepsAnImmutableValueOfASharedClassAsTheSameObject() {
        Revision protocol = Revision.of("public record Reading(double value, List<String> tags) {}");
        Revision old = protocol.with("record State(Reading last) {}");
        Revision next = protocol.with("record State(Reading last) {}");
        Object reading = protocol.make("Reading", 1.5, List.of("a", "b", "c"));
        Conversion conversion = new Conversion(next);

        Object carried = conversion.shape(old.make("State", reading), next.type("State"));

        assertThat(conversion.passes(protocol.type("Reading"))).isTrue();
        assertThat(conversion.passes(old.type("State"))).isFalse();
        assertThat(conversion.passes(ExecutorService.class)).isTrue();
        assertThat(Revision.get(carried, "last")).isSameAs(reading);
    }

    @Test
    void findsOldValuesInsideASharedRecord() {
        Revision protocol = Revision.of("public record Holder(Object value) {}");
        String source = "record State(Holder holder) {} record Own(int n) {}";
        Revision old = protocol.with(source);
        Revision next = protocol.with(source);

        Object carried = new Conversion(next)
                .shape(old.make("State", protocol.make("Holder", old.make("Own", 1))), next.type("State"));

        assertThat(Revision.get(carried, "holder.value")).isExactlyInstanceOf(next.type("Own"));
    }

    @Test
    void convertsBetweenTwoVersionsOfAProtocolBundle() {
        String protocol = "public record Reading(double value) {}";
        String source = "record State(Reading last) {}";
        Revision old = Revision.of(protocol).with(source);
        Revision next = Revision.of(protocol).with(source);

        Object state = old.make("State", old.make("Reading", 1.5));

        for (Conversion conversion : List.of(new Conversion(next), new Conversion(old, next))) {
            Object carried = conversion.shape(state, next.type("State"));
            assertThat(Revision.get(carried, "last")).isExactlyInstanceOf(next.type("Reading"));
            assertThat(conversion.view(state).get("last")).isInstanceOf(StateView.class);
        }
    }

    @Test
    void passesWhatIsNoDataAsTheSameObject() {
        String source = "record State(java.util.concurrent.Executor executor, java.util.concurrent.atomic.AtomicLong count,"
                + " dev.twofold.server.ServerRef peer) {}";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        executor.shutdown();
        AtomicLong count = new AtomicLong(3);
        Object peer = Proxy.newProxyInstance(Revision.of(source), new Class<?>[] { ServerRef.class },
                (proxy, method, arguments) -> null);

        Object carried = new Conversion(next).shape(old.make("State", executor, count, peer), next.type("State"));

        assertThat(Revision.get(carried, "executor")).isSameAs(executor);
        assertThat(Revision.get(carried, "count")).isSameAs(count);
        assertThat(Revision.get(carried, "peer")).isSameAs(peer);
    }

    @Test
    void carriesStatesThatAreNoRecords() throws NoSuchMethodException {
        Conversion conversion = new Conversion(getClass().getClassLoader());

        assertThat(conversion.shape(5L, Long.class)).isEqualTo(5L);
        assertThat(conversion.shape(null, Long.class)).isNull();
        assertThat(conversion.shape(conversion.view(5L), Long.class)).isEqualTo(5L);
        assertThat(conversion.shape(conversion.view(5L).with("value", 6L), Long.class)).isEqualTo(6L);
        assertThat(conversion.shape(conversion.view(null), Long.class)).isNull();
        assertThat(conversion.shape(conversion.view(List.of("a")), List.class)).isEqualTo(List.of("a"));
        assertThat(conversion.view(5L)).hasToString("view[value=5]");
        assertThat(conversion.view(5L).as(Long.class)).isEqualTo(5L);
    }

    @Test
    void tellsOtherBundlesObjectsFromThoseOfTheOldRevision() {
        String source = "record State(Runnable one) {} class Own implements Runnable { public void run() {} }";
        Revision old = Revision.of(source);
        Revision next = Revision.of("record State(Runnable one) {}");
        Revision client = Revision.of("record Listener(int n) implements Runnable { public void run() {} }");
        Object listener = client.make("Listener", 1);
        Runnable lambda = () -> {};
        Conversion conversion = new Conversion(old, next);

        assertThat(Revision.get(conversion.shape(old.make("State", listener), next.type("State")), "one"))
                .isSameAs(listener);
        assertThat(conversion.view(old.make("State", listener)).get("one")).isSameAs(listener);
        assertThat(Revision.get(conversion.shape(conversion.view(old.make("State", lambda)), next.type("State")),
                "one"))
                .isSameAs(lambda);
        assertThatThrownBy(() -> conversion.shape(old.make("State", old.make("Own")), next.type("State")))
                .isInstanceOf(ConversionException.class).hasMessageStartingWith(
                        "State.one: an object of the class m.Own");
        assertThatThrownBy(() -> new Conversion(next).shape(old.make("State", listener), next.type("State")))
                .isInstanceOf(ConversionException.class);
    }

    @Test
    void looksIntoAnAtomicReference() {
        String source = "record State(java.util.concurrent.atomic.AtomicReference<Object> last) {} record Own(int n) {}";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);
        Conversion conversion = new Conversion(next);

        assertThatThrownBy(() -> conversion.shape(old.make("State", new AtomicReference<>(old.make("Own", 1))),
                next.type("State"))).hasMessageStartingWith(
                        "State.last: its content (java.util.concurrent.atomic.AtomicReference) is");
        AtomicReference<Object> harmless = new AtomicReference<>("text");
        assertThat(Revision.get(conversion.shape(old.make("State", harmless), next.type("State")), "last"))
                .isSameAs(harmless);
    }

    @Test
    void carriesWhatIsNestedDeeplyOnASmallStack() throws InterruptedException {
        String source = "record Node(Object next) {}";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);
        Conversion conversion = new Conversion(next);
        List<Object> carried = new CopyOnWriteArrayList<>();
        Thread thread = new Thread(null, () -> {
            for (UnaryOperator<Object> wrapper : List.<UnaryOperator<Object>>of(value -> old.make("Node", value),
                    Optional::ofNullable, Collections::singletonList, value -> Collections.singletonMap("a", value),
                    value -> new Object[] { value })) {
                Object deep = nested(wrapper, 20 * Place.DEEPEST);
                carried.add(conversion.shape(deep, Object.class));
                carried.add(conversion.shape(conversion.view(deep), Object.class));
            }
        }, "small", SMALL_STACK);
        thread.start();
        thread.join(10_000);

        assertThat(carried.size()).isEqualTo(10);
    }

    @Test
    void carriesALinkedListOfAMillionRecords() throws ReflectiveOperationException {
        String source = "record Node(int value, Node next) {}";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);
        Conversion conversion = new Conversion(next);
        Object chain = null;
        Constructor<?> constructor = old.type("Node").getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        for (int i = 0; i < 1_000_000; i++) {
            chain = constructor.newInstance(i, chain);
        }

        assertThat(sumOf(conversion.shape(chain, next.type("Node")), next)).isEqualTo(499_999_500_000L);
    }

    private static long sumOf(Object chain, Revision revision) throws ReflectiveOperationException {
        Method value = revision.type("Node").getDeclaredMethod("value");
        Method next = revision.type("Node").getDeclaredMethod("next");
        value.setAccessible(true);
        next.setAccessible(true);
        long sum = 0;
        for (Object node = chain; node != null; node = next.invoke(node)) {
            sum += (int) value.invoke(node);
        }
        return sum;
    }

    @Test
    void carriesAWideAndDeepTreeInTimeThatGrowsWithItsSize() {
        String source = "record Tree(List<Tree> children) {}";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);
        Object tree = old.make("Tree", List.of());
        for (int level = 0; level < 2_000; level++) {
            tree = old.make("Tree", List.of(tree, old.make("Tree", List.of()), tree, tree));
        }

        Object carried = new Conversion(next).shape(tree, next.type("Tree"));
        for (int level = 0; level < 2_000; level++) {
            List<?> children = (List<?>) Revision.get(carried, "children");
            assertThat(children).hasSize(4);
            assertThat(children.get(3)).isSameAs(children.get(0));
            carried = children.get(2);
        }
        assertThat((List<?>) Revision.get(carried, "children")).isEmpty();
    }

    @Test
    void refusesAFieldThatIsWrongFarBelowWithAShortPath() {
        Revision old = Revision.of("record Node(Object next) {} class Own {}");
        Revision next = Revision.of("record Node(Object next) {} class Own {}");
        Object chain = old.make("Own");
        for (int i = 0; i < 20_000; i++) {
            chain = old.make("Node", chain);
        }
        Object deep = chain;

        assertThatThrownBy(() -> new Conversion(next).shape(deep, next.type("Node")))
                .isInstanceOf(ConversionException.class).hasMessageStartingWith("Node.next.next")
                .hasMessageContaining("an object of the class m.Own").message().hasSizeLessThan(700);
    }

    @Test
    void copiesOnceWhatIsReachedOnTwoWays() {
        String source = "record Item(String name) {} record State(List<Item> all, List<Item> same, int[] a, int[] b) {}";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);
        List<Object> shared = new ArrayList<>(List.of(old.make("Item", "x")));
        int[] numbers = { 1, 2 };
        Object state = old.make("State", shared, shared, numbers, numbers);
        Conversion conversion = new Conversion(next);

        for (Object given : List.of(state, conversion.view(state))) {
            Object carried = conversion.shape(given, next.type("State"));
            assertThat(Revision.get(carried, "all")).isSameAs(Revision.get(carried, "same")).isNotSameAs(shared);
            assertThat(Revision.get(carried, "b")).isNotSameAs(numbers);
        }
        assertThat(Revision.get(conversion.shape(state, next.type("State")), "all")).asString().contains("x");
    }

    @Test
    void givesEachRevisionItsOwnBuffersAndSets() {
        String source = "record State(java.nio.ByteBuffer buffer, BitSet bits, Date date, StringBuilder text) {}";
        Revision old = Revision.of(source);
        Revision next = Revision.of(source);
        BitSet bits = BitSet.valueOf(new long[] { 5 });
        StringBuilder text = new StringBuilder("text");
        Conversion conversion = new Conversion(next);
        ByteBuffer heap = ByteBuffer.wrap(new byte[] { 1, 2, 3, 4, 5 }).order(ByteOrder.LITTLE_ENDIAN).position(1)
                .limit(3);
        ByteBuffer direct = ByteBuffer.allocateDirect(5).put(0, (byte) 9).position(2);

        for (ByteBuffer buffer : List.of(heap, direct, heap.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN))) {
            Object state = old.make("State", buffer, bits, new Date(7), text);
            for (Object given : List.of(state, conversion.view(state))) {
                Object carried = conversion.shape(given, next.type("State"));
                ByteBuffer copy = (ByteBuffer) Revision.get(carried, "buffer");
                assertThat(copy).isNotSameAs(buffer).isEqualTo(buffer);
                assertThat(copy.position()).isEqualTo(buffer.position());
                assertThat(copy.limit()).isEqualTo(buffer.limit());
                assertThat(copy.capacity()).isEqualTo(5);
                assertThat(copy.order()).isEqualTo(buffer.order());
                assertThat(copy.isDirect()).isEqualTo(buffer.isDirect());
                assertThat(copy.isReadOnly()).isEqualTo(buffer.isReadOnly());
                assertThat(copy.duplicate().clear()).isEqualTo(buffer.duplicate().clear());
                assertThat(Revision.get(carried, "bits")).isEqualTo(bits).isNotSameAs(bits);
                assertThat(Revision.get(carried, "date")).isEqualTo(new Date(7));
                assertThat(Revision.get(carried, "text")).hasToString("text").isNotSameAs(text);
            }
        }
    }

    private static Object nested(UnaryOperator<Object> wrapper, int levels) {
        Object nested = null;
        for (int i = 0; i < levels; i++) {
            nested = wrapper.apply(nested);
        }
        return nested;
    }
}
