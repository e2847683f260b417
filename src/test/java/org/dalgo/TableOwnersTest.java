package org.dalgo;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One owner for each table: statements of a room name tables of that room only. The comment of a table names the package
 * that owns it, see V1__platform.sql; the room is what stands below the floor, {@code people.org} for
 * {@code people.org.plan}. Tables that are named at run time are not seen: those of KeyRotation, see StatementsTest.
 */
class TableOwnersTest {

    private static final Pattern OWNER = Pattern.compile("comment on table (\\w+) is 'owner: ([a-z.]+)'");

    /** Uses of the tables of another room, each with its reason. The list may only become shorter. */
    private static final Set<String> FOREIGN = new TreeSet<>(Set.of(
            // A request is admitted by one query over all that decides who calls and what they may do.
            "people.role reads account",
            "people.role reads api_token",
            "people.role reads membership",
            "people.role reads org",
            "people.role reads session",
            "people.role writes api_token",
            // The rooms of accounts and memberships use sign-in, so it cannot use them.
            "people.auth reads account",
            "people.auth reads membership",
            "people.auth writes account",
            // The current user of the web app is one row of all that belongs to a membership.
            "people.member reads account",
            "people.member reads org",
            "people.member reads org_logo",
            "people.member reads org_plan",
            "people.member reads org_terms",
            "people.member reads role",
            "people.member reads role_permission",
            "people.member reads warehouse",
            // Members go with their organisation, and accounts without another membership, in one statement.
            "people.org reads account",
            "people.org reads membership",
            "people.org reads role",
            "people.org writes account",
            "people.org writes membership",
            // What a person did or holds is listed with their address, an invitation with all its names.
            "people.apitoken reads account",
            "people.invitation reads account",
            "people.invitation reads org",
            "people.invitation reads role",
            "flow.lock reads account",
            "data.transform reads account",
            // Who is notified depends on memberships and roles when the notification is written.
            "people.notify reads account",
            "people.notify reads membership",
            "people.notify reads org",
            "people.notify reads role",
            // Locks are taken in the order of the tasks, whatever the order of the request.
            "flow.lock reads org_task",
            // Lists show deployments with their steps, last runs and locks by one query.
            "flow.pipeline reads account",
            "flow.pipeline reads deployment",
            "flow.pipeline reads deployment_task",
            "flow.pipeline reads org_task",
            "flow.pipeline reads run",
            "flow.pipeline reads task",
            "flow.pipeline reads task_lock",
            "flow.run reads account",
            "flow.run reads deployment",
            "flow.run reads deployment_task",
            "flow.run reads org",
            "flow.run reads org_task",
            "flow.run reads task",
            "flow.run reads task_lock",
            "data.ingest reads account",
            "data.ingest reads deployment",
            "data.ingest reads deployment_task",
            "data.ingest reads org_task",
            "data.ingest reads run",
            "data.ingest reads task",
            "data.ingest reads task_lock",
            "data.ingest reads warehouse",
            // A project is deleted only if no task or pipeline uses it at that moment.
            "data.transform reads deployment",
            "data.transform reads deployment_task",
            "data.transform reads org_task"));

    @Test
    void aStatementNamesTablesOfItsRoomOnly() throws IOException {
        Map<String, String> owners = owners();
        assertThat(owners).hasSizeGreaterThan(50);

        RowReaders readers = RowReaders.ofApplication();
        Set<String> foreign = new TreeSet<>();
        for (String reader : readers.names()) {
            String room = room(readers.packageOf(reader));
            foreign.addAll(foreign(room, readers.statements(reader), owners));
        }

        assertThat(foreign).containsExactlyElementsOf(FOREIGN);
    }

    @Test
    void aTableOfAnotherRoomIsFoundWhereverItStands() {
        Map<String, String> owners = Map.of(
                "org",
                "people.org",
                "org_plan",
                "people.org",
                "role",
                "people.role",
                "run",
                "flow.run",
                "session",
                "people.auth",
                "account",
                "people.account",
                "job",
                "platform.job");
        List<SqlInSource.Statement> statements = Stream.of(
                        "select o.name as run from org o, lateral (select 1 from org_plan) p, (role r join run on true) where o.id = $1",
                        "with gone as (delete from org_plan p using run where p.org_id = $1 returning 1)"
                                + " update role set name = 'from run' from gone where id is distinct from org",
                        "insert into org (id) select id from gone join run on true on conflict do update set id = 1",
                        "delete from only public.session where id = $1",
                        "select 1 from /* all of */ \"account\" -- from job\n where true")
                .map(sql -> new SqlInSource.Statement(sql, List.of()))
                .toList();

        assertThat(foreign("people.org", statements, owners))
                .containsExactly(
                        "people.org reads account",
                        "people.org reads role",
                        "people.org reads run",
                        "people.org writes role",
                        "people.org writes session");
        assertThat(foreign("flow.run", statements, owners))
                .containsExactly(
                        "flow.run reads account",
                        "flow.run reads org",
                        "flow.run reads org_plan",
                        "flow.run reads role",
                        "flow.run writes org",
                        "flow.run writes org_plan",
                        "flow.run writes role",
                        "flow.run writes session");
    }

    private static Set<String> foreign(
            String room, List<SqlInSource.Statement> statements, Map<String, String> owners) {
        return statements.stream()
                .flatMap(statement -> TablesOfStatement.of(statement.sql()).stream())
                .filter(use -> !owners.getOrDefault(use.table(), room).equals(room))
                .map(use -> room + (use.written() ? " writes " : " reads ") + use.table())
                .collect(toCollection(TreeSet::new));
    }

    /** Rooms by table, from the migrations; SchemaConventionsTest holds that every table has an owner that exists. */
    private static Map<String, String> owners() throws IOException {
        Map<String, String> owners = new HashMap<>();
        try (Stream<Path> migrations = Files.list(Path.of("src/main/resources/db/migration"))) {
            for (Path migration : migrations.toList()) {
                Matcher comment = OWNER.matcher(Files.readString(migration));
                while (comment.find()) {
                    owners.put(comment.group(1), room(comment.group(2)));
                }
            }
        }
        return owners;
    }

    private static String room(String packageName) {
        return Arrays.stream(packageName.split("\\.")).limit(2).collect(Collectors.joining("."));
    }
}
