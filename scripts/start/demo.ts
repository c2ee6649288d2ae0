import { sql } from './sql.ts'

/** The demo's database: small, and with something to join. */
const STATEMENTS = [
  'create table if not exists ships (id int primary key, name varchar(50) not null, home varchar(50) not null, built int)',
  `replace into ships values (1, 'Vasa', 'Stockholm', 1628), (2, 'Victory', 'Portsmouth', 1765), (3, 'Cutty Sark', 'London', 1869),
    (4, 'Fram', 'Oslo', 1892), (5, 'Sea Cloud', 'Hamburg', 1931)`,
  'create table if not exists voyages (ship_id int, year int, destination varchar(50), primary key (ship_id, year))',
  "replace into voyages values (3, 1872, 'Shanghai'), (3, 1885, 'Sydney'), (4, 1893, 'North Pole'), (4, 1910, 'Antarctica')",
  "call dolt_commit('-Am', 'Ships and voyages')",
]

/**
 * Makes the demo's database at a master that has none, and lets every commit push to the edge's bucket from now on.
 * @param remote URL of the database's remote, behind the edge's route.
 */
export async function seedDemo(master: string, database: string, remote: string): Promise<void> {
  const { rows } = await sql(master, undefined, 'show databases')
  if (!rows.some(([name]) => name === database)) await sql(master, undefined, `create database ${database}`)
  // The edge's port may be another than last time.
  const { rows: remotes } = await sql(master, database, "select url from dolt_remotes where name = 'origin'")
  if (remotes[0]?.[0] !== remote) {
    if (remotes.length > 0) await sql(master, database, "call dolt_remote('remove', 'origin')")
    await sql(master, database, `call dolt_remote('add', 'origin', '${remote}')`)
  }
  await sql(master, database, "set persist dolt_replicate_to_remote = 'origin'")
  // A first start may have been stopped half-way.
  const { rows: [[commits]] } = await sql(master, database, 'select count(*) from dolt_log')
  if (Number(commits) < 2) for (const statement of STATEMENTS) await sql(master, database, statement)
  // The bucket may have missed earlier commits, or have been emptied.
  await sql(master, database, "call dolt_push('origin', 'main')")
}
