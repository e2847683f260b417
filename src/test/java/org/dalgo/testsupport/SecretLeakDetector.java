package org.dalgo.testsupport;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** Reads every answer and every log record of an application under test, looking for secrets. */
@ApplicationScoped
class SecretLeakDetector {

    /** Answers that are there to carry a token, to its owner. */
    private static final List<String> TOKEN_GIVERS = List.of("/login", "/token/refresh", "/login_token");

    private final Records records = new Records();

    void start(@Observes @Priority(1) StartupEvent start) {
        Logger.getLogger("").addHandler(records);
        RestAssured.replaceFiltersWith(new Answers());
    }

    void stop(@Observes ShutdownEvent stop) {
        Logger.getLogger("").removeHandler(records);
    }

    private static final class Answers implements Filter {

        @Override
        public Response filter(
                FilterableRequestSpecification request,
                FilterableResponseSpecification expected,
                FilterContext context) {
            Response answer = context.next(request, expected);
            if (!String.valueOf(answer.contentType()).startsWith("text/event-stream")) {
                String text = giveTokens(request.getURI())
                        ? answer.asString().replaceAll("eyJ[A-Za-z0-9_.-]+", "")
                        : answer.asString() + answer.getHeader("Location");
                CanarySecrets.find(text)
                        .ifPresent(what -> CanarySecrets.recordLeak(
                                what, "the answer to " + request.getMethod() + " " + path(request.getURI())));
            }
            return answer;
        }

        private static boolean giveTokens(String address) {
            String path = path(address).replaceAll("/$", "");
            return TOKEN_GIVERS.stream().anyMatch(path::endsWith);
        }

        private static String path(String address) {
            return java.net.URI.create(address).getPath();
        }
    }

    private static final class Records extends Handler {

        @Override
        public void publish(LogRecord record) {
            CanarySecrets.find(text(record))
                    .ifPresent(what -> CanarySecrets.recordLeak(what, "a log record of " + record.getLoggerName()));
        }

        private static String text(LogRecord record) {
            StringWriter text = new StringWriter();
            text.append(ExtLogRecord.wrap(record).getFormattedMessage());
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(text));
            }
            return text.toString();
        }

        @Override
        public void flush() {
            // Nothing is kept.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
