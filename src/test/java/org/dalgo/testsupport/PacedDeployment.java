package org.dalgo.testsupport;

import static io.restassured.RestAssured.given;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * A deployment of the paced test flow in the real Prefect, with one task of the organisation as its step. Its runs need
 * no dbt.
 *
 * @param id Prefect's id of the deployment
 * @param label of its only step
 * @param gate file that lets a waiting run go on
 */
public record PacedDeployment(UUID id, String label, Path gate) {

    private static final String LABEL = "dbtjob-dbt-run";

    /** Creates it. The run waits at its gate when {@code waits}, and ends by {@code ending}: null, fail, crash, tests. */
    public static PacedDeployment create(
            String apiUrl,
            TenantTransactions tenantTransactions,
            Sql sql,
            OrgView org,
            String ending,
            boolean waits,
            int lines) {
        return create(apiUrl, tenantTransactions, sql, org, ending, waits, lines, "ddp");
    }

    /** The same for runs that wait in a queue of that name, which may be one that no worker polls. */
    public static PacedDeployment create(
            String apiUrl,
            TenantTransactions tenantTransactions,
            Sql sql,
            OrgView org,
            String ending,
            boolean waits,
            int lines,
            String queue) {
        PacedDeployment deployment = inPrefect(apiUrl, ending, waits, lines, queue);
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> sql.update(
                        "with d as (insert into deployment (org_id, name, deployment_name,"
                                + " prefect_deployment_id, type, queue)"
                                + " values ($1, $2, $2, $3, 'orchestrate', $5) returning id),"
                                + " t as (insert into org_task (org_id, task_id, generated_by) values ($1, 4, 'client')"
                                + " returning id)"
                                + " insert into deployment_task (deployment_id, seq, org_task_id, label)"
                                + " select d.id, 0, t.id, $4 from d, t",
                        org.id().value(),
                        "paced-" + deployment.id(),
                        deployment.id(),
                        LABEL,
                        queue)));
        return deployment;
    }

    /** Only the half of it that Prefect knows. */
    public static PacedDeployment inPrefect(String apiUrl, String ending, boolean waits, int lines, String queue) {
        Path gate = Path.of("target", "gates", UUID.randomUUID().toString()).toAbsolutePath();
        Map<String, Object> config = new HashMap<>(Map.of("label", LABEL, "lines", lines));
        if (ending != null) {
            config.put("ending", ending);
        }
        if (waits) {
            config.put("gate", gate.toString());
        }
        return new PacedDeployment(UUID.fromString(deploy(apiUrl, config, queue)), LABEL, gate);
    }

    /** Lets waiting runs go on. */
    public void open() {
        try {
            Files.createDirectories(gate.getParent());
            Files.writeString(gate, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String deploy(String apiUrl, Map<String, Object> config, String queue) {
        String flow = given().contentType("application/json")
                .body(Map.of("name", "paced"))
                .post(apiUrl + "/flows/")
                .then()
                .extract()
                .path("id");
        return given().contentType("application/json")
                .body(Map.of(
                        "name",
                        "paced-" + UUID.randomUUID(),
                        "flow_id",
                        flow,
                        "work_pool_name",
                        "dalgo",
                        "work_queue_name",
                        queue,
                        "entrypoint",
                        "paced.py:run",
                        "path",
                        Path.of("src/test/resources/flows").toAbsolutePath().toString(),
                        "pull_steps",
                        List.of(),
                        "parameters",
                        Map.of("config", config),
                        "job_variables",
                        Map.of("env", Map.of("PREFECT_LOGGING_TO_API_BATCH_INTERVAL", "0.25"))))
                .post(apiUrl + "/deployments/")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }
}
