/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class NextChangeThreadsTest {

    private final NextChangeThreads next = new NextChangeThreads();

    @AfterEach
    void close() {
        next.close();
    }

    private static Thread only(ChangeThreads threads) throws Exception {
        return threads.submit(Thread::currentThread).get(10, TimeUnit.SECONDS);
    }

    /** The threads that follow those of a change. */
    private ChangeThreads after(Runnable change) throws Exception {
        ChangeThreads first = next.take();
        Future<Thread> done = first.submit(() -> {
            change.run();
            return Thread.currentThread();
        });
        Thread last = done.get(10, TimeUnit.SECONDS);
        first.end();
        last.join();
        return next.take();
    }

    @Test
    void areThereWhenThoseBeforeHaveEnded() throws Exception {
        ChangeThreads second = after(() -> {});
        long now = new Thread().getId(); // threads are numbered in the order in which they are made

        assertThat(only(second).getId()).isLessThan(now);
        second.end();
    }

    @Test
    void takeOverNothingFromThoseBefore() throws Exception {
        ThreadLocal<String> left = new ThreadLocal<>();
        try (URLClassLoader foreign = new URLClassLoader(new URL[0])) {
            ChangeThreads second = after(() -> {
                left.set("of a revision that will go");
                Thread.currentThread().setContextClassLoader(foreign);
                Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
            });

            Thread thread = only(second);
            assertThat(thread.getContextClassLoader()).isNotSameAs(foreign);
            assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
            assertThat(second.submit(left::get).get()).isNull();
            second.end();
        }
    }

    /** Code of a revision that closes a gate, perhaps by what it does to its own bundle. */
    private static final class Closer implements Callable<Object> {

        private final Callable<?> gate;

        Closer(Callable<?> gate) {
            this.gate = gate;
        }

        @Override
        public Object call() throws Exception {
            return gate.call();
        }
    }

    /** Has a class of its own. */
    private static final class Revision extends ClassLoader {

        Callable<?> closer(Callable<?> gate) throws Exception {
            try (InputStream in = Closer.class.getResourceAsStream("NextChangeThreadsTest$Closer.class")) {
                byte[] bytes = in.readAllBytes();
                Constructor<?> constructor = defineClass(Closer.class.getName(), bytes, 0, bytes.length)
                        .getDeclaredConstructor(Callable.class);
                constructor.setAccessible(true);
                return (Callable<?>) constructor.newInstance(gate);
            }
        }
    }

    private WeakReference<ClassLoader> closeGateByRevision() throws Exception {
        Revision revision = new Revision();
        ChangeThreads first = (ChangeThreads) revision.closer(next::take).call();
        Thread last = only(first);
        first.end();
        last.join();
        return new WeakReference<>(revision);
    }

    @Test
    void keepNobodyWhoseCodeWasUnderWayWhenTheyWereMade() throws Exception {
        WeakReference<ClassLoader> revision = closeGateByRevision();
        while (revision.get() != null) {
            assertThat(Thread.currentThread().isInterrupted()).as("it is collected in time").isFalse();
            System.gc();
        }

        ChangeThreads second = next.take();
        assertThat(only(second).isAlive()).isTrue();
        second.end();
    }

    @Test
    void doNotWaitForThoseThatHang() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ChangeThreads first = next.take();
        Future<Thread> hangs = first.submit(() -> {
            hanging.countDown();
            while (end.getCount() > 0) {
                Thread.onSpinWait(); // whoever interrupts it
            }
            return Thread.currentThread();
        });
        hanging.await();
        first.end();

        ChangeThreads second = next.take();
        Thread other = only(second);
        end.countDown();
        assertThat(other).isNotSameAs(hangs.get());
        second.end();
    }

    @Test
    void areThoseThatAreGivenBack() throws Exception {
        ChangeThreads first = next.take();
        Thread thread = only(first);
        ClassLoader own = thread.getContextClassLoader();
        first.submit(() -> {
            Thread.currentThread().setContextClassLoader(null);
            Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
            Thread.currentThread().setName("of an author");
            return true;
        }).get();
        next.giveBack(first);

        ChangeThreads second = next.take();
        assertThat(only(second)).isSameAs(thread);
        assertThat(second.submit(() -> Thread.currentThread().getContextClassLoader()).get()).isSameAs(own).isNotNull();
        assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
        assertThat(thread.getName()).isEqualTo("twofold-change");
        second.end();
    }

    @Test
    void endWhenCodeIsGoneThatHasRunInThem() throws Exception {
        ChangeThreads ready = next.take();
        Thread thread = only(ready);
        next.giveBack(ready);
        next.renew();
        thread.join();

        ChangeThreads used = next.take();
        Thread other = only(used);
        next.renew();
        next.giveBack(used);
        other.join();

        ChangeThreads last = next.take();
        assertThat(only(last)).isNotSameAs(thread).isNotSameAs(other);
        last.end();
    }

    @Test
    void endWhenThereAreMany() throws Exception {
        ChangeThreads many = next.take();
        many.start(3);
        Thread one = only(many);
        next.giveBack(many);

        one.join();
        assertThat(one.isAlive()).isFalse();
    }

    @Test
    void areNotMadeAnyMoreOnceItIsClosed() throws Exception {
        ChangeThreads first = next.take();
        Thread last = only(first);
        next.close();
        first.end();
        last.join();
        long now = new Thread().getId();

        ChangeThreads second = next.take();
        assertThat(only(second).getId()).isGreaterThan(now);
        second.end();
    }

    @Test
    void endWhenItIsClosedBeforeAnyoneHasTakenThem() throws Exception {
        ChangeThreads second = after(() -> {});
        Thread last = only(second);
        second.end();
        last.join();
        Thread ready = Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getId() > last.getId()
                && thread.getName().equals("twofold-change")).findFirst().orElseThrow();

        next.close();

        ready.join();
        assertThat(ready.isAlive()).isFalse();
    }
}
