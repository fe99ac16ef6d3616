/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private HttpServer server;
    private String address;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] content = new byte[5000];
        server.createContext("/good/counter-1.0.0.jar", exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(content);
            }
        });
        server.createContext("/endless/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (true) {
                    out.write(content);
                }
            }
        });
        server.start();
        address = "http://localhost:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void fetchesAndDeletes() throws Exception {
        Download download = Download.of(address + "/good/counter-1.0.0.jar", LIMIT, 5000);

        assertThat(download.file()).hasFileName("counter-1.0.0.jar").hasSize(5000);
        download.delete();
        assertThat(download.file().getParent()).doesNotExist();
    }

    @Test
    void copiesWhatIsAFile() throws Exception {
        Path jar = Files.writeString(folder.resolve("a b.jar"), "content");

        Download download = Download.of(jar.toUri().toString(), LIMIT, 5000);

        assertThat(download.file()).hasContent("content");
        download.delete();
        assertThat(jar).exists();
    }

    @Test
    void saysWhyItCannotBeHad() {
        assertRefused(address + "/bad.jar", LIMIT, 5000, "the server says 404", "nothing has changed");
        assertRefused(address + "/good/counter-1.0.0.jar", LIMIT, 4999, "larger than");
        assertRefused(address + "/endless/a.jar", LIMIT, 100_000, "larger than");
        assertRefused(address + "/endless/a.jar", Duration.ofMillis(1), Long.MAX_VALUE, "not there within");
        assertRefused(folder.resolve("none.jar").toUri().toString(), LIMIT, 5000, "FileNotFoundException");
        assertRefused("https://localhost:1/a.jar", LIMIT, 5000, "ConnectException");
        assertRefused("gopher://localhost/a.jar", LIMIT, 5000, "https:, http: or file:");
    }

    @Test
    void leavesNothingBehindAfterAFailure() throws IOException {
        Path before = Path.of(System.getProperty("java.io.tmpdir"));
        long count = downloads(before);

        assertRefused(address + "/endless/a.jar", LIMIT, 100_000, "larger than");

        assertThat(downloads(before)).isEqualTo(count);
    }

    @Test
    void tellsAddressesFromPaths() {
        assertThat(Download.isAddress("https://example.com/a.jar")).isTrue();
        assertThat(Download.isAddress("file:/modules/a.jar")).isTrue();
        assertThat(Download.isAddress("C:/a.jar")).isFalse();
        assertThat(Download.isAddress("folder/a:b.jar")).isFalse();
    }

    private static long downloads(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("download")).count();
        }
    }

    private static void assertRefused(String address, Duration limit, long largest, String... why) {
        assertThatThrownBy(() -> Download.of(address, limit, largest)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(address).hasMessageContainingAll(why);
    }
}
