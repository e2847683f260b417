select
    id as supporter_id,
    name as full_name,
    lower(email) as email,
    language,
    address ->> 'city' as city,
    subscribed as wants_newsletter,
    created_at as known_since
from {{ source('synced', 'users') }}
