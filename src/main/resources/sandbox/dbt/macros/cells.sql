-- People type into the cells of a register. What is no number or no date becomes null here, not a failed run.

{% macro as_number(column) %}case when trim(cast({{ column }} as text)) ~ '^-?[0-9]+([.][0-9]+)?$' then trim(cast({{ column }} as text))::numeric end{% endmacro %}

{% macro as_date(column) %}case when trim(cast({{ column }} as text)) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then trim(cast({{ column }} as text))::date end{% endmacro %}
