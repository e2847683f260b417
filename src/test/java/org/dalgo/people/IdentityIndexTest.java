package org.dalgo.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every route of people and settings of the web app or the design has a test, or a reason why not. The list is {@code
 * contract/identity-routes.csv}, one line for each row of the contract's index.
 */
class IdentityIndexTest {

    private static final Path LIST = Path.of("src/test/resources/contract/identity-routes.csv");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Path OPENAPI = Path.of("src/main/openapi/openapi.yaml");

    private record Row(String method, String path, String tests, String reason) {

        static Row of(String line) {
            String[] cells = line.split(";", -1);
            assertThat(cells).as(line).hasSize(4);
            return new Row(cells[0], cells[1], cells[2], cells[3]);
        }

        /** The address up to its first parameter, without the last slash: how a test writes it. */
        String stem() {
            return path.replaceAll("\\{.*", "").replaceAll("/$", "");
        }
    }

    private static final Path MAIN = Path.of("src/main/java");
    private static final Pattern SOCKET = Pattern.compile("path = \"(/wss/[^\"]+)\"");

    @TestFactory
    Stream<DynamicTest> everyRouteHasATestOrAReason() throws IOException {
        // Sockets stand in no OpenAPI.
        String contract = Files.readString(OPENAPI) + sockets();
        return rows().map(row -> DynamicTest.dynamicTest(row.method() + " " + row.path(), () -> {
            if (row.tests().isEmpty()) {
                assertThat(row.reason()).isNotBlank();
                return;
            }
            assertThat(contract).contains("  " + row.stem());
            for (String test : row.tests().split(" ")) {
                Path source = TESTS.resolve(test.replace('.', '/') + ".java");
                assertThat(source).exists();
                assertThat(Files.readString(source)).contains(row.stem());
            }
        }));
    }

    /** Address of each socket, a line each, indented as in the contract. */
    private static String sockets() throws IOException {
        try (Stream<Path> sources = Files.walk(MAIN)) {
            StringBuilder found = new StringBuilder();
            for (Path source : sources.filter(file -> file.toString().endsWith("Socket.java"))
                    .toList()) {
                Matcher address = SOCKET.matcher(Files.readString(source));
                while (address.find()) {
                    found.append("  ").append(address.group(1)).append('\n');
                }
            }
            return found.toString();
        }
    }

    private static Stream<Row> rows() {
        try {
            List<String> lines = Files.readAllLines(LIST);
            return lines.stream().skip(1).map(Row::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
