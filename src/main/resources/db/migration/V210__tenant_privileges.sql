-- Row-level security guards what an organisation owns. What nobody owns (accounts, sessions, tokens, queues) has no rows
-- of an organisation to tell apart: there the role of a tenant gets what work inside an organisation needs, and no more.

-- From now on a new table is closed to it until a migration opens it.
do $$
begin
    execute format('alter default privileges in schema %I revoke all on tables from ${tenant_role}', current_schema());
end $$;

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
        -- In a subquery, or the setting would be read and converted again for every row.
        ' using (%I = (select nullif(current_setting(''app.org'', true), '''')::bigint))', target, organisation);
    execute format('drop policy if exists across_organisations on %s', target);
    execute format('create policy across_organisations on %s to ${across_role} using (true)', target);
    execute format('grant select, insert, update, delete on %s to ${tenant_role}, ${across_role}', target);
end $f$;

do $$
declare
    found regclass;
begin
    for found in
        select c.oid
        from pg_class c
        where c.relkind in ('r', 'p')
          and c.relnamespace = current_schema()::regnamespace
          and not c.relrowsecurity
    loop
        execute format('revoke all on %s from ${tenant_role}', found);
    end loop;

    for found in select distinct p.polrelid from pg_policy p where p.polname = 'one_organisation' loop
        perform protect_org_table(found);
    end loop;
end $$;

-- Who did something, by their address; whether they still may; nothing that opens a door.
grant select (id, email, active, is_consultant) on account to ${tenant_role};
grant select on role, role_permission, task, feature_flag to ${tenant_role};

-- What is only ever added to from inside an organisation, and read elsewhere: the queues by who works them off, across
-- organisations, and the audit log, which nobody changes. Adding answers the id.
revoke all on job, mail_delivery from ${tenant_role};
grant insert, select (id) on job, mail_delivery to ${tenant_role};
revoke update, delete on audit_entry from ${tenant_role};
