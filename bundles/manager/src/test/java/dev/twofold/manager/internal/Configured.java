/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.manager.internal;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.osgi.service.component.ComponentException;

/** Configurations as Declarative Services reads them: late, and with an exception for what is of another type. */
final class Configured {

    private Configured() {}

    /** That of a file {@code twofold.module-NAME.cfg}. */
    static ModuleSettings module(String name, Map<String, Object> written) {
        Map<String, Object> properties = new HashMap<>(written);
        properties.put("service.pid", ModuleSettings.FACTORY_PID + "~" + name);
        return new ModuleSettings(config(ModuleSettings.Config.class, properties), properties);
    }

    static <C> C config(Class<C> type, Map<String, Object> properties) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
                (proxy, method, arguments) -> {
                    Object value = properties.get(method.getName().replace('_', '.'));
                    try {
                        return value == null
                                ? method.getDefaultValue()
                                : method.getReturnType() == long.class
                                        ? (Object) Long.valueOf(value.toString())
                                        : method.getReturnType() == int.class
                                                ? Integer.valueOf(value.toString())
                                                : value;
                    } catch (NumberFormatException e) {
                        throw new ComponentException(e);
                    }
                }));
    }
}
