package org.dalgo.data.warehouse.table.postgres;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.RowStream;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.dalgo.data.warehouse.WarehouseCredentials;
import org.dalgo.data.warehouse.destination.WarehouseType;
import org.dalgo.data.warehouse.table.ColumnKind;
import org.dalgo.data.warehouse.table.Csv;
import org.dalgo.data.warehouse.table.DateHistogram;
import org.dalgo.data.warehouse.table.DependentView;
import org.dalgo.data.warehouse.table.RowPage;
import org.dalgo.data.warehouse.table.TableColumn;
import org.dalgo.data.warehouse.table.TableName;
import org.dalgo.data.warehouse.table.TableView;
import org.dalgo.data.warehouse.table.WarehouseDriver;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.OrgId;

/** Reads PostgreSQL. Rows become JSON and text there: it knows its types best, those of extensions too. */
@ApplicationScoped
class PostgresDriver implements WarehouseDriver {

    private static final int FETCH_SIZE = 200;

    private static final Set<String> MAY_HOLD_JSON = Set.of("json", "jsonb", "text", "character varying");

    private static final String SHOWN =
            " n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'airbyte_internal')"
                    + " and has_schema_privilege(n.oid, 'usage')";

    private static final String RELATIONS = " from pg_class c join pg_namespace n on n.oid = c.relnamespace and" + SHOWN
            + " and c.relkind in ('r', 'p', 'v', 'm', 'f') and has_any_column_privilege(c.oid, 'select')";

    private static final String SCHEMAS = "select n.nspname::text from pg_namespace n where" + SHOWN + " order by 1";

    private static final String TABLES = "select n.nspname::text, c.relname::text" + RELATIONS + " order by 1, 2";

    private static final String CATALOGUE = "select n.nspname::text, c.relname::text,"
            + " array_agg(a.attname::text order by a.attnum),"
            + " array_agg(format_type(a.atttypid, null) order by a.attnum)" + RELATIONS
            + " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
            + " and has_column_privilege(c.oid, a.attnum, 'select') group by 1, 2 order by 1, 2";

    // As information_schema.columns has it, which leaves out materialised views. Names are compared as texts: the type
    // "name" refuses more than 63 bytes.
    private static final String COLUMNS =
            """
            select a.attname::text,
                   case when t.typcategory = 'A' then 'ARRAY'
                        when tn.nspname = 'pg_catalog' then format_type(t.oid, null)
                        else 'USER-DEFINED' end,
                   not a.attnotnull
            %s
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                and has_column_privilege(c.oid, a.attnum, 'select')
            join pg_type d on d.oid = a.atttypid
            join pg_type t on t.oid = case when d.typtype = 'd' then d.typbasetype else d.oid end
            join pg_namespace tn on tn.oid = t.typnamespace
            where n.nspname = $1::text and c.relname = $2::text
            order by a.attnum
            """
                    .formatted(RELATIONS);

    // Text is judged as text: a cast that PostgreSQL did too early would fail on a null object.
    private static final String JSON_KEYS =
            """
            select distinct k
            from (select case when jsonb_typeof(%1$s::jsonb) = 'object' then %1$s::jsonb end as o from %2$s) s,
                 lateral jsonb_object_keys(s.o) k
            order by 1
            """;

    // A view depends on a table by its rewrite rule.
    private static final String DEPENDENTS =
            """
            with recursive wanted as (
                select c.oid, lower(n.nspname || '.' || c.relname) as place
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where lower(n.nspname || '.' || c.relname) = any ($1::text[])),
            reader as (
                select oid, place from wanted
                union
                select r.ev_class, d.place
                from reader d
                join pg_depend p on p.refclassid = 'pg_class'::regclass and p.refobjid = d.oid
                    and p.classid = 'pg_rewrite'::regclass
                join pg_rewrite r on r.oid = p.objid)
            select d.place, n.nspname::text, c.relname::text
            from reader d join pg_class c on c.oid = d.oid join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('v', 'm') order by 1, 2, 3 limit 200
            """;

    private final PostgresPools connections;

    @Inject
    PostgresDriver(PostgresPools connections) {
        this.connections = connections;
    }

    @Override
    public WarehouseType type() {
        return WarehouseType.POSTGRES;
    }

    @Override
    public Uni<List<String>> schemas(OrgId org, WarehouseCredentials access) {
        return list(org, access, SCHEMAS, Tuple.tuple(), row -> row.getString(0));
    }

    @Override
    public Uni<List<TableName>> tables(OrgId org, WarehouseCredentials access) {
        return list(org, access, TABLES, Tuple.tuple(), row -> new TableName(row.getString(0), row.getString(1)));
    }

    @Override
    public Uni<List<TableView>> catalogue(OrgId org, WarehouseCredentials access) {
        return list(
                org,
                access,
                CATALOGUE,
                Tuple.tuple(),
                row -> new TableView(
                        row.getString(0),
                        row.getString(1),
                        List.of(row.getArrayOfStrings(2)),
                        List.of(row.getArrayOfStrings(3))));
    }

    @Override
    public Uni<List<DependentView>> dependents(OrgId org, WarehouseCredentials access, List<String> tables) {
        return list(
                org,
                access,
                DEPENDENTS,
                Tuple.of(tables.toArray(String[]::new)),
                row -> new DependentView(row.getString(0), row.getString(1), row.getString(2)));
    }

