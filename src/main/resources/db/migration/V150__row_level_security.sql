-- One organisation cannot see another's rows, even when a query is written wrongly. The pool's connections take the role
-- ${tenant_role}, which sees the organisation of the unit of work in hand and nothing without one; work across
-- organisations takes ${across_role} for the length of a transaction. The owner, who runs these migrations, is a member
-- of both: it sees all rows, too, but because a policy says so and not because it is exempt.

-- Roles belong to the server, not to the database: they may be there already.
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
            -- Also for who made the role: since PostgreSQL 16 that alone does not allow to take it.
            execute format('grant %I to %I', wanted, current_user);
        exception
            when insufficient_privilege then
                null; -- granted beforehand by somebody who may, or the next statement refuses
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

-- Puts a table under protection; every migration that makes one with an organisation calls it.
create or replace function protect_org_table(target regclass) returns void
language plpgsql as $f$
declare
    organisation text := case when target = 'org'::regclass then 'id' else 'org' end;
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    -- A policy for each role: one with "or" would keep the planner from using indexes.
    execute format('drop policy if exists one_organisation on %s', target);
    execute format(
        'create policy one_organisation on %s to ${tenant_role}'
        ' using (%I = nullif(current_setting(''app.org'', true), '''')::bigint)', target, organisation);
    execute format('drop policy if exists across_organisations on %s', target);
    execute format('create policy across_organisations on %s to ${across_role} using (true)', target);
end $f$;

-- The tasks of a deployment belong to the organisation of the deployment; nobody has to say it.
alter table deployment_task add column org bigint references org on delete cascade;
update deployment_task t set org = d.org from deployment d where d.id = t.deployment;
alter table deployment_task alter column org set not null;
create function deployment_task_org() returns trigger
language plpgsql as $f$
begin
    new.org := (select d.org from deployment d where d.id = new.deployment);
    return new;
end $f$;
create trigger deployment_task_org before insert or update on deployment_task
    for each row execute function deployment_task_org();

do $$
declare
    found regclass;
begin
    for found in
        select c.oid
        from pg_class c
        where c.relkind in ('r', 'p')
          and c.relnamespace = current_schema()::regnamespace
          and (c.relname = 'org' or exists (
              select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org' and not a.attisdropped))
    loop
        perform protect_org_table(found);
    end loop;
    execute format('grant usage on schema %I to ${tenant_role}, ${across_role}', current_schema());
    execute format('grant select, insert, update, delete on all tables in schema %I to ${tenant_role}, ${across_role}',
        current_schema());
    execute format('grant usage, select on all sequences in schema %I to ${tenant_role}, ${across_role}',
        current_schema());
    execute format('alter default privileges in schema %I grant select, insert, update, delete on tables'
        ' to ${tenant_role}, ${across_role}', current_schema());
    execute format('alter default privileges in schema %I grant usage, select on sequences'
        ' to ${tenant_role}, ${across_role}', current_schema());
end $$;

-- What no organisation owns and none may change, or even read.
revoke all on ${flyway:table} from ${tenant_role}, ${across_role};
revoke insert, update, delete on role, role_permission, task from ${tenant_role};
revoke all on signing_key from ${tenant_role};
