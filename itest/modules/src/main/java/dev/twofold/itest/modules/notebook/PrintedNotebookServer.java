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

/** Is made anew when its configuration changes. */
@SwappableModule
@Component(service = GenServer.class, configurationPid = "twofold.test.notebook")
@ServerType(type = "notebook", start = "notebook")
public final class PrintedNotebookServer extends Notebook {

    @Activate
    public PrintedNotebookServer(Map<String, Object> settings) {
        super(settings);
    }
}
