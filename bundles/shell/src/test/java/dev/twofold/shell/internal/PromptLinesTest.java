/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.felix.gogo.jline.ParsedLineImpl;
import org.apache.felix.gogo.jline.Parser;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptLinesTest {

    private final ThreadIOImpl streams = new ThreadIOImpl();
    private CommandProcessorImpl processor;
    private CommandSession session;
    private LineReaderImpl reader;

    @BeforeEach
    void open() throws IOException {
        streams.start();
        processor = new CommandProcessorImpl(streams);
        processor.addListener(new PromptLines());
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[0]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        session = processor.createSession(in, out, out);
        reader = new LineReaderImpl(new DumbTerminal(in, out));
        reader.setParser(new Parser());
    }

    @AfterEach
    void close() {
        processor.stop();
        streams.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = { "echo ]", "echo )", "echo }", "echo [ ] ]", "module:load [a|b]", "[=|=]", "[A x\n | b",
            "a=[\nb | c" })
    void tellsWhatIsWrongWithALineWhenItIsExecuted(String text) throws Exception {
        readAtAPrompt();

        ParsedLineImpl line = accept(text);

        assertThatExceptionOfType(SyntaxError.class).isThrownBy(line::program).withMessageStartingWith(
                "unexpected token '");
    }

    /** Gogo's parser takes it and then loses its way in it. */
    @ParameterizedTest
    @ValueSource(strings = { "; ", "& " })
    void takesALineWithoutACommand(String text) throws Exception {
        readAtAPrompt();

        assertThat(session.execute(accept(text).program())).isNull();
    }

    @Test
    void takesALineThatIsRight() throws Exception {
        readAtAPrompt();

        assertThat(accept("echo [a b]").words()).containsExactly("echo", "[a b]");
    }

    @Test
    void asksForTheRestOfALine() throws Exception {
        readAtAPrompt();

        assertThatExceptionOfType(EOFError.class).isThrownBy(() -> accept("echo [a"));
    }

    @Test
    void completesNothingInALineThatIsWrong() throws Exception {
        readAtAPrompt();

        assertThatExceptionOfType(org.jline.reader.SyntaxError.class).isThrownBy(() -> reader.getParser().parse(
                "echo ]", 6, ParseContext.COMPLETE));
    }

    @Test
    void leavesAReaderTheParserThatSomebodyHasChosen() throws Exception {
        DefaultParser chosen = new DefaultParser();
        reader.setParser(chosen);
        readAtAPrompt();

        assertThat(reader.getParser()).isSameAs(chosen);
    }

    /** As the shell does: it has a reader, and executes its profile before it reads with it. */
    private void readAtAPrompt() throws Exception {
        session.put(".reader", reader);
        session.execute("prompt = 'g! '");
    }

    private ParsedLineImpl accept(String text) {
        return (ParsedLineImpl) reader.getParser().parse(text, text.length(), ParseContext.ACCEPT_LINE);
    }
}
