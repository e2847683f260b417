-- Fails on purpose: one programme did not reach its target. It shows what a failed test looks like in a run.
{{ config(tags=['broken']) }}

select programme, yearly_target, reached_last_year
from {{ ref('programme_plan') }}
where reached_last_year < yearly_target
