/*
 * Copyright the Twofold authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.twofold.itest.exam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twofold.module.Outcome;
import dev.twofold.module.Refusal;
import dev.twofold.samples.counter.api.Get;
import dev.twofold.samples.counter.api.Increment;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Test;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;

/** Files in the hot-deploy folder become what they are: modules, ordinary bundles, or a refusal. */
public class DeployFolderIT extends TwofoldIT {

    @Override
    protected Option[] extras() {
        return new Option[] { Platform.eager() };
    }

    /** Whoever deletes everything has nothing deployed. */
    @After
    public void clearFolder() throws IOException {
        try (Stream<Path> files = Files.list(deployFolder())) {
            // the status files may go by themselves meanwhile
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(file);
            }
        }
        await("nothing is deployed", () -> modules.modules().isEmpty() && moduleBundles().isEmpty()
                && modules.refusals().isEmpty() && plain().isEmpty());
    }

    @Test
    public void upgradesAModuleDropByDrop() {
        drop("counter", "1.0.0");
        awaitRevision("counter", "1.0.0");
        call("counter", new Increment(3));

        drop("counter", "1.1.0");
        awaitRevision("counter", "1.1.0");
        drop("counter", "2.0.0");
        awaitRevision("counter", "2.0.0");

        assertThat(call("counter", new Get())).isEqualTo(3L);
        assertThat(oldVersion("counter")).isEqualTo("1.1.0");
    }

    @Test
    public void upgradesAModuleWhoseFileIsReplaced() {
        drop("ledger", "1.0.0", "ledger.jar");
        awaitRevision("ledger", "1.0.0");
        call("ledger", 3L);

        drop("ledger", "1.1.0", "ledger.jar");
        awaitRevision("ledger", "1.1.0");

        assertThat(call("ledger", "sum")).isEqualTo(3L);
        assertThat(oldVersion("ledger")).isEqualTo("1.0.0");
    }

    @Test
    public void unloadsAModuleWhoseCurrentFileIsDeleted() throws IOException {
        Path file = drop("ledger", "1.0.0");
        awaitRevision("ledger", "1.0.0");

        Files.delete(file);

        await("the module is gone", () -> find("ledger").isEmpty() && moduleBundles().isEmpty());
        assertThat(servers.whereis("ledger")).isEmpty();
    }

    @Test
    public void changesNothingWhenTheFileOfTheOldRevisionIsDeleted() throws IOException {
        Path first = drop("ledger", "1.0.0");
        awaitRevision("ledger", "1.0.0");
        drop("ledger", "1.1.0");
        awaitRevision("ledger", "1.1.0");

        Files.delete(first);
        // the next drop is handled after the deletion, or in the same look
        drop("counter", "1.0.0");
        awaitRevision("counter", "1.0.0");

        assertThat(currentVersion("ledger")).isEqualTo("1.1.0");
        assertThat(oldVersion("ledger")).isEqualTo("1.0.0");
    }

    @Test
    public void loadsTheHighestOfSeveralVersionsAtOnce() {
        move(List.of("ledger-1.2.0.jar", "ledger-1.0.0.jar", "ledger-1.1.0.jar"));

        awaitRevision("ledger", "1.2.0");
        drop("counter", "1.0.0");
        awaitRevision("counter", "1.0.0");

        assertThat(currentVersion("ledger")).isEqualTo("1.2.0");
        assertThat(module("ledger").old()).isEmpty();
        assertThat(module("ledger").lastReport().orElseThrow().outcome()).isEqualTo(Outcome.LOADED);
    }

    @Test
    public void leavesAnOrdinaryBundleToFileInstall() throws IOException {
        Path file = drop("plain", "1.2.0");

        await("the bundle is active", () -> plain().filter(bundle -> bundle.getState() == Bundle.ACTIVE).isPresent());
        assertThat(modules.modules()).isEmpty();
        assertThat(modules.refusals()).isEmpty();

        Files.delete(file);
        await("the bundle is gone", () -> plain().isEmpty());
    }

    @Test
    public void leavesModulesToTwofoldAlone() {
        drop("ledger", "1.0.0");
        awaitRevision("ledger", "1.0.0");
        drop("plain", "1.2.0");
        await("File Install has looked", () -> plain().isPresent());

        assertThat(context.getBundles()).filteredOn(bundle -> "ledger".equals(bundle.getSymbolicName())).singleElement()
                .satisfies(bundle -> assertThat(bundle.getLocation()).startsWith("twofold:"));
    }

    @Test
    public void showsARefusedFileUntilItIsDeleted() throws IOException {
        drop("ledger", "1.0.0");
        awaitRevision("ledger", "1.0.0");
        call("ledger", 3L);

        Path bad = drop("ThrowingChange", "2.0.0");
        awaitRefusal("ThrowingChange-2.0.0.jar", "the entries were never counted");
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
        assertThat(call("ledger", "sum")).isEqualTo(3L);

        Files.delete(bad);
        awaitNoRefusals();
        assertThat(currentVersion("ledger")).isEqualTo("1.0.0");
    }

    @Test
    public void takesAGoodFileInPlaceOfARefusedOne() {
        drop("ledger-unresolvable", "1.2.0", "ledger.jar");
        awaitRefusal("ledger.jar", "com.example.missing");

        drop("ledger", "1.2.0", "ledger.jar");

        awaitRevision("ledger", "1.2.0");
        awaitNoRefusals();
    }

    @Test
    public void refusesEmptyTextAndHalfFilesAndGoesOn() {
        drop("empty", "1.2.0");
        drop("text", "1.2.0");
        drop("half", "1.2.0");
        drop("no-manifest", "1.2.0");
        for (String name : List.of("empty", "text", "half", "no-manifest")) {
            awaitRefusal(name + "-1.2.0.jar", "");
        }

        drop("ledger", "1.0.0");

        awaitRevision("ledger", "1.0.0");
        assertThat(modules.refusals()).hasSize(4);
    }

    @Test
    public void loadsAFileThatWasHalfCopiedOnceItIsComplete() throws IOException {
        drop("ledger", "1.0.0", "ledger.jar");
        awaitRevision("ledger", "1.0.0");
        call("ledger", 3L);
        byte[] content = Files.readAllBytes(fixture("ledger", "1.1.0"));
        Path file = deployFolder().resolve("ledger.jar");

        Files.write(file, Arrays.copyOf(content, content.length / 2));
        awaitRefusal("ledger.jar", "");
        assertThat(call("ledger", "sum")).isEqualTo(3L);
        try (OutputStream rest = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            rest.write(content, content.length / 2, content.length - content.length / 2);
        }

        awaitRevision("ledger", "1.1.0");
        assertThat(call("ledger", "sum")).isEqualTo(3L);
        awaitNoRefusals();
    }

    @Test
    public void triesAgainWhenAnotherBundleBringsWhatWasMissing() throws IOException {
        Path needy = drop("ledger-needy", "1.2.0");
        awaitRefusal("ledger-needy-1.2.0.jar", "dev.twofold.itest.modules.selfish.words");

        drop("plain", "1.2.0");

        awaitRevision("ledger", "1.2.0");
        awaitNoRefusals();
        Files.delete(needy);
        await("the module is gone before what it needs", () -> moduleBundles().isEmpty());
    }

    @Test
    public void neverHasMoreThanTwoRevisionsWhenManyAreDroppedAtOnce() {
        drop("ledger", "1.0.0");
        awaitRevision("ledger", "1.0.0");
        call("ledger", 3L);

        try (ResidentRevisions watch = ResidentRevisions.watch(context, "ledger")) {
            move(List.of("ledger-1.1.0.jar", "ledger-1.2.0.jar", "ledger-2.0.0.jar"));
            awaitRevision("ledger", "2.0.0");
            assertThat(watch.most()).as(watch.crowd().toString()).isEqualTo(2);
        }

        assertThat(oldVersion("ledger")).isEqualTo("1.2.0");
        assertThat(call("ledger", "sum")).isEqualTo(3L);
    }

    @Test
    public void saysBesideEachJarWhatBecameOfIt() throws IOException {
        drop("ledger", "1.0.0");
        awaitFile("ledger-1.0.0.jar.loaded", "ledger 1.0.0 is current");
        Path bad = drop("ThrowingChange", "2.0.0");
        awaitFile("ThrowingChange-2.0.0.jar.refused", "the entries were never counted");
        awaitFile("ThrowingChange-2.0.0.jar.refused", "ledger 1.0.0 is current and goes on as before");

        Files.delete(bad);
        drop("ledger", "1.1.0");
        awaitFile("ledger-1.1.0.jar.loaded", "ledger 1.1.0 is current");
        modules.rollback("ledger");
        awaitFile("ledger-1.0.0.jar.loaded", "ledger 1.0.0 is current");
        await("what is no longer so is gone", () -> statusFiles().equals(List.of("ledger-1.0.0.jar.loaded")));
    }

    @Test
    public void refusesALowerVersionAndGoesBackToTheOldOne() {
        drop("ledger", "1.1.0");
        awaitRevision("ledger", "1.1.0");
        drop("ledger", "1.2.0");
        awaitRevision("ledger", "1.2.0");
        call("ledger", 3L);

        drop("ledger", "1.0.0");
        awaitRefusal("ledger-1.0.0.jar", "module:rollback ledger");
        assertThat(currentVersion("ledger")).isEqualTo("1.2.0");

        drop("ledger", "1.1.0");
        awaitRevision("ledger", "1.1.0");
        assertThat(oldVersion("ledger")).isEqualTo("1.2.0");
        assertThat(call("ledger", "sum")).isEqualTo(3L);
    }

    @Test
    public void givesFileInstallNoModuleUnderAnyName() throws IOException {
        drop("ledger", "1.0.0", "LEDGER #1.JAR");
        drop("ledger", "1.1.0", "ledger.jar.off");
        Path inner = Files.createDirectories(deployFolder().resolve("inner.jar"));
        Files.copy(fixture("ledger", "1.2.0"), inner.resolve("ledger.jar"));
        drop("plain", "1.2.0", "PLAIN.JAR");

        awaitRevision("ledger", "1.0.0");
        await("File Install has looked", () -> plain().isPresent());
        assertThat(context.getBundles()).filteredOn(bundle -> "ledger".equals(bundle.getSymbolicName()))
                .extracting(Bundle::getLocation).singleElement().asString().startsWith("twofold:");

        Files.delete(inner.resolve("ledger.jar"));
        Files.delete(inner);
    }

    @Test
    public void renamesAJarWithoutTouchingItsModule() throws IOException {
        Path file = drop("ledger", "1.0.0");
        awaitRevision("ledger", "1.0.0");
        call("ledger", 3L);

        Files.move(file, deployFolder().resolve("books.jar"));

        awaitFile("books.jar.loaded", "ledger 1.0.0 is current");
        drop("counter", "1.0.0");
        awaitRevision("counter", "1.0.0");
        assertThat(call("ledger", "sum")).isEqualTo(3L);
    }

    @Test
    public void goesOnWhenTheFolderIsRemovedAndMadeAgain() throws IOException {
        drop("ledger", "1.0.0");
        awaitRevision("ledger", "1.0.0");
        call("ledger", 3L);
        Path elsewhere = deployFolder().resolveSibling("elsewhere");

        Files.move(deployFolder(), elsewhere);
        await("it is told", () -> log().stream().anyMatch(line -> line.contains("cannot look into")));
        Files.createDirectory(deployFolder());

        awaitFile("README.txt", "The hot-deploy folder");
        drop("plain", "1.2.0");
        await("the bundle is active", () -> plain().filter(bundle -> bundle.getState() == Bundle.ACTIVE).isPresent());
        assertThat(call("ledger", "sum")).isEqualTo(3L);

        Files.move(elsewhere.resolve("ledger-1.0.0.jar"), deployFolder().resolve("ledger-1.0.0.jar"));
        awaitFile("ledger-1.0.0.jar.loaded", "ledger 1.0.0 is current");
        assertThat(call("ledger", "sum")).isEqualTo(3L);
    }

    private void awaitFile(String name, String text) {
        await(name + " says " + text, () -> {
            try {
                return Files.readString(deployFolder().resolve(name)).contains(text);
            } catch (IOException notThere) {
                return false;
            }
        });
    }

    private List<String> statusFiles() {
        try (Stream<Path> files = Files.list(deployFolder())) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.matches(
                    ".*\\.(loaded|refused)")).toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void awaitRefusal(String file, String reason) {
        await(file + " is refused because of " + reason, () -> modules.refusals().stream()
                .filter(refusal -> refusal.source().equals(file)).map(Refusal::reason)
                .anyMatch(text -> text.contains(reason)));
    }

    private void awaitNoRefusals() {
        await("the refusal is gone", () -> modules.refusals().isEmpty());
    }

    private Optional<Bundle> plain() {
        return Stream.of(context.getBundles()).filter(bundle -> "plain".equals(bundle.getSymbolicName())).findFirst();
    }

    /** Several files appear at (nearly) one instant. */
    private void move(List<String> files) {
        try {
            for (String file : files) {
                Files.copy(fixtures().resolve(file), deployFolder().resolve(file + ".part"));
            }
            for (String file : files) {
                Files.move(deployFolder().resolve(file + ".part"), deployFolder().resolve(file),
                        StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
