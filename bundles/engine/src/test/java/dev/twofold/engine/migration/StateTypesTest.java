/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.ServerContext;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StateTypesTest {

    @Test
    void findsTheStateThatAClassDeclares() {
        assertThat(StateTypes.stateType(Plain.class)).isEqualTo(Long.class);
    }

    @Test
    void findsTheStateThroughGenericParents() {
        assertThat(StateTypes.stateType(Leaf.class).getTypeName())
                .isEqualTo("java.util.Map<java.lang.String, java.util.List<java.lang.Long>>");
        assertThat(new Conversion(getClass().getClassLoader()).shape(Map.of("a", List.of(1L)),
                StateTypes.stateType(Leaf.class))).isEqualTo(Map.of("a", List.of(1L)));
        assertThatThrownBy(() -> new Conversion(getClass().getClassLoader()).shape(Map.of("a", List.of(1)),
                StateTypes.stateType(Leaf.class))).hasMessageStartingWith("Map<String, List<Long>>[a][0]: Integer in");
        assertThat(StateTypes.stateType(Arrays.class).getTypeName()).isEqualTo("java.util.List<java.lang.Long>[]");
    }

    @Test
    void saysWhatToWriteWhenTheStateCannotBeTold() {
        Object proxy = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { GenServer.class },
                (self, method, arguments) -> null);
        for (Class<?> type : List.of(Raw.class, Open.class, Nested.class, proxy.getClass(), String.class)) {
            assertThatThrownBy(() -> StateTypes.stateType(type)).as(type.getName())
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(type.getName())
                    .hasMessageContaining("GenServer<YourState>");
        }
    }

    private abstract static class Base<S> implements GenServer<S> {

        @Override
        public Init<S> init(Object argument, ServerContext context) {
            return Init.ignore();
        }

        @Override
        public Answer<S> handleCall(Object request, From from, S state, ServerContext context) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Plain extends Base<Long> {
    }

    private interface Keyed<K, V> extends GenServer<Map<K, List<V>>> {
    }

    private abstract static class Middle<V> implements Keyed<String, V> {
    }

    private abstract static class Leaf extends Middle<Long> implements Runnable {
    }

    private abstract static class ArrayBase<T> extends Base<T[]> {
    }

    private abstract static class Arrays extends ArrayBase<List<Long>> {
    }

    @SuppressWarnings("rawtypes")
    private abstract static class Raw implements GenServer {
    }

    private static final class Open<S> extends Base<S> {
    }

    private abstract static class Nested<S> extends Base<List<S>> {
    }
}
