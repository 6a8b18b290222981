-- What the codes on printed records are signed with. Its only row is made here, under the migrations' lock, and goes
-- wherever the database goes: paper is older than any platform's secret. The numbers are from the system's generator.
create table paper_secret (
    id integer not null,
    secret bytea not null,
    constraint pk_paper_secret primary key (id),
    constraint ck_paper_secret_only check (id = 1),
    constraint ck_paper_secret_length check (octet_length(secret) = 32)
);

insert into paper_secret (id, secret)
select 1, sha256(string_agg(uuid_send(gen_random_uuid()), ''::bytea)) from generate_series(1, 4);
