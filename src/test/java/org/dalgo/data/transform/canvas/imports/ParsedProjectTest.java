package org.dalgo.data.transform.canvas.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dalgo.data.transform.canvas.imports.ParsedProject.Model;
import org.dalgo.data.transform.canvas.imports.ParsedProject.Source;
import org.junit.jupiter.api.Test;

class ParsedProjectTest {

    private final Map<String, String> files = new TreeMap<>();

    @Test
    void whatAModelSelectsFromIsFoundHoweverItIsWritten() {
        files.put(
                "models/a/x.sql",
                """
                {{ config(materialized='table', schema="own") }} {# ref('commented') #}
                select * from {{ref('one')}} join {{ ref( "pkg" , "two" ) }}
                join {{ source('raw', "t") }} join {{ ref(name) }} join {{ ref('a{{b}}') }} href('no')
                """);
        files.put("models/notes.md", "{{ ref('one') }}");
        files.put("analyses/y.sql", "select 1");

        assertThat(read().models().values())
                .containsExactly(new Model(
                        "x", "def_own", "models/a/x.sql", List.of("one", "two"), List.of("raw.t"), List.of()));
    }

    @Test
    void aModelHasTheColumnsThatItsPropertiesDeclare() {
        files.put(
                "models/a.yml",
                "models:\n  - name: x\n    columns: [{name: id}, {name: id}, {name: पता}, {name: \"{{ v }}\"}, {test: y}]\n"
                        + "  - {name: y}\n  - {columns: [{name: lost}]}\n");
        files.put("models/x.sql", "select 1");
        files.put("models/y.sql", "select 1");

        assertThat(read().models().get("x").columns()).containsExactly("id", "पता");
        assertThat(read().models().get("y").columns()).isEmpty();
    }

    @Test
    void theSchemaOfAModelFollowsTheProject() {
        files.put(
                "dbt_project.yml",
                "name: p\nmodels:\n  p:\n    +schema: base\n    marts:\n      schema: m\n      jinja:\n"
                        + "        +schema: \"{{ var('x') }}\"\n");
        files.put("models/root.sql", "select 1");
        files.put("models/marts/deep/m.sql", "select 1");
        files.put("models/marts/jinja/j.sql", "select 1");

        assertThat(schema("root")).isEqualTo("def_base");
        assertThat(schema("m")).isEqualTo("def_m");
        assertThat(schema("j")).isEqualTo("def_m");
        files.put("macros/schema.sql", "{% macro generate_schema_name(custom, node) %}{% endmacro %}");
        assertThat(schema("m")).isEqualTo("m");
        files.put("dbt_project.yml", "not: [yaml");
        assertThat(schema("m")).isEqualTo("def");
    }

    @Test
    void sourcesAreReadAsDbtAllowsThem() {
        files.put(
                "models/a.yml",
                """
                version: 2
                sources:
                  - name: raw
                    tables: [{name: t}, {name: u, identifier: U 1}, {description: nameless}]
                  - name: empty
                  - name: other
                    schema: "{{ env_var('X') }}"
                    tables:
                      - name: v
                """);
        files.put("models/broken.yml", "sources: [");
        files.put("models/list.yaml", "- a\n- b\n");
        files.put("models/nothing.yml", "");
        files.put("seeds/b.yml", "sources: [{name: s, tables: [{name: t}]}]");

        assertThat(read().sources().values())
                .containsExactly(
                        new Source("raw", "t", "raw", "t", "models/a.yml"),
                        new Source("raw", "u", "raw", "U 1", "models/a.yml"),
                        new Source("other", "v", "other", "v", "models/a.yml"));
    }

    private String schema(String model) {
        return read().models().get(model).schema();
    }

    private ParsedProject read() {
        return ParsedProject.of(files, "def");
    }
}
