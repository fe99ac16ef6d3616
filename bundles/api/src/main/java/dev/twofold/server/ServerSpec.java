/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.server;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Which server to start.
 *
 * @param module symbolic name of the module
 * @param type the module's server type
 * @param name the name to register, free at that moment; none for a server that is known by reference only
 * @param argument what {@link GenServer#init} gets; must not be an object of another module's own class
 * @param initLimit how long {@link GenServer#init} may take; the server is killed then
 * @param binding which revision's callbacks it runs after its module has been loaded again
 * @param mailbox how many messages may wait for it; none for any number
 */
public record ServerSpec(String module, String type, Optional<String> name, Optional<Object> argument,
        Duration initLimit, Binding binding, Optional<MailboxLimit> mailbox) {

    /** Checks that everything is given. */
    public ServerSpec {
        requireText(module, "module");
        requireText(type, "type");
        name.ifPresent(given -> requireText(given, "name"));
        Objects.requireNonNull(argument, "argument");
        if (initLimit.isNegative() || initLimit.isZero()) {
            throw new IllegalArgumentException("the limit for init is not positive: " + initLimit);
        }
        Objects.requireNonNull(binding, "binding");
        Objects.requireNonNull(mailbox, "mailbox");
    }

    /**
     * A pinned server of a type, without name, argument and limit of its mailbox; {@code init} may take 5 seconds.
     *
     * @param module symbolic name of the module
     * @param type the module's server type
     * @return the specification
     */
    public static ServerSpec of(String module, String type) {
        return new ServerSpec(module, type, Optional.empty(), Optional.empty(), ServerRef.DEFAULT_TIMEOUT,
                Binding.PINNED, Optional.empty());
    }

    /**
     * The same with a name.
     *
     * @param newName the name to register
     * @return the specification
     */
    public ServerSpec named(String newName) {
        return new ServerSpec(module, type, Optional.of(newName), argument, initLimit, binding, mailbox);
    }

    /**
     * The same with an argument.
     *
     * @param newArgument what {@link GenServer#init} gets
     * @return the specification
     */
    public ServerSpec with(Object newArgument) {
        return new ServerSpec(module, type, name, Optional.of(newArgument), initLimit, binding, mailbox);
    }

    /**
     * The same with another limit for {@code init}.
     *
     * @param newLimit how long it may take
     * @return the specification
     */
    public ServerSpec initWithin(Duration newLimit) {
        return new ServerSpec(module, type, name, argument, newLimit, binding, mailbox);
    }

    /**
     * The same with another binding.
     *
     * @param newBinding which callbacks it runs
     * @return the specification
     */
    public ServerSpec bound(Binding newBinding) {
        return new ServerSpec(module, type, name, argument, initLimit, newBinding, mailbox);
    }

    /**
     * The same with a limited mailbox.
     *
     * @param limit how many messages may wait
     * @return the specification
     */
    public ServerSpec limited(MailboxLimit limit) {
        return new ServerSpec(module, type, name, argument, initLimit, binding, Optional.of(limit));
    }

    private static void requireText(String value, String what) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("the " + what + " is empty");
        }
    }
}
