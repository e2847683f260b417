-- A run that a person follows as a piece of work: what its progress is asked for by. Null for every other run.
alter table run
    add column progress_key varchar(120),
    add column progress_id uuid,
    add check ((progress_key is null) = (progress_id is null));
create unique index run_progress on run (progress_id) where progress_id is not null;
