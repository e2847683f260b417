package org.dalgo.bench;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.util.function.BiConsumer;

/** One viewer of a run's log: reads events on an event loop, may leave and come back where it was. */
final class Viewer {

    private final HttpClient http;
    private final Client client;
    private final String flowRun;
    private final BiConsumer<Viewer, String> onLine;
    private String position;
    private String name = "";
    private String pendingId;
    private String data = "";
    private HttpClientResponse response;
    private int connection;
    private boolean ended;

    /**
     * @param onLine gets the data of each line as they came
     */
    Viewer(HttpClient http, Client client, String flowRun, BiConsumer<Viewer, String> onLine) {
        this.http = http;
        this.client = client;
        this.flowRun = flowRun;
        this.onLine = onLine;
    }

    /** Completes when the server has answered; {@code onClosed} runs when the stream is over, for whatever reason. */
    Future<Integer> open(Runnable onClosed) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(client.server() + "/api/prefect/flow_runs/" + flowRun + "/logs/stream")
                .putHeader("x-dalgo-org", client.org())
                .putHeader("Authorization", "Bearer " + client.token());
        if (position != null) {
            request.putHeader("Last-Event-ID", position);
        }
        int mine = ++connection;
        Runnable closed = () -> {
            if (mine == connection) {
                connection++;
                onClosed.run();
            }
        };
        return http.request(request).compose(sent -> sent.send()).map(answer -> {
            response = answer;
            pendingId = position;
            name = "";
            data = "";
            ended |= answer.statusCode() == 204;
            answer.exceptionHandler(failure -> closed.run());
            answer.endHandler(done -> closed.run());
            RecordParser lines = RecordParser.newDelimited("\n", line -> {
                if (mine == connection) {
                    read(line.toString());
                }
            });
            answer.handler(lines);
            return answer.statusCode();
        });
    }

    /** Closes the connection without a close message, as a lost network does: what had arrived and was not read is gone, too. */
    void disconnect() {
        connection++;
        response.request().connection().close();
    }

    boolean ended() {
        return ended;
    }

    private void read(String line) {
        if (line.isEmpty()) {
            dispatch();
        } else if (line.startsWith("id: ")) {
            pendingId = line.substring(4);
        } else if (line.startsWith("event: ")) {
            name = line.substring(7);
        } else if (line.startsWith("data: ")) {
            data = line.substring(6);
        }
    }

    /** A position counts only once its event is complete. */
    private void dispatch() {
        position = pendingId;
        if (name.equals("log")) {
            onLine.accept(this, data);
        }
        ended |= name.equals("end");
        name = "";
        data = "";
    }
}
