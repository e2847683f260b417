select
    date_trunc('month', gifts.given_at)::date as month,
    count(*) as gifts,
    count(distinct gifts.supporter_id) as supporters,
    sum(gifts.amount) as amount
from {{ ref('stg_gifts') }} as gifts
group by 1
