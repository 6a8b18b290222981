-- How to reach people who are to be made on a platform: no longer than until it has answered.
create table ways_in (
    list_id bigint not null,
    staff_no text not null,
    mobile text not null default '',
    email text not null default '',
    constraint pk_ways_in primary key (list_id, staff_no),
    constraint fk_ways_in_list_id foreign key (list_id) references directory_lists (id)
);

-- The change of the directory that a request has asked for, once it is seen there, in words.
alter table requests
    add column shown text not null default '',
    add column shown_change_id bigint;
