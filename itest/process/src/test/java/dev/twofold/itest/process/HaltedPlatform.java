/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.process;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The main class of a process that is to be halted: the platform without folder and shell, which starts in a moment. It tells
 * what it finds in the data folder, brings the module into the state that a test wants, and does one thing, in which it may
 * be halted. It knows the platform's classes by name only: they are on the other side, in bundles.
 *
 * <p>Arguments: data folder, folder of the bundles, folder of the samples, the halt (a number, or {@code -}), what to prepare
 * and what to do; words of a command are separated by colons.
 */
final class HaltedPlatform {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MANAGER = "dev.twofold.module.ModuleManager";

    private static final List<String> STORM = List.of("load:counter-1.0.0", "load:counter-1.1.0", "load:counter-2.0.0",
            "load:meter-1.0.0", "load:meter-1.1.0", "load:exclusive-1.5.0", "load:exclusive-1.6.0",
            "stay:counter-1.0.0", "stay:counter-1.1.0", "upgrade:counter",
            "rollback:counter", "rollback:meter", "purge:counter", "delete:counter", "unload:counter", "unload:meter",
            "together:counter-1.1.0:meter-1.0.0", "together:counter-1.0.0:meter-1.1.0");

    private final BundleContext context;
    private final PrintStream out;
    private final Path samples;
    private final Object manager;
    private final Object servers;

    private HaltedPlatform(BundleContext context, PrintStream out, Path samples) throws Exception {
        this.context = context;
        this.out = out;
        this.samples = samples;
        awaitService("(osgi.condition.id=twofold.restored)");
        this.manager = awaitService("(objectClass=" + MANAGER + ")");
        this.servers = awaitService("(objectClass=dev.twofold.server.ServerRegistry)");
    }

    public static void main(String... arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // the log
        Path data = Path.of(arguments[0]);
        Path samples = Path.of(arguments[2]);
        Framework framework = start(data, Path.of(arguments[1]), samples);
        HaltedPlatform platform = new HaltedPlatform(framework.getBundleContext(), out, samples);
        platform.tellAll();
        platform.tell("files", files(data));
        for (String command : arguments[4].split(",")) {
            platform.run(command);
        }
        platform.tell("prepared", platform.slots());
        if (!arguments[3].equals("-")) {
            System.setProperty("twofold.test.halt", arguments[3]);
        }
        platform.tell("done", platform.run(arguments[5]));
        Runtime.getRuntime().halt(0);
    }

    private static Framework start(Path data, Path bundles, Path samples) throws IOException, BundleException {
        Map<String, String> configuration = new HashMap<>();
        configuration.put(Constants.FRAMEWORK_STORAGE, data.resolveSibling("framework").toString());
        configuration.put(Constants.FRAMEWORK_BOOTDELEGATION, "sun.misc");
        configuration.put("twofold.data.dir", data.toString());
        configuration.put("org.ops4j.pax.logging.DefaultServiceLog.level", "WARN");
        Framework framework = new FrameworkFactory().newFramework(configuration);
        framework.init();
        try (Stream<Path> jars = Files.list(bundles)) {
            for (Path jar : jars.sorted().toList()) {
                install(framework, jar);
            }
        }
        install(framework, samples.resolve("counter-api.jar"));
        install(framework, samples.resolve("meter-api.jar"));
        framework.start();
        return framework;
    }

