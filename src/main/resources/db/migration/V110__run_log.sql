-- What reading a run's log needs beside the lines.

-- Runs started within a run, at any depth, and the task run of that run under which each of them works.
create table run_subflow (
    flow_run_id uuid primary key,
    run         bigint not null references run on delete cascade,
    org         bigint not null references org on delete cascade,
    step        uuid
);
create index run_subflow_run on run_subflow (run);

-- A log that is complete stays leased until stragglers have had their time.
create index run_log_leased on run (log_reader_until) where log_reader_until is not null;
