/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;

/**
 * A command of ours, as its annotations describe it.
 *
 * @param name how it is typed
 * @param method what it does
 */
record Command(String name, Method method) {

    /** What {@code help} says of each kind of them, in this order. */
    private static final Map<String, String> TITLES = Map.of("module", "Modules and their revisions", "server",
            "Servers", "twofold", "The platform");
    private static final List<String> SCOPES = List.of("module", "server", "twofold");

    private static final Map<Class<?>, String> CLASSES = Map.of(ModuleCommands.class, "module:", SwapCommands.class,
            "module:", WatchCommand.class, "module:", ServerCommands.class, "server:", TopCommand.class, "server:",
            PlatformCommands.class, "twofold:", HelpCommand.class, "", ExitCommand.class, "");

    /** The classes with commands. */
    static List<Class<?>> classes() {
        return List.copyOf(CLASSES.keySet());
    }

    /** All of them, by name. */
    static List<Command> all() {
        return CLASSES.entrySet().stream().flatMap(entry -> Arrays.stream(entry.getKey().getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers())).map(method -> new Command(entry.getValue()
                        + method.getName(), method)))
                .sorted((one, other) -> one.name.compareTo(other.name)).toList();
    }

    /** That of a function of a class. */
    static Command of(Class<?> type, String function) {
        return all().stream().filter(command -> command.method.getDeclaringClass() == type && command.function()
                .equalsIgnoreCase(function)).findFirst().orElseThrow();
    }

    /** Their names. */
    static List<String> names() {
        return all().stream().map(Command::name).toList();
    }

    /** All of them in lines, by what they are for. */
    static String overview() {
        Map<String, List<Command>> all = all().stream().collect(Collectors.groupingBy(Command::scope));
        int width = names().stream().mapToInt(String::length).max().orElse(0);
        Stream<String> blocks = SCOPES.stream().map(scope -> TITLES.get(scope) + "\n" + Stream.concat(all.get(scope)
                .stream(), scope.equals("twofold") ? all.get("").stream() : Stream.empty()).map(
                        command -> "  " + command.name + " ".repeat(width + 2 - command.name.length()) + command
                                .summary())
                .collect(Collectors.joining("\n")));
        return blocks.collect(Collectors.joining("\n\n"));
    }

    private String scope() {
        return name.substring(0, Math.max(0, name.indexOf(':')));
    }

    /** Its name without the scope. */
    String function() {
        return name.substring(name.indexOf(':') + 1);
    }

    private String description() {
        return describe(method.getAnnotation(Descriptor.class));
    }

    private static String describe(Descriptor descriptor) {
        return descriptor == null ? "" : descriptor.value();
    }

    private String summary() {
        return description().lines().findFirst().orElse("").replaceFirst("; .*", "");
    }

    /** All that there is to know of it: what it does, its flags and options, and what stands behind them. */
    String text() {
        List<String> lines = new ArrayList<>();
        description().lines().forEach(line -> lines.add(lines.isEmpty() ? name + " - " + line : "   " + line));
        add(lines, "flags", options().stream().filter(Argument::flag).toList());
        add(lines, "options", options().stream().filter(argument -> !argument.flag()).toList());
        add(lines, "parameters", parameters());
        return lines.stream().map(Texts::wrapped).collect(Collectors.joining("\n"));
    }

    /** Its flags and options. */
    List<Argument> options() {
        return arguments().stream().filter(argument -> !argument.names().isEmpty()).toList();
    }

    /** What stands behind it otherwise, in this order. */
    List<Argument> parameters() {
        return arguments().stream().filter(argument -> argument.names().isEmpty()).toList();
    }

    /** Whatever may stand behind it. */
    List<Argument> arguments() {
        return Arrays.stream(method.getParameters()).filter(parameter -> parameter.getType() != CommandSession.class)
                .map(Argument::of).toList();
    }

    private static void add(List<String> lines, String title, List<Argument> arguments) {
        if (!arguments.isEmpty()) {
            lines.add("   " + title + ":");
        }
        arguments.forEach(argument -> lines.add("      " + argument.text()));
    }

    /**
     * Something that may stand behind the command.
     *
     * @param names of an option or a flag; none for what stands at its place
     * @param flag whether no value follows its name
     * @param number what kind of number follows its name; empty for any word
     * @param several whether it is the last, and any number of words
     * @param otherwise the value if it is not there; may be empty
     * @param description what it is
     */
    record Argument(List<String> names, boolean flag, String number, boolean several, String otherwise,
            String description) {

        static Argument of(java.lang.reflect.Parameter parameter) {
            String description = describe(parameter.getAnnotation(Descriptor.class));
            Class<?> type = parameter.getType();
            String number = type == Seconds.class
                    ? "a number from 0 up"
                    : type == Count.class ? "a number from 1 up" : "";
            Parameter option = parameter.getAnnotation(Parameter.class);
            if (option == null) {
                return new Argument(List.of(), false, number, type.isArray(), "", description);
            }
            return new Argument(List.of(option.names()), !option.presentValue().equals(Parameter.UNSPECIFIED), number,
                    false, option.absentValue(), description);
        }

        String text() {
            String preset = flag || otherwise.isEmpty() || names.isEmpty() ? "" : "; otherwise " + otherwise;
            return (names.isEmpty() ? "" : String.join(", ", names) + "   ") + description + preset;
        }
    }
}
