import type { Expression } from './ast.ts'
import { formatExpression } from './format.ts'

/** Functions that Dolt writes in upper case. */
const UPPER: ReadonlySet<string> = new Set([
  'bin_to_uuid', 'current_time', 'date', 'datediff', 'dayofweek', 'dayofyear', 'distance', 'from_unixtime', 'instr', 'left', 'microsecond', 'monthname', 'right',
  'st_geomfromgeojson', 'st_latitude', 'st_longitude', 'st_srid', 'st_x', 'st_y', 'string_to_vector', 'substring', 'substring_index', 'time',
  'time_to_sec', 'utc_timestamp', 'uuid_to_bin', 'vec_distance_cosine', 'vec_distance_euclidean', 'vec_distance_l2_squared', 'vector_to_string',
  'week', 'weekofyear',
])

/** Functions whose arguments Dolt parts by a comma and a blank; those of all others by a comma. */
const SPACED: ReadonlySet<string> = new Set([
  'atan', 'bin_to_uuid', 'char', 'date_format', 'datediff', 'distance', 'export_set', 'from_unixtime', 'gtid_subtract', 'ifnull', 'insert', 'instr',
  'json_extract', 'json_keys', 'json_overlaps', 'json_search', 'json_value', 'least', 'left', 'lpad', 'make_set', 'power', 'repeat', 'replace', 'right',
  'rpad', 'substring', 'substring_index', 'uuid_to_bin', 'vec_distance_cosine', 'vec_distance_euclidean', 'vec_distance_l2_squared', 'week',
])

/**
 * Other names of functions, and the one that Dolt keeps. Where Dolt keeps the name of a function that does something
 * else (ST_ASTEXT as st_aswkb, ST_GEOMCOLLFROMTEXT as st_mpolyfromtext), the name stays as it is.
 */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['atan2', 'atan'], ['ceiling', 'ceil'], ['character_length', 'char_length'], ['dayofmonth', 'day'], ['json_merge', 'json_merge_preserve'],
  ['lcase', 'lower'], ['octet_length', 'length'], ['pow', 'power'], ['sha', 'sha1'], ['st_asbinary', 'st_aswkb'],
  ['st_geometryfromtext', 'st_geomfromtext'], ['st_geometryfromwkb', 'st_geomfromwkb'], ['st_linestringfromtext', 'st_linefromtext'],
  ['st_linestringfromwkb', 'st_linefromwkb'], ['st_multilinestringfromwkb', 'st_mlinefromwkb'], ['st_multipointfromtext', 'st_mpointfromtext'],
  ['st_multipointfromwkb', 'st_mpointfromwkb'], ['st_polygonfromtext', 'st_polyfromtext'], ['st_polygonfromwkb', 'st_polyfromwkb'],
  ['schema', 'database'], ['curtime', 'current_time'], ['to_vector', 'string_to_vector'], ['vec_fromtext', 'string_to_vector'], ['from_vector', 'vector_to_string'], ['vec_totext', 'vector_to_string'],
  ['vec_distance', 'vec_distance_l2_squared'], ['ucase', 'upper'],
])

/** What stands for arguments that were left out, from the last of them on. */
const DEFAULTS: ReadonlyMap<string, readonly (string | undefined)[]> = new Map([
  ['atan', [undefined, '1']], ['current_time', ['0']], ['json_keys', [undefined, "'$'"]], ['json_search', [undefined, undefined, undefined, 'NULL', 'NULL']],
  ['json_value', [undefined, "'$'"]], ['regexp_instr', [undefined, undefined, '1', '1', '0']], ['regexp_replace', [undefined, undefined, undefined, '1', '0']],
  ['regexp_substr', [undefined, undefined, '1', '1']], ['round', [undefined, '0']], ['utc_timestamp', ['0']], ['week', [undefined, '0']],
])

/** A call as Dolt keeps it in schemas: each function has a spelling of its own. Source: what Dolt answered for CHECK constraints with each of them. */
export function formatCall(called: string, args: readonly Expression[]): string {
  const name = SYNONYMS.get(called) ?? called
  const texts = args.map((a) => formatExpression(a))
  switch (name) {
    case 'now': return `NOW(${texts.join()})`
    case 'current_timestamp':
    case 'localtime':
    case 'localtimestamp':
      return `NOW(${texts[0] ?? '0'})`
    case 'mod': return `(${texts.join(' % ')})`
    case 'not': return `(NOT(${texts.join()}))`
    case 'log': return `log(${texts.length === 1 ? `2.718281828459045,${texts[0]}` : texts.join()})`
    case 'adddate': return `date_add(${withInterval(texts[0], args[1])})`
    case 'subdate': return `date_sub(${withInterval(texts[0], args[1])})`
    case 'timestampadd': return `date_add(${texts[2]},INTERVAL ${texts[1]} ${unitOf(args[0])})`
    case 'timestampdiff':
    case 'extract': return `${name}(${[unitOf(args[0]), ...texts.slice(1)].join(name === 'extract' ? ' FROM ' : ',')})`
    case 'trim': return `trim(${unitOf(args[2])?.toLowerCase() ?? 'both'} ${texts[1] ?? "' '"} from ${texts[0]})`
  }
  const defaults = DEFAULTS.get(name)
  if (defaults !== undefined) for (let i = texts.length; i < defaults.length; i++) texts.push(defaults[i] ?? 'NULL')
  return `${UPPER.has(name) ? name.toUpperCase() : name}(${texts.join(SPACED.has(name) ? ', ' : ',')})`
}

/** ADDDATE and SUBDATE take days where no interval is given. */
function withInterval(date: string, by: Expression): string {
  return `${date},${by.kind === 'interval' ? formatExpression(by) : `INTERVAL ${formatExpression(by)} DAY`}`
}

/** The word that the parser keeps as a string: a unit, or the side of TRIM. */
function unitOf(e: Expression | undefined): string | undefined {
  return e?.kind === 'literal' && e.type === 'string' ? e.value.toUpperCase() : undefined
}
