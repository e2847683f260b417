package org.dalgo.testsupport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A real git host on this machine: git's own HTTP server behind tokens. A token without access to a repository gets
 * 404, one without write access 403, as from the well-known hosts.
 */
public final class GitHost implements AutoCloseable {

    /** Happens before a commit is taken. */
    @FunctionalInterface
    public interface BeforeWrite {

        void happens(String repository) throws InterruptedException;
    }

    /** May read and write every repository. */
    public static final String WRITER = "ghp_writer_0123456789";

    /** May read every repository. */
    public static final String READER = "ghp_reader_0123456789";

    /** Is known, but has no right to any repository. */
    public static final String STRANGER = "ghp_stranger_0123456789";

    private static final String BRANCH = "refs/heads/main";

    private final Path root;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    private volatile int failing;
    private volatile BeforeWrite beforeWrite = repository -> {};

    private GitHost() throws IOException {
        root = Files.createTempDirectory("dalgo-git-host");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public static GitHost start() {
        try {
            return new GitHost();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Address of a repository, which need not be there. */
    public String url(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name + ".git";
    }

    /** Makes an empty repository that needs a token to read; answers its address. */
    public String create(String name) {
        git(
                null,
                "init",
                "--quiet",
                "--bare",
                "--initial-branch=main",
                root.resolve(name + ".git").toString());
        git(null, "--git-dir", folder(name).toString(), "config", "uploadpack.allowFilter", "true");
        return url(name);
    }

    /** Makes it public. */
    public void open(String name) {
        open.add("/" + name + ".git");
    }

    /** The folder of a repository. */
    public Path folder(String name) {
        return root.resolve(name + ".git");
    }

    /** A commit of another person; null deletes a file. */
    public void commit(String name, Map<String, String> changes) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        print(stream, "commit " + BRANCH + "\ncommitter Somebody <somebody@git.test> now\ndata 9\nby others\n");
        if (!git(null, "--git-dir", folder(name).toString(), "for-each-ref", BRANCH)
                .isBlank()) {
            print(stream, "from " + BRANCH + "^0\n");
        }
        changes.forEach((path, content) -> {
            if (content == null) {
                print(stream, "D " + path + "\n");
            } else {
                byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
                print(stream, "M 100644 inline " + path + "\ndata " + bytes.length + "\n");
                stream.writeBytes(bytes);
                print(stream, "\n");
            }
        });
        git(stream.toByteArray(), "--git-dir", folder(name).toString(), "fast-import", "--quiet", "--date-format=now");
    }

    /** Content of a file at the newest commit. */
    public String file(String name, String path) {
        return git(null, "--git-dir", folder(name).toString(), "show", BRANCH + ":" + path);
    }

    /** Paths of all files at the newest commit. */
    public List<String> paths(String name) {
        return git(null, "--git-dir", folder(name).toString(), "ls-tree", "-r", "--name-only", BRANCH)
                .lines()
                .toList();
    }

    /** Author, address and message of the commits, newest first. */
    public List<String> log(String name) {
        return git(null, "--git-dir", folder(name).toString(), "log", "--format=%an|%ae|%s", BRANCH)
                .lines()
                .toList();
    }

    /** Id of the newest commit. */
    public String head(String name) {
        return git(null, "--git-dir", folder(name).toString(), "rev-parse", BRANCH)
                .strip();
    }

    /** Every request is answered with this status; with 0 the host works again. */
    public void failsWith(int status) {
        failing = status;
    }

    /** What happens each time before a commit is taken; given the name of the repository. */
    public void beforeWrite(BeforeWrite happens) {
        beforeWrite = happens;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String query = exchange.getRequestURI().getQuery();
            int end = path.indexOf(".git");
            String repository = end < 0 ? path : path.substring(0, end + 4);
            boolean writes = path.endsWith("git-receive-pack") || "service=git-receive-pack".equals(query);
            int refused = failing != 0 ? failing : refused(exchange, repository, writes);
            if (refused != 0) {
                exchange.getRequestBody().readAllBytes();
                if (refused == 401) {
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                }
                exchange.sendResponseHeaders(refused, -1);
                return;
            }
            if (path.endsWith("git-receive-pack")) {
                beforeWrite.happens(repository.substring(1, repository.length() - 4));
            }
            backend(exchange, path, query, writes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int refused(HttpExchange exchange, String repository, boolean writes) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null) {
            return open.contains(repository) && !writes ? 0 : 401;
        }
        String pair = new String(Base64.getDecoder().decode(header.substring("Basic ".length())));
        String token = pair.substring(pair.indexOf(':') + 1);
        if (!Set.of(WRITER, READER, STRANGER).contains(token)) {
            return 401;
        }
        if (token.equals(STRANGER) || !Files.isDirectory(root.resolve(repository.substring(1)))) {
            return 404;
        }
        return writes && !token.equals(WRITER) ? 403 : 0;
    }

    private void backend(HttpExchange exchange, String path, String query, boolean writes) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("git", "-c", "safe.directory=*", "http-backend");
        Map<String, String> environment = builder.environment();
        clean(environment);
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("PATH_INFO", path);
        environment.put("QUERY_STRING", query == null ? "" : query);
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("REMOTE_ADDR", "127.0.0.1");
        put(environment, "CONTENT_TYPE", exchange, "Content-Type");
        put(environment, "HTTP_CONTENT_ENCODING", exchange, "Content-Encoding");
        put(environment, "HTTP_GIT_PROTOCOL", exchange, "Git-Protocol");
        put(environment, "GIT_PROTOCOL", exchange, "Git-Protocol");
        if (writes) {
            environment.put("REMOTE_USER", "writer");
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        environment.put("CONTENT_LENGTH", String.valueOf(body.length));
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(body);
        }
        byte[] answer = process.getInputStream().readAllBytes();
        int gap = gap(answer);
        int status = 200;
        for (String line : new String(answer, 0, gap, StandardCharsets.ISO_8859_1).split("\r\n")) {
            String[] header = line.split(": ", 2);
            if (header[0].equals("Status")) {
                status = Integer.parseInt(header[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
        }
        exchange.sendResponseHeaders(status, answer.length == gap + 4 ? -1 : answer.length - gap - 4);
        if (answer.length > gap + 4) {
            exchange.getResponseBody().write(answer, gap + 4, answer.length - gap - 4);
        }
    }

    private static int gap(byte[] answer) {
        for (int i = 0; i + 3 < answer.length; i++) {
            if (answer[i] == '\r' && answer[i + 1] == '\n' && answer[i + 2] == '\r' && answer[i + 3] == '\n') {
                return i;
            }
        }
        throw new IllegalStateException("git http-backend: " + new String(answer, StandardCharsets.UTF_8));
    }

    private static String git(byte[] input, String... arguments) {
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of("git", "-c", "safe.directory=*"), Stream.of(arguments))
                        .toList());
        clean(builder.environment());
        builder.redirectErrorStream(true);
        try {
            Process process = builder.start();
            try (OutputStream in = process.getOutputStream()) {
                if (input != null) {
                    in.write(input);
                }
            }
            try (InputStream out = process.getInputStream()) {
                String answer = new String(out.readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new IllegalStateException(String.join(" ", arguments) + ": " + answer);
                }
                return answer;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void clean(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("LC_ALL", "C");
    }

    private static void put(Map<String, String> environment, String name, HttpExchange exchange, String header) {
        String value = exchange.getRequestHeaders().getFirst(header);
        if (value != null) {
            environment.put(name, value);
        }
    }

    private static void print(ByteArrayOutputStream stream, String text) {
        stream.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
