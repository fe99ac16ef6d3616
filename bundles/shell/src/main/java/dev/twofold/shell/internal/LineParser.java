/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.shell.internal;

import java.util.List;
import org.apache.felix.gogo.jline.ParsedLineImpl;
import org.apache.felix.gogo.jline.Parser;
import org.apache.felix.gogo.runtime.Parser.Program;
import org.apache.felix.gogo.runtime.Token;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.impl.LineReaderImpl;

/** Takes each line that is typed. Only for where there is a prompt: elsewhere its packages may be missing. */
final class LineParser extends Parser {

    /** A reader that has Gogo's parser has this one from now on. */
    static void giveTo(Object reader) {
        if (reader instanceof LineReaderImpl prompt && prompt.getParser().getClass() == Parser.class) {
            prompt.setParser(new LineParser());
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        try {
            return super.parse(line, cursor, context);
        } catch (EOFError unfinished) {
            throw unfinished;
        } catch (RuntimeException wrong) {
            if (context == ParseContext.COMPLETE) {
                throw wrong; // there is nothing to complete
            }
            return new WrongLine(line, cursor);
        }
    }

    /** Says what is wrong with it when it is to be executed: so the prompt tells of it as of all that fails. */
    private static final class WrongLine extends ParsedLineImpl {

        private final String text;

        WrongLine(String text, int cursor) {
            super(null, new Token(text), cursor, List.of(new Token(text)));
            this.text = text;
        }

        @Override
        public Program program() {
            return new org.apache.felix.gogo.runtime.Parser(text).program();
        }
    }
}
