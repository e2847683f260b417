package org.dalgo.data.transform.canvas.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.dalgo.platform.error.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlExpressionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n > 1 or a = ')'",
                "a = 'it''s (fine'",
                "replace(a, '''', '') = 'x'",
                "a ~ '\\d+\\.'",
                "a = 'C:\\dir\\\\'",
                "a = E'tab\\there'",
                "\"odd ) name\" = 1",
                "a = U&'d\\0061t'",
                "price::numeric > (1 + 2) * 3",
                "a like '%$5%'"
            })
    void oneExpressionIsTaken(String sql) {
        assertThat(SqlExpression.condition(sql, Dialect.POSTGRES)).isEqualTo(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1=1) union select (1",
                "a = E'x\\') or (1=1) --'",
                "a = E'x\\'' ) or ( 'y'",
                "a = 'x\\') or (b = 'y'",
                "a = $$x) or ($$",
                "a = $$'$$) or (a = $$'$$",
                "a = $tag$ ' $tag$ ) or ( $tag$ ' $tag$",
                "a = U&'x\\') or (1=1",
                "a ` ) or (1=1 ` b",
                "a = 'x' /* ) */ or 'y'",
                "a = 1 -- )",
                "a = 'open",
                "\"open",
                "a = (1",
                "1; drop table x"
            })
    void whatCouldLeaveItsParenthesesIsRefused(String sql) {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> SqlExpression.condition(sql, Dialect.POSTGRES))
                .withMessageContaining("sql_snippet");
    }

    @Test
    void theQuotesOfBigQueryAreItsOwn() {
        assertThat(SqlExpression.condition("`a ) b` = \"x ) y\"", Dialect.BIGQUERY))
                .isEqualTo("`a ) b` = \"x ) y\"");
        for (String sql :
                new String[] {"a = \"\"\"x\" ) or ( \"y\"\"\"", "a = '''x' ) or ( 'y'''", "a = r'\\') or (b = ''"}) {
            assertThatExceptionOfType(Failure.class).isThrownBy(() -> SqlExpression.condition(sql, Dialect.BIGQUERY));
        }
    }
}
