select
    programme,
    local_name,
    yearly_target,
    reached_last_year,
    round(100.0 * reached_last_year / yearly_target, 1) as percent_reached
from {{ ref('programmes') }}
