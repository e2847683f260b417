select
    date_trunc('month', enrolled_on)::date as month,
    state,
    count(*) as enrolled
from {{ ref('stg_beneficiaries') }}
where enrolled_on is not null
group by 1, 2
