package org.dalgo.sandbox.airbyte.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The demo NGO's files, served so that a File source has something to read: beneficiaries, attendance, surveys. */
public final class DemoFiles {

    private static final Map<String, String> TYPES = Map.of(
            "beneficiaries.csv", "text/csv; charset=utf-8",
            "attendance.csv", "text/csv; charset=utf-8",
            "surveys.jsonl", "application/x-ndjson");

    private final Map<String, Buffer> read = new ConcurrentHashMap<>();

    public void serve(RoutingContext context) {
        String name = context.pathParam("name");
        String type = TYPES.get(name);
        if (type == null) {
            context.response().setStatusCode(404).end("no such file");
        } else {
            context.response().putHeader("content-type", type).end(read.computeIfAbsent(name, DemoFiles::load));
        }
    }

    private static Buffer load(String name) {
        try (InputStream in = DemoFiles.class.getResourceAsStream("/sandbox/airbyte/files/" + name)) {
            if (in == null) {
                throw new IllegalStateException("demo file " + name + " is missing from the build");
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
