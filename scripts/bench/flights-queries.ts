/** A query that is timed on each engine. */
export interface TimedQuery {
  readonly name: string
  readonly sql: string
  /** The same for SQLite, where it has other words; null where it can't. */
  readonly sqlite?: string | null
  /** Warm runs. */
  readonly runs: number
  /** At most this much of Dolt's time. */
  readonly target: number
}

/** Reads of the flights fixture: 336,776 flights, their airlines and planes. */
export const FLIGHTS_QUERIES: readonly TimedQuery[] = [
  { name: 'point by key', sql: 'select * from flights where id = 123456', runs: 2000, target: 0.7 },
  { name: '50 rows by secondary index', sql: "select id, carrier, dep_delay from flights where tailnum = 'N14228' limit 50", runs: 2000, target: 0.7 },
  { name: 'range of 100', sql: 'select id, dep_delay from flights where id between 5000 and 5099', runs: 2000, target: 0.7 },
  { name: 'count(*)', sql: 'select count(*) from flights', runs: 2000, target: 0.7 },
  { name: 'filter scan', sql: "select count(*) from flights where dep_delay > 60 and origin = 'JFK'", runs: 15, target: 0.1 },
  { name: 'AS OF scan', sql: "select count(*) from flights as of 'h1' where dep_delay > 60", sqlite: null, runs: 15, target: 0.1 },
  { name: 'top 10', sql: 'select id, dep_delay from flights order by dep_delay desc, id limit 10', runs: 15, target: 0.15 },
  { name: 'group by, four aggregates', sql: 'select carrier, count(*) n, avg(dep_delay), max(arr_delay), sum(distance) from flights group by carrier order by n desc', runs: 15, target: 0.2 },
  { name: 'join airlines, group', sql: 'select al.name, count(*) n, avg(f.dep_delay) d from flights f join airlines al on al.carrier = f.carrier group by al.name order by d desc', runs: 9, target: 0.25 },
  { name: 'join planes, group', sql: 'select p.manufacturer, count(*) n, avg(f.arr_delay) from flights f join planes p on p.tailnum = f.tailnum group by p.manufacturer order by n desc, 1 limit 10', runs: 9, target: 0.25 },
  { name: '50,000 whole rows', sql: 'select * from flights where id <= 50000', runs: 7, target: 0.7 },
]
