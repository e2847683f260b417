-- Jobs are claimed by kind, and in turn by organisation: the index is skipped through from one to the next.
drop index job_due;
create index job_turn on job (kind, (coalesce(org, 0)), due, id) where gave_up_at is null;
-- What runs, for the share of each organisation.
create index job_lease on job (leased_until) where leased_until is not null;
-- A deleted organisation takes its jobs with it; what was given up is deleted by age.
create index job_org on job (org);
create index job_given_up on job (gave_up_at) where gave_up_at is not null;
