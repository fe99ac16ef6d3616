/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.modules.consumer;

import dev.twofold.annotation.SwappableModule;
import dev.twofold.server.ModuleFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes down in the module's folder which revisions were current, one after the other. */
@Component(immediate = true, service = {}, property = "osgi.ds.satisfying.condition.target=(osgi.condition.id="
        + SwappableModule.CURRENT + ")")
public final class DiaryKeeper {

    /** Name of the file. */
    public static final String DIARY = "diary.txt";

    /** Writes a line. */
    @Activate
    public DiaryKeeper(@Reference ModuleFolder folder, BundleContext context) throws IOException {
        Files.writeString(folder.path().resolve(DIARY), context.getBundle().getVersion() + "\n",
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
