package org.dalgo.light;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dalgo.light.registry.ConnectorPackage;

/** A package with a connector of our own, installed as any other, without an index. */
public final class FakePackage {

    public static final ConnectorPackage FAKE = named("airbyte-source-fake");

    private FakePackage() {}

    public static ConnectorPackage named(String distribution) {
        return new ConnectorPackage(distribution, "1.0", "Fake", "test/" + distribution, null, "none");
    }

    /** Writes the package into a folder; answers the arguments with which an installation finds it, and nothing else. */
    public static List<String> writeTo(Path folder) {
        return writeTo(folder, FAKE, code());
    }

    /** The same for another package and its code, which needs a function {@code main}. */
    public static List<String> writeTo(Path folder, ConnectorPackage wanted, String code) {
        return writeTo(folder, wanted, code, Map.of());
    }

    /** The same with files for other places of the environment, by their path below {@code .data} of the wheel. */
    public static List<String> writeTo(Path folder, ConnectorPackage wanted, String code, Map<String, String> others) {
        String module = wanted.distribution().replace('-', '_');
        String info = module + "-1.0.dist-info/";
        Map<String, String> files = new LinkedHashMap<>();
        files.put(module + ".py", code);
        files.put(info + "METADATA", "Metadata-Version: 2.1\nName: " + wanted.distribution() + "\nVersion: 1.0\n");
        files.put(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
        files.put(
                info + "entry_points.txt",
                "[console_scripts]\n" + wanted.distribution().substring("airbyte-".length()) + " = " + module
                        + ":main\n");
        others.forEach((path, text) -> files.put(module + "-1.0.data/" + path, text));
        StringBuilder record = new StringBuilder();
        files.keySet().forEach(name -> record.append(name).append(",,\n"));
        files.put(info + "RECORD", record + info + "RECORD,,\n");
        Path wheel = folder.resolve(module + "-1.0-py3-none-any.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of("--no-index", "--find-links", folder.toString());
    }

    private static String code() {
        try (InputStream in = FakePackage.class.getResourceAsStream("/light/fake_connector.py")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
