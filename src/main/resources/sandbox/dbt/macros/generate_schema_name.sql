{#- A model that names a schema is written there and nowhere else; dbt itself would put the target's name before it. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ target.schema if custom_schema_name is none else custom_schema_name | trim }}
{%- endmacro %}
