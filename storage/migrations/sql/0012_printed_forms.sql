-- The list of forms that was last printed for a person, so that 办事 3 means what they see.
create table printed_forms (
    person_id bigint not null,
    forms text[] not null,
    printed_at timestamptz not null,
    constraint pk_printed_forms primary key (person_id),
    constraint fk_printed_forms_person_id foreign key (person_id) references people (id)
);
