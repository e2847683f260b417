-- A name tells a person which source or connection is meant, so it means one, however it is capitalised.
create unique index source_name on source (org, lower(name));
create unique index connection_name on connection (org, lower(name));

-- Git access token, encrypted by platform.secret, and the Secret block in Prefect that carries it to the workers.
alter table dbt_project add column access_token bytea;
alter table dbt_project add column secret_block varchar(120);
