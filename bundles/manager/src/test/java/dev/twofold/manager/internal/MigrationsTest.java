/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.engine.Code;
import dev.twofold.engine.Migration;
import dev.twofold.engine.Refresh;
import dev.twofold.engine.Renewal;
import dev.twofold.module.RevisionId;
import dev.twofold.server.Answer;
import dev.twofold.server.From;
import dev.twofold.server.GenServer;
import dev.twofold.server.Init;
import dev.twofold.server.ServerContext;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;
import org.osgi.framework.Version;

/** A module one of whose components is of a class that another bundle exports. */
class MigrationsTest {

    private static final String BELL = "a bell, so that it comes first";
    private static final String TALLY = "tally";

    private final BundleLoader shared = new BundleLoader(Set.of(Bell.class));
    private final BundleLoader before = new BundleLoader(Set.of(Tally.class, Restarts.class));
    private final BundleLoader after = new BundleLoader(Set.of(Tally.class, Restarts.class));

    /** Of the other bundle. */
    static final class Bell extends Idle<Long> {
    }

    /** Of the module, as is its state. */
    static final class Tally extends Idle<Restarts> {
    }

    /** Nobody runs it here. */
    public abstract static class Idle<S> implements GenServer<S> {

        @Override
        public Init<S> init(Object argument, ServerContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Answer<S> handleCall(Object request, From from, S state, ServerContext context) {
            throw new UnsupportedOperationException();
        }
    }

    /** A message tells no type that it is to have. */
    @Test
    void carriesMessagesOverIntoTheModulesOwnClasses() throws Exception {
        Migration migration = Migrations.byShape(revision(before), revision(after));

        Object carried = migration.message(before.restarts());

        assertThat(carried.getClass().getClassLoader()).isSameAs(after);
        assertThat(carried).hasToString("Restarts[most=5, period=PT2S]");
    }

    @Test
    void goesOverToTheSameClassesIfItsComponentsWereMadeAnew() throws Exception {
        assertThat(Migrations.again(revision(before), revision(before))).isInstanceOf(Renewal.class);
    }

    @Test
    void goesOverToOtherClassesAfterARefresh() throws Exception {
        assertThat(Migrations.again(revision(before), revision(after))).isInstanceOf(Refresh.class);
    }

    private Revision revision(BundleLoader own) throws ReflectiveOperationException {
        RevisionId id = new RevisionId("meter", new Version("1.0.0"), "0".repeat(64));
        Map<String, Revision.Type> types = new TreeMap<>(); // as for any revision
        types.put(BELL, type(BELL, shared.make(Bell.class)));
        types.put(TALLY, type(TALLY, own.make(Tally.class)));
        return new Revision(new StoredJar(id, Path.of("meter.jar"), false), own.getBundle(), types, Optional.empty());
    }

    private static Revision.Type type(String name, Object service) {
        return new Revision.Type(1, service, new Code<>("meter", "1.0.0", name, (GenServer<?>) service), List.of(),
                List.of());
    }

    /** That of a bundle, which has some of the classes here and sees none of the others but the common base. */
    private static final class BundleLoader extends ClassLoader implements BundleReference {

        private final Set<Class<?>> own;
        private final Bundle bundle = (Bundle) Proxy.newProxyInstance(Bundle.class.getClassLoader(), new Class<?>[] {
                Bundle.class }, (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> throw new UnsupportedOperationException(method.getName());
                });

        BundleLoader(Set<Class<?>> own) {
            super(MigrationsTest.class.getClassLoader());
            this.own = own;
        }

        @Override
        public Bundle getBundle() {
            return bundle;
        }

        Object make(Class<?> type) throws ReflectiveOperationException {
            return accessible(loadClass(type.getName()).getDeclaredConstructor()).newInstance();
        }

        Object restarts() throws ReflectiveOperationException {
            return accessible(loadClass(Restarts.class.getName()).getDeclaredConstructor(int.class, Duration.class))
                    .newInstance(5, Duration.ofSeconds(2));
        }

        private static Constructor<?> accessible(Constructor<?> constructor) {
            constructor.setAccessible(true);
            return constructor;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (own.stream().anyMatch(type -> type.getName().equals(name))) {
                    Class<?> loaded = findLoadedClass(name);
                    return loaded == null ? define(name) : loaded;
                }
                if (Set.of(Bell.class.getName(), Tally.class.getName(), Restarts.class.getName()).contains(name)) {
                    throw new ClassNotFoundException(name);
                }
                return super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream code = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = code.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
        }
    }
}
