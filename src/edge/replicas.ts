import { OxbowError } from '../error.ts'
import type { SqlRequest } from '../server/sql-request.ts'
import type { Env } from './env.ts'
import { type Origin, REGIONS, type Region, nearest, regionOf } from './location.ts'

/** The objects of one database: so many in each of some regions. */
export interface Fleet {
  readonly regions: ReadonlySet<Region>
  readonly perRegion: number
}

/** More replicas than this in one region are a slip of the keyboard. */
const MOST_PER_REGION = 256

/** As REGIONS and REPLICAS_PER_REGION say. @throws OxbowError `NOT_CONFIGURED`. */
export function fleetOf(env: Pick<Env, 'REGIONS' | 'REPLICAS_PER_REGION'>): Fleet {
  const named = env.REGIONS.split(',').map((part) => part.trim()).filter((part) => part !== '')
  const unknown = named.find((name) => !REGIONS.includes(name as Region))
  if (unknown !== undefined) throw new OxbowError('NOT_CONFIGURED', `the variable REGIONS names "${unknown}"; there are ${REGIONS.join(', ')}`)
  const perRegion = Number(env.REPLICAS_PER_REGION)
  if (!Number.isInteger(perRegion) || perRegion < 1 || perRegion > MOST_PER_REGION) {
    const given = JSON.stringify(env.REPLICAS_PER_REGION)
    throw new OxbowError('NOT_CONFIGURED', `the variable REPLICAS_PER_REGION must be a whole number from 1 to ${MOST_PER_REGION}, not ${given}`)
  }
  return { regions: new Set(named.length === 0 ? REGIONS : named as Region[]), perRegion }
}

/** What an object is called. Each has its own storage, and checks the manifest itself: any of them keeps every promise. */
export function replicaName(database: string, region: Region, shard: number): string {
  return `${database}/${region}/${shard}`
}

/** Which replica answers a request. */
export interface Choice {
  readonly name: string
  readonly region: Region
  readonly shard: number
}

/**
 * The replica for a request: in the region nearest to where it comes from; there the one that its session was with
 * before, so that its reads never go back in time, else one by what is asked, so that a repeated question finds the
 * answer in memory.
 */
export function chooseReplica({ regions, perRegion }: Fleet, database: string, request: SqlRequest, origin: Partial<Origin> | undefined): Choice {
  const region = nearest(regionOf(origin), regions)
  const shard = (request.session?.shard ?? hash(JSON.stringify([request.ref ?? '', request.sql, request.params]))) % perRegion
  return { name: replicaName(database, region, shard), region, shard }
}

/** All replicas of a database in the region nearest to where a request comes from. */
export function replicasNear({ regions, perRegion }: Fleet, database: string, origin: Partial<Origin> | undefined): Choice[] {
  const region = nearest(regionOf(origin), regions)
  return Array.from({ length: perRegion }, (_, shard) => ({ name: replicaName(database, region, shard), region, shard }))
}

/** FNV-1a over UTF-16 units, 32 bits; its high bits spread better than its low ones. */
function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return (h ^ (h >>> 15)) >>> 0
}
