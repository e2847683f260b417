select
    programmes.programme,
    programmes.local_name,
    programmes.focus,
    count(people.beneficiary_id) as beneficiaries,
    count(*) filter (where people.is_active) as active,
    count(*) filter (where people.gender = 'female') as women_and_girls,
    round(avg(people.age), 1) as average_age,
    round(avg(people.monthly_income), 2) as average_monthly_income,
    count(*) filter (where people.beneficiary_id is not null and people.phone is null) as without_phone
from {{ ref('programmes') }} as programmes
left join {{ ref('stg_beneficiaries') }} as people on people.programme = programmes.programme
group by programmes.programme, programmes.local_name, programmes.focus
