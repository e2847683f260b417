package org.dalgo.data.warehouse.table.postgres;

import java.util.stream.Collectors;
import org.dalgo.data.warehouse.table.ColumnKind;
import org.dalgo.data.warehouse.table.DateHistogram;

/**
 * Statistics queries of one column, each answering one JSON object. One query reads the column once or twice; a column of a type that cannot be compared is compared as text.
 */
final class PostgresStatisticsQueries {

    // What is no number has no place in a mean.
    private static final String NUMERIC =
            """
            with v as (select case when %1$s::text in ('NaN', 'Infinity', '-Infinity') then null else %1$s end as c
                       from %2$s),
                 f as (select c, count(*) as n from v where c is not null group by c),
                 top as (select c from f where n > 1 and n = (select max(n) from f) order by c desc limit 6)
            select json_build_object(
                'count', count(*), 'countNull', count(*) - count(c), 'countDistinct', (select count(*) from f),
                'minVal', min(c), 'maxVal', max(c), 'mean', round(avg(c)::numeric, 2),
                'median', round((percentile_cont(0.5) within group (order by c))::numeric, 2),
                'mode', (select max(c) from top),
                'other_modes', (select coalesce(json_agg(c order by c desc), '[]')
                                from top where c < (select max(c) from top)))::text
            from v
            """;

    // Of texts: statistics of the length, and the most frequent ones.
    private static final String STRING =
            """
            with f as (select %1$s::text as s, count(*) as n from %2$s group by 1),
                 l as (select length(s) as c, sum(n) as n from f where s is not null group by 1),
                 top as (select c from l where n > 1 and n = (select max(n) from l) order by c desc limit 6),
                 b as (select s, n, row_number() over (order by n desc, s) as place from f where s is not null),
                 bars as (select s as category, n, place from b where place <= 5
                          union all select 'other', sum(n), 6 from b where place > 5 having count(*) > 0)
            select json_build_object(
                'count', (select coalesce(sum(n), 0) from f), 'countNull', (select coalesce(sum(n), 0) from f where s is null),
                'countDistinct', (select count(*) from b),
                'minVal', min(c), 'maxVal', max(c), 'mean', round(sum(c * n) / sum(n), 2),
                'median', (select round((percentile_cont(0.5) within group (order by length(%1$s::text)))::numeric, 2)
                           from %2$s),
                'mode', (select max(c) from top),
                'other_modes', (select coalesce(json_agg(c order by c desc), '[]')
                                from top where c < (select max(c) from top)),
                'charts', json_build_array(json_build_object('chartType', 'bar', 'data', (
                    select coalesce(json_agg(json_build_object('category', category, 'count', n) order by n desc, place), '[]')
                    from bars))))::text
            from l
            """;

    private static final String BOOLEAN =
            """
            select json_build_object(
                'count', count(*), 'countNull', count(*) - count(%1$s), 'countDistinct', count(distinct %1$s),
                'minVal', min(%1$s::int), 'maxVal', max(%1$s::int),
                'countTrue', count(*) filter (where %1$s), 'countFalse', count(*) filter (where not %1$s))::text
            from %2$s
            """;

    private static final String DATETIME =
            """
            select json_build_object(
                'count', count(*), 'countNull', count(*) - count(%1$s), 'countDistinct', count(distinct %1$s),
                'minVal', min(%1$s)::text, 'maxVal', max(%1$s)::text, 'charts', %3$s)::text
            from %2$s
            """;

    private static final String OTHER =
            """
            select json_build_object(
                'count', count(*), 'countNull', count(*) - count(%1$s), 'countDistinct', count(distinct %1$s::text),
                'minVal', null, 'maxVal', null)::text
            from %2$s
            """;

    // "bars.*" is the subquery in any case; "bars" would be a column of the table where there is one of that name.
    private static final String CHARTS =
            """
            json_build_array(json_build_object('chartType', 'bar', 'data', (
                select coalesce(json_agg(row_to_json(bars.*)), '[]')
                from (select %3$s, count(*) as frequency from %2$s where isfinite(%1$s)
                      group by %4$s order by %5$s limit %6$d offset %7$d) bars)))
            """;

    private PostgresStatisticsQueries() {}

    /** All statistics; column and table are quoted. */
    static String statistics(ColumnKind kind, String column, String table) {
        String query =
                switch (kind) {
                    case NUMERIC -> NUMERIC;
                    case STRING -> STRING;
                    case BOOLEAN -> BOOLEAN;
                    case DATETIME -> DATETIME;
                    case JSON, OTHER -> OTHER;
                };
        return query.formatted(
                column, table, kind == ColumnKind.DATETIME ? charts(column, table, DateHistogram.DEFAULT) : "");
    }

    /** Only the chart over time. */
    static String charts(DateHistogram range, String column, String table) {
        return "select json_build_object('charts', " + charts(column, table, range) + ")::text";
    }

    private static String charts(String column, String table, DateHistogram range) {
        return CHARTS.formatted(
                column,
                table,
                range.parts().stream()
                        .map(part -> "extract(" + part + " from " + column + ")::int as " + part)
                        .collect(Collectors.joining(", ")),
                String.join(", ", numbers(range, "")),
                String.join(", ", numbers(range, " desc")),
                range.limit(),
                range.offset());
    }

    /** Places of the parts in the selected list: their names may be those of columns, too. */
    private static Iterable<String> numbers(DateHistogram range, String order) {
        return java.util.stream.IntStream.rangeClosed(1, range.parts().size())
                .mapToObj(place -> place + order)
                .toList();
    }
}
