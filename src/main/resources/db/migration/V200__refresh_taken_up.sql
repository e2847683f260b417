-- An answer to a refresh may get lost, with the process that wrote it or on the way. Then its client has only the token
-- that was just replaced, and must not be taken for a thief: that token is good until somebody shows that they have the
-- next one. Sessions of today are as strict as they were.
alter table session add column rotations_seen integer not null default 0;
update session set rotations_seen = rotations;
comment on column session.rotations_seen is 'the latest rotation whose access token was shown to us';