    private static void install(Framework framework, Path jar) throws BundleException {
        Bundle bundle = framework.getBundleContext().installBundle(jar.toUri().toString());
        if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
            bundle.start();
        }
    }

    private Object awaitService(String filter) throws Exception {
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, context.createFilter(filter), null);
        tracker.open();
        Object service = tracker.waitForService(PATIENCE.toMillis());
        if (service == null) {
            throw new IllegalStateException("no service " + filter);
        }
        return service;
    }

    // ---- what is there

    private void tellAll() throws Exception {
        tell("slots", slots());
        tell("refused", call(manager, MANAGER, "refusals").toString());
        for (Object module : (Collection<?>) call(manager, MANAGER, "modules")) {
            String name = get(module, "name").toString();
            tell("server " + name, Boolean.toString(runs(name)));
            tell("history " + name, last(name));
        }
    }

    private static String files(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(Files::isRegularFile).map(file -> data.relativize(file).toString().replace('\\', '/'))
                    .map(name -> name.replaceFirst("-[0-9a-f]{12}\\.jar$", ".jar")).sorted()
                    .collect(Collectors.joining(" "));
        }
    }

    /** Whether a server runs and answers. */
    private boolean runs(String name) throws Exception {
        Optional<?> server = (Optional<?>) call(servers, "dev.twofold.server.ServerRegistry", "whereis", name);
        if (server.isEmpty()) {
            return false;
        }
        Object question = context.getBundle(jar("counter-api").toUri().toString())
                .loadClass("dev.twofold.samples.counter.api.Get").getConstructor().newInstance();
        return call(server.get(), "dev.twofold.server.ServerRef", "call", question) instanceof Number;
    }

    private String last(String module) throws Exception {
        List<?> history = (List<?>) call(manager, MANAGER, "history", module);
        return history.isEmpty() ? "" : history.get(0).toString();
    }

    /** Such as {@code counter 1.1.0 1.0.0}; a module per line. */
    private String slots() throws Exception {
        StringBuilder text = new StringBuilder();
        for (Object module : (Collection<?>) call(manager, MANAGER, "modules")) {
            text.append(text.length() == 0 ? "" : ", ").append(get(module, "name")).append(' ')
                    .append(version(module, "current")).append(' ').append(version(module, "old"));
        }
        return text.toString();
    }

    private static String version(Object module, String slot) throws Exception {
        Optional<?> revision = (Optional<?>) get(module, slot);
        return revision.isEmpty() ? "-" : get(get(revision.get(), "id"), "version").toString();
    }

    private void tell(String what, String value) {
        out.println("= " + what + ": " + value.replace('\n', ' '));
        out.flush();
    }

    // ---- what is done

    private String run(String command) throws Exception {
        String[] words = command.split(":");
        return switch (words[0]) {
            case "nothing" -> "";
            case "none" -> unloadAll();
            case "storm" -> storm(Long.parseLong(words[1]));
            case "together" -> outcome(call(manager, MANAGER, "loadTogether", List.of(jar(words[1]), jar(words[2])),
                    defaults()));
            case "load" -> outcome(call(manager, MANAGER, "load", jar(words[1])));
            case "stay" -> outcome(call(manager, MANAGER, "load", jar(words[1]), staying()));
            case "upgrade" -> outcome(call(manager, MANAGER, "upgrade", words[1], defaults()));
            default -> outcome(call(manager, MANAGER, words[0], words[1]));
        };
    }

    private String unloadAll() throws Exception {
        for (Object module : (Collection<?>) call(manager, MANAGER, "modules")) {
            outcome(call(manager, MANAGER, "unload", get(module, "name")));
        }
        return "";
    }

    /** Anything, for ever. */
    private String storm(long seed) throws Exception {
        Random random = new Random(seed);
        tell("storm", Long.toString(seed));
        while (true) {
            try {
                run(STORM.get(random.nextInt(STORM.size())));
            } catch (RefusedException refused) {
                tell("refused in the storm", refused.getMessage());
            }
        }
    }

    /** A report that says no. */
    private static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;

        RefusedException(String report) {
            super(report);
        }
    }

    private Path jar(String name) {
        return samples.resolve(name + ".jar");
    }

    private Class<?> options() throws ClassNotFoundException {
        return manager.getClass().getClassLoader().loadClass("dev.twofold.module.SwapOptions");
    }

    private Object defaults() throws Exception {
        return options().getField("DEFAULTS").get(null);
    }

    private Object staying() throws Exception {
        Class<?> policy = manager.getClass().getClassLoader().loadClass("dev.twofold.module.UpgradePolicy");
        return options().getMethod("upgrade", policy).invoke(defaults(), policy.getField("LOAD").get(null));
    }

    private static String outcome(Object stage) throws Exception {
        Object report = ((CompletionStage<?>) stage).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (report.toString().contains("outcome=REFUSED")) {
            throw new RefusedException(report.toString());
        }
        return report.toString();
    }

    /** Calls a method of an interface by name and number of arguments. */
    private static Object call(Object service, String type, String name, Object... arguments) throws Exception {
        Class<?> known = service.getClass().getClassLoader().loadClass(type);
        for (Method method : known.getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
                try {
                    return method.invoke(service, arguments);
                } catch (InvocationTargetException thrown) {
                    throw new IllegalStateException(thrown.getCause());
                }
            }
        }
        throw new IllegalStateException("no method " + name);
    }

    private static Object get(Object bean, String name) throws Exception {
        return bean.getClass().getMethod(name).invoke(bean);
    }
}
