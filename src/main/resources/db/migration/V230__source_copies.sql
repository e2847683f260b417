-- What lists show of sources and connections without asking Airbyte.

alter table source
    add column connector_name varchar(255),
    add column icon text,
    -- As Airbyte answered: every secret masked. Null in rows from before: Airbyte knows.
    add column masked_config jsonb;

alter table connection
    add column status varchar(20) not null default 'active',
    -- Schema of the warehouse that it loads into; empty for the one that the warehouse names.
    add column destination_schema varchar(255) not null default '',
    add column post_sync_transform jsonb;
create index connection_source on connection (source);
