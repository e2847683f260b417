package org.dalgo.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads a stream as a browser's EventSource does, and can leave at any moment. */
public final class SseClient implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One event as it was dispatched. */
    public record Event(String id, String name, String data) {}

    private static final Event END_OF_STREAM = new Event(null, "(closed)", "");

    private final HttpResponse<InputStream> response;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> comments = new LinkedBlockingQueue<>();
    private volatile String lastEventId;

    private SseClient(HttpResponse<InputStream> response, String lastEventId) {
        this.response = response;
        this.lastEventId = lastEventId;
        Thread reader = new Thread(this::read, "sse");
        reader.setDaemon(true);
        reader.start();
    }

    /** Connects with a bearer token; the position may be null. */
    public static SseClient open(String address, String token, String org, String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .header("Accept", "text/event-stream")
                .header("x-dalgo-org", org)
                .timeout(Duration.ofSeconds(10));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            return new SseClient(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()), lastEventId);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse(null);
    }

    /** Where the client would resume. */
    public String lastEventId() {
        return lastEventId;
    }

    /** Comments so far. */
    public List<String> comments() {
        return List.copyOf(comments);
    }

    /** The next event; null when the stream is closed or nothing comes for ten seconds. */
    public Event next() {
        return next(Duration.ofSeconds(10));
    }

    public Event next(Duration timeout) {
        try {
            Event event = events.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return event == END_OF_STREAM ? null : event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Events up to and with the first that fits, or all until the stream closes. */
    public List<Event> until(Predicate<Event> last) {
        List<Event> seen = new ArrayList<>();
        for (Event event = next(); event != null; event = next()) {
            seen.add(event);
            if (last.test(event)) {
                return seen;
            }
        }
        return seen;
    }

    /** Whether the server closes within that time; events before that are dropped. */
    public boolean closesWithin(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            long left = deadline - System.nanoTime();
            try {
                Event event = events.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
                if (event == null || event == END_OF_STREAM) {
                    return event != null;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String name = "message";
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new Event(lastEventId, name, data.toString()));
                    }
                    name = "message";
                    data.setLength(0);
                } else if (line.startsWith(":")) {
                    comments.add(line.substring(1).trim());
                } else if (line.startsWith("id: ")) {
                    lastEventId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                }
            }
        } catch (IOException e) {
            // The connection was lost, which is how many streams end.
        } finally {
            events.add(END_OF_STREAM);
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            // It is gone already.
        }
    }
}
