-- Lives of rows that single organisations have in place of the configured ones.
create table org_retention (
    org       bigint not null references org on delete cascade,
    rule      varchar(40) not null,
    kept_days integer not null check (kept_days > 0),
    primary key (org, rule)
);
select protect_org_table('org_retention');

-- Expired rows are found from the oldest on.
create index mail_delivery_created on mail_delivery (created_at);
create index mail_delivery_org on mail_delivery (org);
create index notification_sent on notification (sent_at);
create index airbyte_job_created on airbyte_job (created_at);
-- The lines of a run expire before the run; which runs still have some is a mark of theirs.
alter table run add column lines_deleted boolean not null default false;
create index run_with_lines on run (ended_at) where ended_at is not null and not lines_deleted;
create index run_without_lines on run (ended_at) where lines_deleted;
