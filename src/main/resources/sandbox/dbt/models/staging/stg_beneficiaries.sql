select
    id as beneficiary_id,
    trim(code) as code,
    regexp_replace(trim(name), '\s+', ' ', 'g') as full_name,
    nullif(lower(trim(gender)), '') as gender,
    {{ as_number('age') }}::integer as age,
    {{ as_date('date_of_birth') }} as date_of_birth,
    nullif(trim(state), '') as state,
    nullif(trim(district), '') as district,
    nullif(trim(cast(phone as text)), '') as phone,
    {{ as_number('monthly_income') }} as monthly_income,
    trim(programme) as programme,
    {{ as_date('enrolled_on') }} as enrolled_on,
    coalesce(lower(cast(active as text)) = 'true', false) as is_active,
    nullif(trim(remarks), '') as remarks
from {{ source('synced', 'beneficiaries') }}
