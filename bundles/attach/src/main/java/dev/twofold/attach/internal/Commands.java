/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.attach.internal;

import dev.twofold.attach.internal.wire.Frame;
import dev.twofold.attach.internal.wire.Frame.Kind;
import dev.twofold.attach.internal.wire.Hello;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.gogo.runtime.EOFError;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Job;

/** One command, or a script, without a prompt. A script ends with the first command that fails or is refused. */
final class Commands implements Sitting {

    private final Optional<String> command;
    private final Input script;
    private final PrintStream out;
    private final PrintStream errors;
    private final CommandSession session;
    private volatile int columns;
    private volatile int rows;
    private volatile boolean over;
    private volatile OptionalInt left = OptionalInt.empty();

    Commands(CommandProcessor processor, Hello hello, Outbox outbox) {
        command = hello.mode() == Hello.Mode.COMMAND ? Optional.of(hello.command()) : Optional.empty();
        script = new Input(() -> ask(outbox));
        out = stream(outbox, Kind.OUTPUT);
        errors = stream(outbox, Kind.ERRORS);
        session = processor.createSession(InputStream.nullInputStream(), out, errors);
        session.currentDir(Path.of(hello.folder()));
        session.put(Shell.VAR_SCOPE, Prompt.SCOPES);
        session.put("exit", (Function) (asking, arguments) -> leave(arguments));
        if (!hello.terminal().isEmpty()) {
            columns = hello.columns();
            rows = hello.rows();
            session.put("#TERM", (Function) (asking, arguments) -> hello.terminal());
            session.put("#COLUMNS", (Function) (asking, arguments) -> columns);
            session.put("#LINES", (Function) (asking, arguments) -> rows);
        }
    }

    private static PrintStream stream(Outbox outbox, Kind kind) {
        return new PrintStream(outbox.stream(kind), true, StandardCharsets.UTF_8);
    }

    private static void ask(Outbox outbox) {
        try {
            outbox.put(Frame.of(Kind.MORE));
        } catch (IOException gone) {
            // then the input ends as well
        }
    }

    private Object leave(List<Object> arguments) {
        try {
            left = OptionalInt.of(arguments.isEmpty() ? 0 : Integer.parseInt(String.valueOf(arguments.get(0))));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("exit takes a number, not '" + arguments.get(0) + "'", e);
        }
        return null;
    }

    @Override
    public int run() {
        try {
            return command.isPresent() ? execute(command.get()) : runScript();
        } catch (IOException e) {
            return Failures.tell(e, errors);
        } finally {
            session.close();
        }
    }

    private int runScript() throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(script, StandardCharsets.UTF_8));
        StringBuilder program = new StringBuilder();
        int status = Status.DONE;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            program.append(line).append('\n');
            if (isComplete(program)) {
                status = execute(program.toString());
                if (status != Status.DONE || left.isPresent()) {
                    return status;
                }
                program.setLength(0);
            }
        }
        return program.toString().isBlank() && !over ? status : execute(program.toString());
    }

    private static boolean isComplete(CharSequence program) {
        try {
            new Parser(program).program();
            return true;
        } catch (EOFError e) {
            return false;
        } catch (RuntimeException wrong) {
            return true; // to be told when it is executed
        }
    }

    private int execute(String program) {
        try {
            if (over) {
                throw new InterruptedException();
            }
            Object result = session.execute(program);
            if (left.isPresent()) {
                return left.getAsInt();
            }
            if (result != null && !Boolean.FALSE.equals(session.get(".Gogo.format"))) {
                out.println(session.format(result, Converter.INSPECT));
            }
            return Status.of(result);
        } catch (Exception e) {
            return Failures.tell(e, errors);
        }
    }

    @Override
    public void take(Frame frame) {
        switch (frame.kind()) {
            case INPUT -> script.add(frame.content());
            case END_OF_INPUT -> script.end();
            case INTERRUPT -> interrupt();
            case SIZE -> resize(ByteBuffer.wrap(frame.content()));
            default -> {
                // only at the beginning
            }
        }
    }

    private void resize(ByteBuffer size) {
        columns = size.getShort();
        rows = size.getShort();
    }

    private void interrupt() {
        over = true;
        script.end();
        Job running = session.foregroundJob();
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public void hangUp() {
        interrupt();
        session.close();
    }
}
