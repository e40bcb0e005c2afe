import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Merges a folder of libraries: {@code java Merge.java LIBRARIES CLASSES PARTS}.
 *
 * <p>All classes go to CLASSES. PARTS gets, by name of the library, its resources as aapt2 compiles them (flat), its
 * native parts (jni) and its rules for R8 (rules).
 */
final class Merge {
    private final Path classes;
    private final Path parts;

    private Merge(Path classes, Path parts) {
        this.classes = classes;
        this.parts = parts;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path done = Path.of(arguments[2], "done");
        if (Files.exists(done)) {
            return;
        }
        Merge merge = new Merge(Path.of(arguments[1]), Path.of(arguments[2]));
        for (Path library : sorted(Path.of(arguments[0]))) {
            merge.add(library);
        }
        Files.createFile(done);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private void add(Path library) throws IOException, InterruptedException {
        String file = library.getFileName().toString();
        String name = file.substring(0, file.lastIndexOf('.'));
        try (InputStream in = Files.newInputStream(library)) {
            if (file.endsWith(".jar")) {
                takeClasses(in);
            } else {
                takeParts(in, name);
            }
        }
        if (Files.isDirectory(resources(name))) {
            compile(name);
        }
    }

    private void takeParts(InputStream aar, String name) throws IOException {
        ZipInputStream zip = new ZipInputStream(aar);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            String inside = entry.getName();
            if (entry.isDirectory()) {
                continue;
            }
            if (inside.equals("classes.jar") || inside.startsWith("libs/")) {
                takeClasses(zip);
            } else if (inside.startsWith("res/")) {
                write(zip, resources(name), inside.substring("res/".length()));
            } else if (inside.startsWith("jni/")) {
                write(zip, parts, inside);
            } else if (inside.equals("proguard.txt")) {
                write(zip, parts.resolve("rules"), name + ".pro");
            }
        }
    }

    /** Not the signatures and the manifest of a jar: they would be of one among many. */
    private void takeClasses(InputStream jar) throws IOException {
        ZipInputStream zip = new ZipInputStream(jar);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            boolean ofOne = entry.getName().equals("META-INF/MANIFEST.MF") || entry.getName().equals("module-info.class");
            if (!entry.isDirectory() && !ofOne) {
                write(zip, classes, entry.getName());
            }
        }
    }

    private static void write(InputStream in, Path folder, String inside) throws IOException {
        Path path = folder.resolve(inside).normalize();
        if (!path.startsWith(folder)) {
            throw new IOException("outside of its folder: " + inside);
        }
        Files.createDirectories(path.getParent());
        Files.write(path, in.readAllBytes());
    }

    private Path resources(String name) {
        return parts.resolve("res").resolve(name);
    }

    private void compile(String name) throws IOException, InterruptedException {
        Path flat = Files.createDirectories(parts.resolve("flat")).resolve(name + ".zip");
        String[] command = {"aapt2", "compile", "--dir", resources(name).toString(), "-o", flat.toString()};
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("aapt2 cannot compile the resources of " + name);
        }
    }
}
