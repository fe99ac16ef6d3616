/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireTest {

    @TempDir
    Path folder;

    private SocketChannel here;
    private Wire there;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            here = SocketChannel.open(address);
            there = new Wire(server.accept());
        }
    }

    @AfterEach
    void close() throws IOException {
        here.close();
        there.close();
    }

    @Test
    void carriesFrames() throws IOException {
        Wire wire = new Wire(here);
        wire.send(Frame.of(Frame.Kind.OUTPUT, "naïve\n"));
        wire.send(Frame.of(Frame.Kind.MORE));
        wire.send(Frame.exit(200));
        here.close();

        assertThat(there.receive().orElseThrow().content()).isEqualTo("naïve\n".getBytes("UTF-8"));
        assertThat(there.receive().orElseThrow().kind()).isEqualTo(Frame.Kind.MORE);
        assertThat(there.receive().orElseThrow().status()).isEqualTo(200);
        assertThat(there.receive()).isEmpty();
    }

    @Test
    void refusesWhatIsNoFrame() throws IOException {
        here.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n".getBytes("UTF-8")));

        assertThatThrownBy(there::receive).isInstanceOf(IOException.class).hasMessageContaining("not understood");
    }

    @Test
    void refusesAFrameOfAnUnreasonableLength() throws IOException {
        here.write(ByteBuffer.allocate(5).put((byte) 1).putInt(Integer.MAX_VALUE).flip());

        assertThatThrownBy(there::receive).isInstanceOf(IOException.class).hasMessageContaining("length 2147483647");
    }

    @Test
    void noticesThatAFrameIsCutOff() throws IOException {
        here.write(ByteBuffer.allocate(6).put((byte) 1).putInt(100).put((byte) 'a').flip());
        here.close();

        assertThatThrownBy(there::receive).isInstanceOf(EOFException.class);
    }

    @Test
    void saysWhichVersionsDoNotGoTogether() {
        Hello hello = new Hello(Hello.VERSION, Hello.Mode.COMMAND, "/here", "", 0, 0, "module:list");
        byte[] bytes = hello.bytes();
        assertThat(bytes).satisfies(same -> assertThat(Hello.of(same)).isEqualTo(hello));

        byte[] newer = Arrays.copyOf(bytes, bytes.length);
        newer[0] = 99;
        assertThatThrownBy(() -> Hello.of(newer)).hasMessageContainingAll("version 1", "speaks 99");
    }
}
