/** Where a Durable Object is to live: Cloudflare's location hints. */
export type Region = Exclude<DurableObjectLocationHint, 'apac-ne' | 'apac-se'>

/** What is known of where a request comes from (`request.cf`). */
export type Origin = Pick<IncomingRequestCfProperties, 'continent' | 'country' | 'longitude'>

/**
 * All hints, and from each the others in the order of their distance. Objects asked for in sam, afr and me may be made
 * nearby instead, where Cloudflare keeps none there.
 * Source: Cloudflare's manual, Durable Objects, Reference, Data location.
 */
const NEAREST: Readonly<Record<Region, readonly Region[]>> = {
  wnam: ['wnam', 'enam', 'apac', 'oc', 'sam', 'weur', 'eeur', 'me', 'afr'],
  enam: ['enam', 'wnam', 'weur', 'sam', 'eeur', 'afr', 'me', 'apac', 'oc'],
  sam: ['sam', 'enam', 'wnam', 'weur', 'afr', 'eeur', 'me', 'apac', 'oc'],
  weur: ['weur', 'eeur', 'enam', 'me', 'afr', 'wnam', 'sam', 'apac', 'oc'],
  eeur: ['eeur', 'weur', 'me', 'enam', 'afr', 'apac', 'wnam', 'sam', 'oc'],
  apac: ['apac', 'oc', 'me', 'wnam', 'eeur', 'weur', 'enam', 'afr', 'sam'],
  oc: ['oc', 'apac', 'wnam', 'enam', 'me', 'sam', 'weur', 'eeur', 'afr'],
  afr: ['afr', 'weur', 'me', 'eeur', 'enam', 'sam', 'apac', 'wnam', 'oc'],
  me: ['me', 'eeur', 'weur', 'apac', 'afr', 'enam', 'wnam', 'oc', 'sam'],
}

export const REGIONS = Object.keys(NEAREST) as readonly Region[]

/** Countries (ISO 3166) that are nearer to eastern Europe than to what their continent says. */
const EASTERN_EUROPE = new Set(
  'AL AM AZ BA BG BY CY CZ EE FI GE GR HR HU LT LV MD ME MK PL RO RS RU SI SK TR UA XK'.split(' '),
)
const MIDDLE_EAST = new Set('AE BH EG IL IQ IR JO KW LB OM PS QA SA SY YE'.split(' '))

/** West of it, in degrees, North America is `wnam`: the line runs through Texas and Manitoba. */
const WEST_LONGITUDE = -100

const BY_CONTINENT: Readonly<Record<ContinentCode, Region>> = { AF: 'afr', AN: 'oc', AS: 'apac', EU: 'weur', NA: 'enam', OC: 'oc', SA: 'sam' }

/** Who doesn't say where they are is taken for somebody here. */
const UNKNOWN: Region = 'weur'

/** The region that a request comes from. */
export function regionOf(origin: Partial<Origin> | undefined): Region {
  const { continent, country = '', longitude } = origin ?? {}
  if (EASTERN_EUROPE.has(country)) return 'eeur'
  if (MIDDLE_EAST.has(country)) return 'me'
  if (continent === 'NA' && longitude !== undefined && Number(longitude) < WEST_LONGITUDE) return 'wnam'
  return continent === undefined ? UNKNOWN : BY_CONTINENT[continent] ?? UNKNOWN
}

/** The one of some regions that is nearest to a region. @param served at least one */
export function nearest(region: Region, served: ReadonlySet<Region>): Region {
  return NEAREST[region].find((candidate) => served.has(candidate))!
}
