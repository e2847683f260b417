-- People tell pipelines apart by their names. Of pipelines that bear one name, the later ones get a number.
do $$
declare
    later record;
    n     integer;
begin
    for later in
        select id, org, name
        from (select id, org, name, row_number() over (partition by org, lower(name) order by id) as place
              from deployment where type = 'orchestrate') d
        where place > 1 order by id
    loop
        n := 2;
        while exists (select 1 from deployment d where d.org = later.org and d.type = 'orchestrate'
                      and lower(d.name) = lower(left(later.name, 90) || ' (' || n || ')')) loop
            n := n + 1;
        end loop;
        update deployment set name = left(later.name, 90) || ' (' || n || ')' where id = later.id;
    end loop;
end $$;

create unique index deployment_pipeline_name on deployment (org, lower(name)) where type = 'orchestrate';
