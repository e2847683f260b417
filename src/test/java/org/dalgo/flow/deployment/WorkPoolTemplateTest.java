package org.dalgo.flow.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.dalgo.upstream.prefect.http.PrefectConfig;
import org.dalgo.upstream.prefect.server.WorkPoolDraft;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkPoolTemplateTest {

    private static final String TEMPLATE = "kubernetes/base/base-job-template.json";

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        vertx.closeAndAwait();
    }

    @Test
    void withoutSettingsThePoolIsForProcessesAndItsFirstWorkerBringsTheTemplate() {
        assertThat(draft(Map.of())).isEqualTo(WorkPoolDraft.process("dalgo"));
    }

    @Test
    void aKubernetesPoolTakesTheCommittedTemplateAndTheImageOfTheSettings() {
        WorkPoolDraft draft = draft(Map.of(
                "dalgo.prefect.work-pool-type", "kubernetes",
                "dalgo.prefect.work-pool-template", TEMPLATE,
                "dalgo.prefect.run-image", "example/dalgo-worker:7",
                "dalgo.prefect.run-limit", "40"));

        assertThat(draft.type()).isEqualTo("kubernetes");
        assertThat(draft.limit()).isEqualTo(40);
        assertThat(draft.template().at("/variables/properties/image/default").asText())
                .isEqualTo("example/dalgo-worker:7");
        assertThat(draft.template().at("/job_configuration/job_manifest/kind").asText())
                .isEqualTo("Job");
    }

    @Test
    void aFileThatCannotBeUsedIsNamedWithItsSetting() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.json"), "{");
        Path other = Files.writeString(folder.resolve("other.json"), "{\"variables\": {}}");
        Path without = Files.writeString(folder.resolve("without.json"), "{\"job_configuration\": {}}");

        assertThatThrownBy(() -> draft(Map.of("dalgo.prefect.work-pool-template", broken.toString())))
                .hasMessageContaining("dalgo.prefect.work-pool-template")
                .hasMessageContaining("not JSON");
        assertThatThrownBy(() -> draft(Map.of("dalgo.prefect.work-pool-template", other.toString())))
                .hasMessageContaining("job_configuration");
        assertThatThrownBy(() -> draft(
                        Map.of("dalgo.prefect.work-pool-template", without.toString(), "dalgo.prefect.run-image", "x")))
                .hasMessageContaining("dalgo.prefect.run-image");
        assertThatThrownBy(() -> draft(Map.of(
                        "dalgo.prefect.work-pool-template",
                        folder.resolve("none").toString())))
                .hasMessageContaining("cannot be read");
    }

    private WorkPoolDraft draft(Map<String, String> settings) {
        PrefectConfig config = new SmallRyeConfigBuilder()
                .withMapping(PrefectConfig.class)
                .addDiscoveredConverters()
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(PrefectConfig.class);
        return new WorkPoolTemplate(config, vertx, new ObjectMapper())
                .draft()
                .await()
                .atMost(Duration.ofSeconds(10));
    }
}
