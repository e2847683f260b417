-- What the source held when managers were notified of its change: the same reading is no news.
alter table schema_change add column fingerprint varchar(64);
