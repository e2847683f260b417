-- Tables that a connection loads into, as ["schema.table", …] in the warehouse's names; null where that is not known.
alter table connection add column destination_tables jsonb;
