select
    id as supporter_id,
    name as full_name,
    lower(email) as email,
    language,
    address ->> 'city' as city,
    created_at as known_since
from {{ source('synced', 'users') }}
