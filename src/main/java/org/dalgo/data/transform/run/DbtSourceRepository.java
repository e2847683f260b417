package org.dalgo.data.transform.run;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;

/** The sources that dbt knows. */
@ApplicationScoped
class DbtSourceRepository {

    // A model of the same name is what dbt means by it.
    private static final String SOURCES =
            """
            select s.name, s.source_name from dbt_model s
            where s.org_id = $1 and s.type = 'source' and s.name = any($2) and s.source_name is not null
              and not exists (select from dbt_model m where m.org_id = s.org_id and m.type = 'model'
                  and m.name = s.name)
            order by s.source_name
            """;

    private final Sql sql;

    @Inject
    DbtSourceRepository(Sql sql) {
        this.sql = sql;
    }

    /** Names of the sources that have a table of one of these names, by the name of the table. Joins the current transaction. */
    Uni<Map<String, TreeSet<String>>> sourcesByTable(OrgId org, Collection<String> tables) {
        return sql.rows(SOURCES, org.value(), tables.toArray(String[]::new)).map(rows -> rows.stream()
                .collect(Collectors.groupingBy(
                        row -> row.text("name"),
                        TreeMap::new,
                        Collectors.mapping(row -> row.text("source_name"), Collectors.toCollection(TreeSet::new)))));
    }
}
