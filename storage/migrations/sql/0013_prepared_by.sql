-- Who has filled in a draft that its applicant then submits.
alter table requests
    add column prepared_by_id bigint,
    add constraint fk_requests_prepared_by_id foreign key (prepared_by_id) references people (id);
