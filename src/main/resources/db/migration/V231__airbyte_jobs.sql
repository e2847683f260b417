-- Airbyte's jobs that have ended, and changes of schemas that wait for somebody's word: what lists show of both.

create table airbyte_job (
    -- Airbyte counts over all of its organisations.
    job_id            bigint primary key,
    org               bigint not null references org on delete cascade,
    connection        bigint not null references connection on delete cascade,
    type              varchar(40) not null,
    status            varchar(20) not null,
    created_at        timestamptz not null,
    started_at        timestamptz,
    ended_at          timestamptz,
    records_emitted   bigint not null,
    bytes_emitted     bigint not null,
    records_committed bigint not null,
    bytes_committed   bigint not null,
    -- From 0; null when there was none.
    last_attempt      integer,
    reset_config      jsonb,
    stream_stats      jsonb
);
create index airbyte_job_history on airbyte_job (connection, job_id desc);
create index airbyte_job_org on airbyte_job (org);
select protect_org_table('airbyte_job');

create table schema_change (
    connection  bigint primary key references connection on delete cascade,
    org         bigint not null references org on delete cascade,
    change_type varchar(20) not null check (change_type in ('breaking', 'non_breaking')),
    created_at  timestamptz not null default now()
);
create index schema_change_org on schema_change (org);
select protect_org_table('schema_change');
