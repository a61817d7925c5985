package imageresizer.local.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An archive of the function's loaded classes (application class data sharing), with which its JVM starts in half the
 * time. The first environment that has served an invocation writes it when it ends; all later ones use it, those of
 * other processes included.
 *
 * <p>The JVM archives no classes of folders, so the function then runs from jars with the same content. Jars and
 * archives are in {@value #FOLDER} beside the function's classes, under a name that is a hash of all that an archive
 * depends on. So nothing there ever changes, and processes that start together need no lock: the first one's file stays.
 *
 * <p>The archive is never needed: if it cannot be written or read, the function starts as it would without one, and logs
 * the same lines. Thread-safe.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/25/vm/class-data-sharing.html">Class data sharing</a>
 */
final class ClassArchive {
    static final String FOLDER = "class-archives";

    /** For the JVM's warnings about archives, which would be lines of the function's log. */
    private static final List<String> QUIET = List.of("-Xlog:cds*=off", "-Xlog:aot*=off", "-Xlog:class+path=off");

    /** A function that chooses an archive by itself: two choices can be an error. */
    private static final Pattern OWN_ARCHIVE = Pattern.compile("-Xshare|SharedArchive|ArchiveClasses|-XX:AOT");

    private static final Duration ARCHIVES_KEPT = Duration.ofHours(1);
    private static final Duration JARS_KEPT = Duration.ofDays(7);

    private final List<Path> built;
    private final @Nullable Jars jars;
    private final AtomicBoolean recording = new AtomicBoolean();

    /**
     * @param classPath with the same content as the function's, but jars only
     * @param archive the file, which may not exist yet
     */
    private record Jars(List<Path> classPath, Path archive) {
        boolean areThere() {
            return classPath.stream().allMatch(Files::isRegularFile);
        }
    }

    /**
     * How to start one JVM.
     *
     * @param options options that load its classes
     * @param recorded the file that the JVM writes if it exits by itself; null if it is not the one that writes it
     */
    record Start(List<String> options, @Nullable Path recorded) {
        Start {
            options = List.copyOf(options);
        }
    }

    /** @param runtime {@link Bootstrap} and the jars of the runtime interface client; the function's follow them */
    ClassArchive(FunctionConfiguration function, List<Path> runtime) {
        built = Stream.concat(runtime.stream(), function.classPath().stream()).toList();
        jars = OWN_ARCHIVE
                        .matcher(function.environment().getOrDefault("JAVA_TOOL_OPTIONS", ""))
                        .find()
                ? null
                : jars(function, runtime);
    }

    private static @Nullable Jars jars(FunctionConfiguration function, List<Path> runtime) {
        try {
            Path classes = function.classPath().getFirst().toRealPath();
            Path folder = Files.createDirectories(classes.resolveSibling(FOLDER));
            List<Path> copied =
                    Stream.concat(runtime.stream(), Stream.of(classes)).toList();
            List<Path> libraries = new ArrayList<>();
            for (Path library :
                    function.classPath().subList(1, function.classPath().size())) {
                libraries.add(library.toRealPath());
            }
            String build = hash(function.javaHome(), copied, libraries);
            Path own = folder.resolve(build);
            if (!Files.exists(own)) {
                make(own, copied);
            }
            Files.setLastModifiedTime(own, FileTime.from(Instant.now()));
            List<Path> classPath = new ArrayList<>();
            for (int i = 0; i < copied.size(); i++) {
                classPath.add(own.resolve(jarName(i, copied.get(i))));
            }
            classPath.addAll(libraries);
            return new Jars(
                    classPath, folder.resolve(build + "-" + function.handler().replaceAll("\\W+", "-") + ".jsa"));
        } catch (IOException | UncheckedIOException e) {
            return null; // A build in a folder that cannot be written, or that is being replaced.
        }
    }

    /** Copies are known by their content, the larger libraries by name, size and time, as the JVM itself knows them. */
    private static String hash(Path javaHome, List<Path> copied, List<Path> libraries) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
        try (OutputStream hashed = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            hashed.write((javaHome.toRealPath() + "\n").getBytes(UTF_8));
            Path release = javaHome.resolve("release");
            if (Files.exists(release)) {
                Files.copy(release, hashed);
            }
            for (Path entry : copied) {
                for (Path file : filesIn(entry)) {
                    hashed.write((entry.relativize(file) + " " + Files.size(file) + "\n").getBytes(UTF_8));
                    Files.copy(file, hashed);
                }
            }
            for (Path library : libraries) {
                hashed.write((library + " " + Files.size(library) + " " + Files.getLastModifiedTime(library) + "\n")
                        .getBytes(UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static void make(Path own, List<Path> copied) throws IOException {
        try (TemporaryFolder made = TemporaryFolder.in(own.resolveSibling(""), "new-")) {
            Path folder = Files.createDirectory(made.path().resolve("jars"));
            for (int i = 0; i < copied.size(); i++) {
                Path entry = copied.get(i);
                Path jar = folder.resolve(jarName(i, entry));
                if (Files.isDirectory(entry)) {
                    pack(entry, jar);
                } else {
                    Files.copy(entry, jar);
                }
            }
            try {
                Files.move(folder, own, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                if (!Files.exists(own)) {
                    throw e;
                }
                // Another process was quicker.
            }
        }
    }

    private static String jarName(int position, Path entry) {
        String name = String.valueOf(entry.getFileName());
        return position + "-" + (name.endsWith(".jar") ? name : name + ".jar");
    }

    private static void pack(Path folder, Path jar) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Path file : filesIn(folder)) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    private static List<Path> filesIn(Path entry) throws IOException {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /**
     * How to start the next JVM: with the archive, or as the one that writes it, or with the class path as it was built.
     *
     * @param folder a folder that the JVM has for itself
     */
    Start start(Path folder) {
        if (jars == null || !jars.areThere()) {
            return new Start(classPath(built), null);
        }
        List<String> options = new ArrayList<>(QUIET);
        Path recorded = null;
        if (Files.exists(jars.archive)) {
            options.add("-XX:SharedArchiveFile=" + jars.archive);
            touch(jars.archive);
        } else if (recording.compareAndSet(false, true)) {
            recorded = folder.resolve("recorded.jsa");
            options.add("-XX:ArchiveClassesAtExit=" + recorded);
        }
        options.addAll(classPath(jars.classPath));
        return new Start(options, recorded);
    }

    private static List<String> classPath(List<Path> entries) {
        return List.of(
                "-classpath",
                String.join(":", entries.stream().map(Path::toString).toList()));
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // Then it counts as unused for longer, and is written again after it has been deleted.
        }
    }

    /**
     * Called when a JVM has ended that was to write the archive.
     *
     * @param isComplete whether it exited by itself, after it has served an invocation
     */
    void recorded(Path file, boolean isComplete) {
        try {
            if (isComplete && jars != null && Files.exists(file) && !Files.exists(jars.archive)) {
                // Copied, because temporary files may be on another disk.
                Path copy = Files.createTempFile(jars.archive.resolveSibling(""), "new-", ".jsa");
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.move(copy, jars.archive, StandardCopyOption.ATOMIC_MOVE);
                deleteUnused(jars.archive.resolveSibling(""));
            }
        } catch (IOException e) {
            // The disk is full, or the build was deleted: functions start without an archive.
        } finally {
            recording.set(false);
        }
    }

    /** Deletes what belongs to older builds, and what killed processes left. */
    private static void deleteUnused(Path folder) throws IOException {
        Instant now = Instant.now();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Duration kept = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? JARS_KEPT : ARCHIVES_KEPT;
                if (Files.getLastModifiedTime(entry).toInstant().isBefore(now.minus(kept))) {
                    TemporaryFolder.delete(entry);
                }
            }
        }
    }
}
