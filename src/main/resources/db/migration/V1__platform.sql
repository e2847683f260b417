-- Platform: the two roles that keep organisations apart, background jobs, events, limits and the audit log.
--
-- The four baselines follow the floors of the application, lowest first; a table refers only to tables of its own floor and of
-- lower ones. Conventions, held by SchemaConventionsTest:
--   * The comment of a table names the room that owns it ("owner: flow.lock"). Only that room uses the table.
--   * A foreign key ends in _id and has an index. An id of another system carries its name: prefect_flow_run_id.
--   * A state has a check.
--   * A table with org_id belongs to organisations: protect_org_table puts it behind row-level security.

-- ---------------------------------------------------------------------------------------------------------------------
-- platform.tenancy: row-level security
-- ---------------------------------------------------------------------------------------------------------------------

-- An organisation cannot see the rows of another one, even when a query is wrong. The connections of the pool take the role
-- ${tenant_role}: it sees the organisation of the current unit of work, and no row without one. Work across organisations
-- takes ${across_role} for the length of a transaction. The owner of the schema is a member of both roles: it sees all rows
-- because a policy says so, not because it is exempt.

-- Roles belong to the server and not to the database: they may exist already.
do $$
declare
    wanted text;
begin
    foreach wanted in array array['${tenant_role}', '${across_role}'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            begin
                execute format('create role %I nologin nosuperuser nobypassrls', wanted);
            exception
                when duplicate_object or unique_violation then
                    null; -- the first start of another database on this server was faster
            end;
        end if;
        begin
            -- Also for the creator of the role: since PostgreSQL 16 creating a role does not allow to take it.
            execute format('grant %I to %I', wanted, current_user);
        exception
            when insufficient_privilege then
                null; -- granted beforehand by an administrator, or the next statement refuses
        end;
        execute format('set local role %I', wanted);
        set local role none;
    end loop;
    if not pg_has_role(current_user, '${across_role}', 'usage') then
        raise exception 'the owner of the database must inherit the role ${across_role}';
    end if;
exception
    when insufficient_privilege then
        raise exception 'row-level security needs the roles ${tenant_role} and ${across_role}: %', sqlerrm
            using errcode = 'insufficient_privilege',
                hint = format('Give the owner the right to make them (alter role %I createrole), or have an administrator'
                    ' run: create role ${tenant_role} nologin; create role ${across_role} nologin;'
                    ' grant ${tenant_role}, ${across_role} to %I', current_user, current_user);
end $$;

-- A new table is closed to the tenant until a migration opens it; work across organisations may use it at once.
do $$
begin
    execute format('grant usage on schema %I to ${tenant_role}, ${across_role}', current_schema());
    execute format('alter default privileges in schema %I grant select, insert, update, delete on tables to ${across_role}',
        current_schema());
    execute format('alter default privileges in schema %I grant usage, select on sequences'
        ' to ${tenant_role}, ${across_role}', current_schema());
end $$;

revoke all on ${flyway:table} from ${tenant_role}, ${across_role};

-- Puts a table behind row-level security and opens it to both roles: called once for each table with org_id.
create function protect_org_table(target regclass) returns void
language plpgsql as $f$
declare
    organisation text := case when target::text = 'org' then 'id' else 'org_id' end;
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    -- A policy for each role: one with "or" would keep the planner from using indexes.
    execute format(
        'create policy one_organisation on %s to ${tenant_role}'
        -- In a subquery: PostgreSQL reads and converts the setting once for a statement, not once for a row.
        ' using (%I = (select nullif(current_setting(''app.org'', true), '''')::bigint))', target, organisation);
    execute format('create policy across_organisations on %s to ${across_role} using (true)', target);
    execute format('grant select, insert, update, delete on %s to ${tenant_role}, ${across_role}', target);
end $f$;

-- ---------------------------------------------------------------------------------------------------------------------
-- platform.job: background work
-- ---------------------------------------------------------------------------------------------------------------------

-- A job outlives the process that runs it: the process renews a lease; after its end another one takes the job.
create table job (
    id           bigint generated by default as identity primary key,
    kind         varchar(60) not null,
    org_id       bigint,
    payload      jsonb not null,
    attempt      integer not null default 0,
    due          timestamptz not null default now(),
    leased_until timestamptz,
    gave_up_at   timestamptz,
    last_error   text,
    created_at   timestamptz not null default now()
);
comment on table job is 'owner: platform.job';
-- Jobs are claimed by kind, and in turn by organisation: the index is skipped through from one to the next.
create index job_turn on job (kind, (coalesce(org_id, 0)), due, id) where gave_up_at is null;
-- Running jobs, for the share of each organisation.
create index job_lease on job (leased_until) where leased_until is not null;
create index job_given_up on job (gave_up_at) where gave_up_at is not null;
create index job_org on job (org_id);
select protect_org_table('job');
-- Work inside an organisation adds jobs, and reads back their ids; the runner works them off across organisations.
revoke all on job from ${tenant_role};
grant insert, select (id) on job to ${tenant_role};

-- Progress messages of a piece of work, as the web app polls them.
create table job_progress (
    org_id  bigint not null,
    hashkey varchar(120) not null,
    task_id varchar(80) not null,
    seq     integer not null,
    message text not null,
    status  varchar(12) not null check (status in ('queued', 'running', 'fetching', 'completed', 'failed')),
    result  jsonb,
    at      timestamptz not null default now(),
    primary key (org_id, hashkey, task_id, seq)
);
comment on table job_progress is 'owner: platform.job';
create index job_progress_at on job_progress (at);
select protect_org_table('job_progress');

-- When each periodic piece of work is due next, for all replicas together.
create table cluster_schedule (
    name    varchar(60) primary key,
    next_at timestamptz not null default now()
);
comment on table cluster_schedule is 'owner: platform.job';

-- ---------------------------------------------------------------------------------------------------------------------
-- platform.retention: how long rows are kept
-- ---------------------------------------------------------------------------------------------------------------------

-- Lives of rows that single organisations have in place of the configured ones.
create table org_retention (
    org_id    bigint not null,
    rule      varchar(40) not null,
    kept_days integer not null check (kept_days > 0),
    primary key (org_id, rule)
);
comment on table org_retention is 'owner: platform.retention';
select protect_org_table('org_retention');

-- ---------------------------------------------------------------------------------------------------------------------
-- platform.orgevent: the event stream of an organisation
-- ---------------------------------------------------------------------------------------------------------------------

-- Position of the newest event. The lock on its row puts events in the order of commits.
create table org_event_counter (
    org_id   bigint primary key,
    position bigint not null default 0
);
comment on table org_event_counter is 'owner: platform.orgevent';
select protect_org_table('org_event_counter');

-- Events in the order of commits; kept for a while so that a client can resume its stream.
create table org_event (
    org_id   bigint not null,
    position bigint not null,
    topic    varchar(20) not null,
    data     text not null,
    at       timestamptz not null default now(),
    primary key (org_id, position)
);
comment on table org_event is 'owner: platform.orgevent';
create index org_event_at on org_event (at);
select protect_org_table('org_event');

-- ---------------------------------------------------------------------------------------------------------------------
-- platform.ratelimit: limits that all replicas share
-- ---------------------------------------------------------------------------------------------------------------------

-- How far ahead of the clock a caller has used up a limit (generic cell rate algorithm). The key is hashed: the table holds
-- no addresses.
create table rate_limit_usage (
    limit_name varchar(40) not null,
    key_hash   bytea not null,
    used_until timestamptz not null,
    primary key (limit_name, key_hash)
);
comment on table rate_limit_usage is 'owner: platform.ratelimit';
create index rate_limit_usage_end on rate_limit_usage (used_until);

-- ---------------------------------------------------------------------------------------------------------------------
-- platform.audit: the audit log
-- ---------------------------------------------------------------------------------------------------------------------

-- Written in the transaction of the change. No foreign key to an account or organisation: the entry outlives both.
create table audit_entry (
    id            bigint generated by default as identity primary key,
    at            timestamptz not null default now(),
    org_id        bigint,
    account_id    bigint,
    actor         varchar(254) not null,
    action        varchar(40) not null,
    resource_type varchar(50) not null,
    resource_id   varchar(255),
    details       jsonb not null default '{}',
    address       varchar(64),
    agent         varchar(300)
);
comment on table audit_entry is 'owner: platform.audit';
create index audit_entry_org on audit_entry (org_id, id desc);
create index audit_entry_at on audit_entry (at);
select protect_org_table('audit_entry');
-- Work inside an organisation adds entries and reads them.
revoke update, delete on audit_entry from ${tenant_role};

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and old.at < now() - interval '30 days' then
        return old;
    end if;
    raise exception 'the audit log is append-only';
end $$;
create trigger audit_entry_append_only before update or delete on audit_entry
    for each row execute function refuse_audit_change();
