-- Divides the gate's two large tables by lender into eight parts, on plain PostgreSQL 15 or later, with what is in them.
-- Run it once, on a migrated database, with no server running:  psql --single-transaction -v ON_ERROR_STOP=1 -f partitions.sql
-- Why by lender, and when it is worth it: docs/operating/postgresql.md.

lock table gate_attempt, gate_entry in access exclusive mode;

alter table gate_attempt rename to gate_attempt_whole;
create table gate_attempt (like gate_attempt_whole including defaults) partition by hash (lender);

alter table gate_entry rename to gate_entry_whole;
create table gate_entry (like gate_entry_whole including defaults) partition by hash (lender);
create sequence gate_entry_number owned by gate_entry.seq;
select setval('gate_entry_number', (select coalesce(max(seq), 0) + 1 from gate_entry_whole), false);
alter table gate_entry alter column seq set default nextval('gate_entry_number');

do $$
begin
  for part in 0..7 loop
    execute format('create table gate_attempt_%s partition of gate_attempt for values with (modulus 8, remainder %s)', part, part);
    execute format('create table gate_entry_%s partition of gate_entry for values with (modulus 8, remainder %s)', part, part);
  end loop;
end $$;

insert into gate_attempt select * from gate_attempt_whole;
insert into gate_entry select * from gate_entry_whole;
drop table gate_attempt_whole, gate_entry_whole;
create trigger gate_entry_says before insert on gate_entry for each statement execute function gate_entry_says();

-- The same indexes as before; what is unique is so within a lender, and an attempt's id is random.
alter table gate_attempt add primary key (lender, attempt_id);
create index gate_attempt_person on gate_attempt (person, lender, at);
create index gate_attempt_number on gate_attempt (number, lender, at);
create index gate_attempt_due on gate_attempt (due) where state = 0;
alter table gate_entry add primary key (lender, seq);
alter table gate_entry add constraint gate_entry_idem unique (idem, lender);
create index gate_entry_seq on gate_entry (seq);
create index gate_entry_attempt on gate_entry (attempt_id);
create index gate_entry_kind on gate_entry (kind, seq) where kind in ('register', 'law');
analyze gate_attempt, gate_entry;
