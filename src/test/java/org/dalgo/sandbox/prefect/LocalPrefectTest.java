package org.dalgo.sandbox.prefect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dalgo.platform.startup.StartupFailure;
import org.dalgo.testsupport.RealPrefect;
import org.dalgo.testsupport.SharedPrefect;
import org.dalgo.testsupport.TestServers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPrefectTest {

    private static LocalPrefect prefect;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        RealPrefect.orSkip();
        prefect = SharedPrefect.find().orElseThrow();
    }

    @Test
    void keepsItsRunsInPostgresAndSendsLogsToItsSocket() throws Exception {
        String settings = get("/admin/settings");

        assertThat(settings).contains("postgresql+asyncpg").contains("\"stream_out_enabled\":true");
        assertThat(settings)
                .doesNotContain(TestServers.postgres().database("prefect").password());
    }

    @Test
    void startsAWorkerAgainThatWasKilled() {
        ProcessHandle killed = prefect.workerProcess().orElseThrow();

        prefect.killWorker();

        await().atMost(Duration.ofSeconds(10)).until(() -> !killed.isAlive());
        prefect.awaitReady();
        assertThat(prefect.workerProcess().orElseThrow().pid()).isNotEqualTo(killed.pid());
    }

    @Test
    void leavesNothingOfAServerThatItStopped() {
        ProcessHandle stopped = prefect.serverProcess().orElseThrow();
        List<ProcessHandle> family =
                Stream.concat(Stream.of(stopped), stopped.descendants()).toList();

        prefect.restartServer();

        assertThat(family).noneMatch(ProcessHandle::isAlive);
        prefect.awaitReady();
        assertThat(prefect.serverProcess().orElseThrow().pid()).isNotEqualTo(stopped.pid());
    }

    @Test
    void namesATakenPortAndTheSettingThatMovesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PrefectOptions options = new PrefectOptions(
                    PythonEnvironment.of(
                            Path.of("src/main/python/locks/worker.txt"), TestServers.CACHE, Optional.empty()),
                    folder,
                    TestServers.postgres().database("prefect"),
                    taken.getLocalPort(),
                    "dalgo",
                    List.of("ddp"),
                    1,
                    folder,
                    folder);

            assertThatThrownBy(() -> LocalPrefect.start(options))
                    .isInstanceOf(StartupFailure.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken")
                    .hasMessageContaining("dalgo.dev.prefect.port");
        }
    }

    private static String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(prefect.apiUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
