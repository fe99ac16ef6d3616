/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.deploy.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.service.cm.ConfigurationException;
import org.osgi.service.cm.ManagedServiceFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has File Install watch the folder while we are here, and only then.
 *
 * <p>File Install is told directly and not through Configuration Admin. A configuration there is stored: after a
 * crash File Install would find it, look into the folder before our installer is back, and install modules as
 * ordinary bundles. It also takes effect later and in another thread, so one could never be sure that File Install
 * knows the installer when it looks first, and has stopped looking when the installer goes.
 */
final class FileInstallWatch {

    /** Finds File Install's configuration service. */
    static final String FACTORY = "(service.pid=org.apache.felix.fileinstall)";

    /** Name under which File Install knows the watch. */
    static final String PID = "org.apache.felix.fileinstall~twofold-deploy";

    private static final Logger LOG = LoggerFactory.getLogger(FileInstallWatch.class);

    private static final String LOG_UP_TO_INFO = "3";

    /**
     * What is for File Install: neither our own files, nor files on their way, under a hidden name or one that ends with
     * {@code .part}, which vanish while one looks.
     */
    private static final String FOR_IT = "(?!\\.|" + Notices.NAMES + "$).*(?<!\\.part)";

    private final ManagedServiceFactory fileInstall;
    private final Path folder;
    private final Duration poll;
    private boolean closed;

    FileInstallWatch(ManagedServiceFactory fileInstall, Path folder, Duration poll) {
        this.fileInstall = fileInstall;
        this.folder = folder;
        this.poll = poll;
    }

    /** File Install looks for the first time when this has returned: its first look comes after one period. */
    synchronized void open() {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("felix.fileinstall.dir", folder.toString());
        properties.put("felix.fileinstall.filter", FOR_IT);
        properties.put("felix.fileinstall.poll", Long.toString(poll.toMillis()));
        properties.put("felix.fileinstall.log.level", LOG_UP_TO_INFO);
        properties.put("felix.fileinstall.noInitialDelay", "false");
        properties.put("felix.fileinstall.subdir.mode", "skip");
        try {
            fileInstall.updated(PID, properties);
        } catch (ConfigurationException | IllegalStateException e) {
            LOG.error("File Install does not watch {}: modules are deployed, other bundles are not", folder, e);
        }
    }

    /** Watches the folder anew, because it was gone: File Install does not notice when it is there again. */
    synchronized void reopen() {
        if (!closed) {
            fileInstall.deleted(PID);
            open();
        }
    }

    /** When this has returned File Install does not look any more. */
    synchronized void close() {
        closed = true;
        fileInstall.deleted(PID);
    }
}
