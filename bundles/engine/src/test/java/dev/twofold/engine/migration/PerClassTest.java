/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerClassTest {

    private final List<Class<?>> read = new ArrayList<>();

    @Test
    void readsEachClassOnce() {
        PerClass<String> names = new PerClass<>(type -> {
            read.add(type);
            return type.getName();
        });

        String first = names.of(String.class);

        assertThat(names.of(String.class)).isSameAs(first).isEqualTo("java.lang.String");
        assertThat(names.of(Integer.class)).isEqualTo("java.lang.Integer");
        assertThat(read).containsExactly(String.class, Integer.class);
    }

    @Test
    void keepsNothingOfAClassThatCannotBeRead() {
        PerClass<String> names = new PerClass<>(type -> {
            read.add(type);
            if (read.size() == 1) {
                throw new IllegalStateException("not now");
            }
            return type.getName();
        });

        assertThatThrownBy(() -> names.of(String.class)).hasMessage("not now");
        assertThat(names.of(String.class)).isEqualTo("java.lang.String");
    }
}
