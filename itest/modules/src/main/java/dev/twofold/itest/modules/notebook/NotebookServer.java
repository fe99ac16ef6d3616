/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.notebook;

import dev.twofold.annotation.ServerType;
import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.GenServer;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/** Takes a changed configuration over. */
@SwappableModule
@Component(service = GenServer.class, configurationPid = "twofold.test.notebook")
@ServerType(type = "notebook", start = "notebook")
public final class NotebookServer extends Notebook {

    @Activate
    public NotebookServer(Map<String, Object> settings) {
        super(settings);
    }

    @Modified
    void modified(Map<String, Object> settings) {
        configure(settings);
    }
}
