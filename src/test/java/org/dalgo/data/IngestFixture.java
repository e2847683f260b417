package org.dalgo.data;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.data.ingest.WorkspaceService;
import org.dalgo.data.ingest.connection.ConnectionDraft;
import org.dalgo.data.ingest.connection.ConnectionService;
import org.dalgo.data.ingest.connection.ConnectionView;
import org.dalgo.data.ingest.source.SourceDraft;
import org.dalgo.data.ingest.source.SourceService;
import org.dalgo.data.warehouse.WarehouseService;
import org.dalgo.data.warehouse.destination.WarehouseDraft;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.flow.deployment.DeploymentService;
import org.dalgo.flow.task.TaskService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.sandbox.airbyte.TestWarehouse;
import org.dalgo.testsupport.TestPeople;
import org.dalgo.upstream.airbyte.catalog.StreamConfiguration;
import org.dalgo.upstream.airbyte.catalog.StreamKey;

/** Makes organisations with sources and connections, before the Airbyte sandbox, and looks into their rows. */
@ApplicationScoped
public class IngestFixture {

    public static final String FAKER = "dfd88b22-b603-4c3d-aad7-3701784586b1";
    public static final String POSTGRES = "decd338e-5647-4c0b-adf4-da0e75f5a750";
    public static final String SHEETS = "71607ba1-c0ac-4799-8049-7f4b90dd50f7";

    private static final UUID POSTGRES_DESTINATION = UUID.fromString("25c5221d-dce2-4163-ade9-739ef790f503");

    @Inject
    TestPeople people;

    @Inject
    WorkspaceService workspaces;

    @Inject
    WarehouseService warehouses;

    @Inject
    SourceService sources;

    @Inject
    ConnectionService connections;

    @Inject
    TaskService tasks;

    @Inject
    DeploymentService deployments;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    /** A new organisation with a workspace. */
    public OrgView org() {
        OrgView org = people.org();
        TestPeople.await(() -> workspaces.create(org.id()));
        return org;
    }

    /** Id of its workspace. */
    public String workspace(OrgView org) {
        return TestPeople.await(() -> workspaces.get(org.id())).toString();
    }

    /** Gives the organisation a warehouse. */
    public void warehouse(OrgView org) {
        Caller manager = people.caller(org, "account_manager");
        TestPeople.await(() -> warehouses.create(
                manager,
                new WarehouseDraft(
                        "NGO warehouse",
                        WarehouseType.POSTGRES,
                        POSTGRES_DESTINATION,
                        TestWarehouse.open("ingest_tests").config())));
    }

    /** Gives the organisation a source of sample data. */
    public UUID faker(OrgView org, String name) {
        Caller manager = people.caller(org, "account_manager");
        SourceDraft draft = new SourceDraft(
                name,
                UUID.fromString(FAKER),
                JsonNodeFactory.instance.objectNode().put("count", 10).put("seed", 1));
        return TestPeople.await(() -> sources.create(manager, draft)).sourceId();
    }

    /** Gives the organisation a connection that copies the stream users of the source. */
    public ConnectionView connection(OrgView org, UUID source, String name) {
        Caller manager = people.caller(org, "account_manager");
        StreamConfiguration users =
                StreamConfiguration.of(new StreamKey("users", Optional.empty()), "full_refresh", "overwrite");
        return TestPeople.await(() -> connections
                .discover(org.id(), source)
                .chain(catalog -> connections.create(
                        manager, new ConnectionDraft(name, source, catalog, List.of(users), "staging"))));
    }

    /** A run of the connection's sync, or of its clear, that has the lock; answers its key. */
    public long run(OrgView org, UUID connection, String slug, String state) {
        Object[] row = rows(
                        org,
                        """
                        with r as (
                            insert into run (org_id, deployment_id, prefect_deployment_id, prefect_flow_run_id,
                                name, state_type, state_name,
                                             dispatch)
                            select d.org_id, d.id, d.prefect_deployment_id, gen_random_uuid(), 'calm-otter',
                                $4::varchar, $4::varchar,
                                   'sent'
                            from deployment d join deployment_task x on x.deployment_id = d.id
                            join org_task t on t.id = x.org_task_id join task k on k.id = t.task_id
                            where d.org_id = $1 and d.type = 'manual' and t.airbyte_connection_id = $2 and k.slug = $3
                            returning id, org_id, deployment_id),
                        l as (
                            insert into task_lock (org_task_id, org_id, run_id, deployment_id, expires_at)
                            select x.org_task_id, r.org_id, r.id, r.deployment_id, now() + interval '1 hour'
                            from r join deployment_task x on x.deployment_id = r.deployment_id)
                        select id from r
                        """,
                        org.id().value(),
                        connection,
                        slug,
                        state)
                .get(0);
        return ((Number) row[0]).longValue();
    }

    /** Rows of a query within the organisation. */
    public List<Object[]> rows(OrgView org, String query, Object... parameters) {
        return TestPeople.await(
                () -> tenantTransactions.inOrg(org.id(), () -> TestRows.select(sql, query, parameters)));
    }

    /** Runs a statement within the organisation. */
    public void update(OrgView org, String statement, Object... parameters) {
        TestPeople.await(() -> tenantTransactions.inOrg(org.id(), () -> sql.update(statement, parameters)));
    }

    /** How many pieces of background work of that kind the organisation waits for. */
    public long jobs(OrgView org, String kind) {
        return ((Number)
                        TestPeople.await(() -> tenantTransactions.acrossOrgs(
                                CrossTenantPurpose.JOB_QUEUE,
                                () -> TestRows.first(
                                        sql,
                                        "select count(*) from job where org_id = $1 and kind = $2",
                                        org.id().value(),
                                        kind)))[0])
                .longValue();
    }

    /** A request of a new member of the organisation in that role. */
    public RequestSpecification as(OrgView org, String role) {
        return given().spec(new io.restassured.builder.RequestSpecBuilder()
                .addHeader("Authorization", "Bearer " + people.token(people.member(org, role)))
                .addHeader("x-dalgo-org", org.slug())
                .setContentType("application/json")
                .build());
    }

    /** Body of a form for a source. */
    public static Map<String, Object> source(String name, String definition, Map<String, ?> config) {
        return Map.of("name", name, "sourceDefId", definition, "config", config);
    }
}
