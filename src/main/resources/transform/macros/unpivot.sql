{#-
    Columns to rows: for each row of the relation one row for each of its columns, except those in exclude, which every
    row keeps, and those in remove, which are left out. Names are taken as they are written, capitals included.
-#}
{% macro unpivot(relation, cast_to='varchar', exclude=[], remove=[], field_name='field_name', value_name='value') -%}
    {%- set turned = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) -%}
        {%- if column.name not in exclude and column.name not in remove -%}{%- do turned.append(column) -%}{%- endif -%}
    {%- endfor -%}
    {%- for column in turned %}
    select
        {%- for kept in exclude %} {{ adapter.quote(kept) }},{% endfor %}
        cast('{{ column.name | replace("'", "''") }}' as {{ dbt.type_string() }}) as {{ adapter.quote(field_name) }},
        {%- set name = adapter.quote(column.name) -%}
        {#- A truth value has no cast to most types but text. -#}
        {%- set plain = 'cast(' ~ name ~ ' as ' ~ dbt.type_string() ~ ')' if 'bool' in column.data_type | lower else name %}
        cast({{ plain }} as {{ cast_to }}) as {{ adapter.quote(value_name) }}
    from {{ relation }}
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
{%- endmacro %}
