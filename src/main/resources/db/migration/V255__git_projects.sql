-- Projects in a git repository: their files are rows too. "published" of a row is what the repository held when it was
-- read or written last, "content" what people made of it since.
alter table dbt_project
    -- The commit that was read or written last; null while the repository was never read.
    add column git_head varchar(64),
    -- What the reading made of the canvas, in figures; null before the first.
    add column import_report jsonb,
    -- Why the last reading failed, for people; null when it did not.
    add column import_problem text,
    -- When a reading was asked for that has not ended yet.
    add column import_asked_at timestamptz;