    @Override
    public Uni<List<TableColumn>> columns(OrgId org, WarehouseCredentials access, TableName table) {
        return list(
                org,
                access,
                COLUMNS,
                Tuple.of(table.schema(), table.name()),
                row -> new TableColumn(row.getString(0), row.getString(1), row.getBoolean(2)));
    }

    @Override
    public Uni<String> rows(
            OrgId org, WarehouseCredentials access, TableName table, List<TableColumn> columns, RowPage rowPage) {
        String order = rowPage.orderBy() == null
                ? ""
                : " order by " + quote(rowPage.orderBy()) + (rowPage.ascending() ? " asc" : " desc");
        // "r.*" is a table in any case; "r" would be a column where there is one of that name.
        String query = "select row_to_json(r.*)::text from (select "
                + columns.stream().map(tableColumn -> quote(tableColumn.name())).collect(Collectors.joining(", "))
                + " from " + quote(table) + order + " limit $1 offset $2) r";
        return connections
                .read(org, access, connection -> connection
                        .preparedQuery(query)
                        .execute(Tuple.of((long) rowPage.size(), rowPage.offset()))
                        .onFailure(failure -> rowPage.orderBy() != null && PostgresErrorTranslator.isUnordered(failure))
                        .transform(failure -> Failure.badRequest("the column's type cannot be ordered"))
                        .map(rows -> all(rows, row -> row.getString(0))))
                .map(rows -> rows.stream().collect(Collectors.joining(",", "[", "]")));
    }

    @Override
    public Uni<Long> count(OrgId org, WarehouseCredentials access, TableName table) {
        return list(org, access, "select count(*) from " + quote(table), Tuple.tuple(), row -> row.getLong(0))
                .map(found -> found.get(0));
    }

    @Override
    public Multi<String> csv(OrgId org, WarehouseCredentials access, TableName table, List<TableColumn> columns) {
        String header = Csv.lines(
                List.of(columns), names -> names.stream().map(TableColumn::name).toList());
        String query = columns.stream()
                        .map(tableColumn -> quote(tableColumn.name()) + "::text")
                        .collect(Collectors.joining(", ", "select ", " from "))
                + quote(table);
        return connections.stream(org, access, connection -> connection
                .prepare(query)
                .map(prepared -> prepared.createStream(FETCH_SIZE))
                .onItem()
                .transformToMulti(RowStream::toMulti)
                .group()
                .intoLists()
                .of(FETCH_SIZE)
                .map(PostgresDriver::lines)
                .onCompletion()
                .ifEmpty()
                .continueWith("")
                .plug(lines -> withHeader(header, lines)));
    }

    @Override
    public Uni<List<String>> values(
            OrgId org, WarehouseCredentials access, TableName table, TableColumn tableColumn, int most) {
        String text = quote(tableColumn.name()) + "::text";
        String query = "select distinct " + text + " from " + quote(table) + " where btrim(" + text
                + ") <> '' order by 1 limit $1";
        return list(org, access, query, Tuple.of((long) most), row -> row.getString(0));
    }

    @Override
    public Uni<List<String>> jsonKeys(
            OrgId org, WarehouseCredentials access, TableName table, TableColumn tableColumn) {
        if (!MAY_HOLD_JSON.contains(tableColumn.dataType())) {
            throw Failure.badRequest("the column holds no JSON");
        }
        String query = JSON_KEYS.formatted(quote(tableColumn.name()), quote(table));
        return list(org, access, query, Tuple.tuple(), row -> row.getString(0));
    }

    @Override
    public Uni<String> statistics(
            OrgId org,
            WarehouseCredentials access,
            TableName table,
            TableColumn tableColumn,
            Optional<DateHistogram> range) {
        ColumnKind kind = ColumnKind.of(tableColumn.dataType());
        if (range.isPresent() && kind != ColumnKind.DATETIME) {
            throw Failure.badRequest("the column holds no dates");
        }
        String name = quote(tableColumn.name());
        String query = range.map(wanted -> PostgresStatisticsQueries.charts(wanted, name, quote(table)))
                .orElseGet(() -> PostgresStatisticsQueries.statistics(kind, name, quote(table)));
        return list(org, access, query, Tuple.tuple(), row -> row.getString(0)).map(found -> found.get(0));
    }

    private <T> Uni<List<T>> list(
            OrgId org, WarehouseCredentials access, String query, Tuple values, Function<Row, T> read) {
        return connections.read(
                org,
                access,
                connection -> connection.preparedQuery(query).execute(values).map(rows -> all(rows, read)));
    }

    private static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
        return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
    }

    /** The header goes out with the first rows: until then a failure still has its own status. */
    private static Multi<String> withHeader(String header, Multi<String> lines) {
        boolean[] sent = new boolean[1];
        return lines.map(text -> {
            String whole = sent[0] ? text : header + text;
            sent[0] = true;
            return whole;
        });
    }

    private static String lines(List<Row> rows) {
        return Csv.lines(rows, PostgresDriver::texts);
    }

    private static List<String> texts(Row row) {
        List<String> texts = new ArrayList<>(row.size());
        for (int column = 0; column < row.size(); column++) {
            texts.add(row.getString(column));
        }
        return texts;
    }

    private static String quote(TableName table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
