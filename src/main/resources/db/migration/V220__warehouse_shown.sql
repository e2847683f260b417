-- What pages show of a warehouse, so that none of them waits for Airbyte. Null in rows from before, about which Airbyte is
-- asked until they are changed.
alter table warehouse add column masked_config jsonb;
alter table warehouse add column destination_name varchar(255);
alter table warehouse add column icon text;
alter table warehouse add column docker_repository varchar(255);
alter table warehouse add column docker_image_tag varchar(255);

-- The schema in dbt's profile, which is written anew with the warehouse's credentials.
alter table warehouse add column profile_schema varchar(100);
update warehouse w set profile_schema = p.default_schema from dbt_project p where p.org = w.org;
