package org.dalgo.upstream.airbyte.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.dalgo.upstream.airbyte.http.JsonFields;
import org.junit.jupiter.api.Test;

class LogTextTest {

    @Test
    void readsStructuredEventsAndShowsAStackOnlyForErrors() {
        ObjectNode holder = JsonFields.object();
        ArrayNode events = holder.putObject("logs").putArray("events");
        events.addObject()
                .put("timestamp", 1_723_617_011_000L)
                .put("level", "info")
                .put("logSource", "source")
                .put("message", "hello")
                .put("stackTrace", "hidden");
        events.addObject()
                .put("timestamp", 1_723_617_012_000L)
                .put("level", "error")
                .put("logSource", "destination")
                .put("message", "it broke")
                .put("stackTrace", "java.X: no\n");

        LogText log = LogText.from(holder);

        assertThat(log.lines())
                .containsExactly(
                        "2024-08-14 06:30:11 INFO [source] hello",
                        "2024-08-14 06:30:12 ERROR [destination] it broke\njava.X: no");
        assertThat(log.lastError()).contains("it broke");
    }

    @Test
    void takesColourCodesOutOfPlainLines() {
        ObjectNode holder = JsonFields.object().put("logType", "formatted");
        holder.putObject("logs").putArray("logLines").add("2024-08-14 06:30:11 \u001b[32mINFO\u001b[m நன்றி");

        assertThat(LogText.from(holder).lines()).containsExactly("2024-08-14 06:30:11 INFO நன்றி");
    }

    @Test
    void keepsTheEndOfALongLog() {
        ObjectNode holder = JsonFields.object();
        ArrayNode lines = holder.putObject("logs").putArray("logLines");
        for (int i = 0; i < LogText.MAX_LINES + 10; i++) {
            lines.add("line " + i);
        }

        LogText log = LogText.from(holder);

        assertThat(log.cut()).isTrue();
        assertThat(log.lines()).hasSize(LogText.MAX_LINES).first().isEqualTo("line 10");
    }

    @Test
    void isEmptyWhenThereIsNoLog() {
        assertThat(LogText.from(JsonFields.object()).lines()).isEmpty();
    }
}
