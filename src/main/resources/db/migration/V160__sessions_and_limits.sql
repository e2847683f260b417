-- Sessions that rotate their refresh token, one-time tokens that travel by mail, and limits that all replicas share.

-- A refresh token is followed by one that is derived from it with the session's own key. So the server, which keeps only
-- the hash of the newest, can still tell an older token of the same session from one that was made up.
alter table session
    add column chain_key bytea not null default (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
    add column rotations integer not null default 0,
    add column rotated_at timestamptz,
    add column last_used_at timestamptz not null default now(),
    add column address varchar(45),
    add column device varchar(300),
    add column ended_for varchar(20);
create index session_end on session (expires_at);

-- Null: the key signs or may sign again. Until then: tokens that it signed are accepted.
comment on column signing_key.retired_at is 'end of the time in which tokens of this key are accepted';

-- Links in mails. Of the token only a hash is kept; using it deletes the row.
create table one_time_token (
    token_hash bytea primary key,
    account    bigint not null references account on delete cascade,
    purpose    varchar(20) not null,
    email      varchar(254) not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    -- A newer token takes the place of the older one.
    unique (account, purpose)
);
create index one_time_token_end on one_time_token (expires_at);

-- How far ahead of the clock somebody has used up an allowance. The key is hashed: no addresses are collected here.
create table allowance_use (
    what       varchar(40) not null,
    who        bytea not null,
    paid_until timestamptz not null,
    primary key (what, who)
);
create index allowance_use_end on allowance_use (paid_until);

-- The web app explains a change of its roles once. Whoever starts here has no history to be told.
alter table membership add column has_seen_rbac_notice boolean not null default true;

-- What the platform lets a person do beyond their memberships.
alter table account
    add column can_create_orgs boolean not null default false,
    add column is_consultant boolean not null default false,
    add column is_platform_admin boolean not null default false;
