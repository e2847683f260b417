-- Networks from which an account signed in. Strangers' failed sign-ins do not lock these out. Only hashes are stored.
create table sign_in_network (
    account_id   bigint not null references account on delete cascade,
    network_hash bytea not null,
    last_used_at timestamptz not null default now(),
    primary key (account_id, network_hash)
);
create index sign_in_network_end on sign_in_network (last_used_at);
