/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * A jar that was fetched, in a folder of its own.
 *
 * @param file the file, named as in the address
 */
record Download(Path file) {

    /** More than a module may have by default; the manager has a limit of its own. */
    static final long LARGEST = 256L << 20;

    private static final Set<String> SCHEMES = Set.of("http", "https", "file");
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** Whether a word is an address and no path: a scheme of one letter is a drive. */
    static boolean isAddress(String word) {
        return word.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*");
    }

    /**
     * Fetches a jar.
     *
     * @param address where it is
     * @param limit how long that may take
     * @param largest how many bytes it may have
     * @throws IllegalArgumentException if it cannot be had; the message says why
     */
    static Download of(String address, Duration limit, long largest) throws InterruptedException {
        URL url = url(address);
        Path folder = null;
        try {
            folder = Files.createTempDirectory("download");
            Download download = new Download(folder.resolve(name(url)));
            try {
                download.fetch(connect(url), System.nanoTime() + limit.toNanos(), limit, largest);
                return download;
            } catch (IOException | InterruptedException | RuntimeException e) {
                download.delete();
                throw e;
            }
        } catch (IOException e) {
            throw new WrongNameException("cannot fetch " + address + ", and nothing has changed: " + reason(e),
                    e);
        }
    }

    private static URL url(String address) {
        try {
            URL url = new URL(address);
            if (!SCHEMES.contains(url.getProtocol().toLowerCase(Locale.ROOT))) {
                throw new WrongNameException("cannot fetch " + address
                        + ": addresses begin with https:, http: or file:");
            }
            return url;
        } catch (MalformedURLException e) {
            throw new WrongNameException("cannot fetch " + address
                    + ": addresses begin with https:, http: or file:",
                    e);
        }
    }

    private static String name(URL url) {
        String path = url.getPath();
        String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^\\w.-]", "_");
        return name.isEmpty() || name.startsWith(".") ? "module.jar" : name;
    }

    private static URLConnection connect(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) SILENCE.toMillis());
        if (connection instanceof HttpURLConnection http && http.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("the server says " + http.getResponseCode() + " " + http.getResponseMessage());
        }
        return connection;
    }

    private void fetch(URLConnection connection, long deadline, Duration limit, long largest) throws IOException,
            InterruptedException {
        if (connection.getContentLengthLong() > largest) {
            throw tooLarge(largest);
        }
        byte[] part = new byte[8192];
        long total = 0;
        try (InputStream in = connection.getInputStream(); OutputStream out = Files.newOutputStream(file)) {
            for (int length = in.read(part); length >= 0; length = in.read(part)) {
                total += length;
                if (total > largest) {
                    throw tooLarge(largest);
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("not there within " + limit.toSeconds() + " s");
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                out.write(part, 0, length);
            }
        }
        if (connection.getContentLengthLong() > total) {
            throw new IOException("it ends after " + total + " of " + connection.getContentLengthLong() + " bytes");
        }
    }

    private static IOException tooLarge(long largest) {
        return new IOException("it is larger than " + (largest >> 20) + " MB");
    }

    private static String reason(IOException failure) {
        String kind = failure.getClass() == IOException.class ? "" : failure.getClass().getSimpleName() + ": ";
        return kind + failure.getMessage();
    }

    /** Takes the file away again. */
    void delete() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.getParent());
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
