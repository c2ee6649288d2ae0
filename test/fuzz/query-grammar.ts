import type { Random } from './random.ts'

/** What an expression is: numbers and truth values, or texts. Only like is compared with like, as MySQL and SQLite convert differently. */
type Kind = 'int' | 'text'

/** The same SQL for both. */
export interface Pair {
  readonly mysql: string
  readonly sqlite: string
}

export interface Query extends Pair {
  /** The rows must come in this order, not only be the same. */
  readonly ordered: boolean
}

interface Column {
  readonly name: string
  readonly kind: Kind
}

/** Columns that a query's expressions may name. */
interface Scope {
  readonly columns: readonly Column[]
  /** How deep expressions and subqueries may still get. */
  readonly depth: number
}

/** A table of the random database. */
export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  readonly create: Pair
  readonly insert: string
}

const WORDS = ['', 'a', 'b', 'ab', 'abc', 'ba', 'xyz', 'a b', 'zz', 'm']

const both = (text: string): Pair => ({ mysql: text, sqlite: text })

/** Puts the parts of a template together for both; `#` stands for the next part. */
function join(template: string, ...parts: readonly Pair[]): Pair {
  const texts = template.split('#')
  const side = (of: 'mysql' | 'sqlite') => texts.map((text, i) => text + (parts[i]?.[of] ?? '')).join('')
  return { mysql: side('mysql'), sqlite: side('sqlite') }
}

function list(parts: readonly Pair[], separator = ', '): Pair {
  return { mysql: parts.map((p) => p.mysql).join(separator), sqlite: parts.map((p) => p.sqlite).join(separator) }
}

/** Small tables with keys and indexes of several kinds, NULLs and duplicates. */
export function randomTables(r: Random): Table[] {
  return ['t0', 't1', 't2'].map((name) => {
    const columns: Column[] = [{ name: `${name}_a`, kind: 'int' }, { name: `${name}_b`, kind: 'int' }, { name: `${name}_c`, kind: 'text' }, { name: `${name}_d`, kind: r.chance(0.5) ? 'int' : 'text' }]
    const typed = (mysql: boolean) => columns.map((c) => `${c.name} ${c.kind === 'int' ? 'int' : mysql ? 'varchar(20)' : 'text'}`).join(', ')
    const [a, b, c, d] = columns.map((column) => column.name)
    const key = r.pick(['', `, primary key (${a})`, `, primary key (${a}, ${b})`])
    const indexes = [`key (${b})`, `key (${c})`, `key (${d}, ${a})`, `key (${c}, ${b})`].filter(() => r.chance(0.4))
    const rows = r.pick([0, 1, 3, 8, 14])
    const values = Array.from({ length: rows }, (_, n) => `(${columns.map((column, at) => (key !== '' && at < 2 ? (at === 0 ? n - 2 : r.below(4)) : randomConstant(column.kind, r))).join(', ')})`)
    return {
      name, columns,
      create: { mysql: `create table ${name} (${[typed(true) + key, ...indexes].join(', ')})`, sqlite: `create table ${name} (${typed(false)}${key})` },
      insert: values.length === 0 ? '' : `insert into ${name} values ${values.join(', ')}`,
    }
  })
}

function randomConstant(kind: Kind, r: Random): string {
  if (r.chance(0.15)) return 'null'
  return kind === 'int' ? String(r.below(12) - 3) : `'${r.pick(WORDS)}'`
}

/** A value of a kind. */
function expression(kind: Kind, scope: Scope, r: Random): Pair {
  const fitting = scope.columns.filter((column) => column.kind === kind)
  if (scope.depth <= 0 || r.chance(0.3)) return fitting.length > 0 && r.chance(0.75) ? both(r.pick(fitting).name) : both(randomConstant(kind, r))
  const inner = { ...scope, depth: scope.depth - 1 }
  const int = () => expression('int', inner, r)
  const text = () => expression('text', inner, r)
  const same = () => expression(kind, inner, r)
  const shared: (() => Pair)[] = [
    () => join('coalesce(#, #)', same(), same()),
    () => join('nullif(#, #)', same(), same()),
    () => join('case when # then # else # end', condition(inner, r), same(), same()),
    () => join('case # when # then # end', int(), int(), same()),
    () => {
      const [a, b] = [same(), same()]
      return { mysql: `least(${a.mysql}, ${b.mysql})`, sqlite: `min(${a.sqlite}, ${b.sqlite})` }
    },
  ]
  const ints: (() => Pair)[] = [
    () => join(`(# ${r.pick(['+', '-', '*'])} #)`, int(), both(String(r.below(5) - 2))),
    () => join('(# % #)', int(), int()),
    () => join('(-#)', join('(#)', int())),
    () => join('abs(#)', int()),
    () => {
      const t = text()
      return { mysql: `char_length(${t.mysql})`, sqlite: `length(${t.sqlite})` }
    },
    () => join('instr(#, #)', text(), text()),
    () => condition(inner, r),
  ]
  const texts: (() => Pair)[] = [
    () => {
      const [a, b] = [text(), text()]
      return { mysql: `concat(${a.mysql}, ${b.mysql})`, sqlite: `(${a.sqlite} || ${b.sqlite})` }
    },
    () => join('upper(#)', text()),
    () => join('lower(#)', text()),
    () => join('trim(#)', text()),
    () => join(`substr(#, ${1 + r.below(3)}, ${r.below(4)})`, text()),
    () => join("replace(#, 'a', #)", text(), text()),
  ]
  return r.pick([...shared, ...(kind === 'int' ? ints : texts)])()
}

/** A truth value: 0, 1 or NULL. */
function condition(scope: Scope, r: Random, tables?: readonly Table[]): Pair {
  const inner = { ...scope, depth: scope.depth - 1 }
  const kind: Kind = r.pick(['int', 'text'])
  const operand = () => expression(kind, inner, r)
  const simple: (() => Pair)[] = [
    () => join(`(# ${r.pick(['=', '<>', '<', '<=', '>', '>='])} #)`, operand(), operand()),
    () => join(`(# is ${r.pick(['', 'not '])}null)`, operand()),
    () => join(`(# ${r.pick(['', 'not '])}between # and #)`, operand(), operand(), operand()),
    () => join(`(# ${r.pick(['', 'not '])}in (#))`, operand(), list(Array.from({ length: 1 + r.below(4) }, () => both(randomConstant(kind, r))))),
    () => {
      const [a, b] = [operand(), operand()]
      return { mysql: `(${a.mysql} <=> ${b.mysql})`, sqlite: `(${a.sqlite} is ${b.sqlite})` }
    },
    () => join(`(# ${r.pick(['', 'not '])}like '${r.pick(['a%', '%b', '_', 'a_', '%', '', '%a%'])}')`, join('lower(#)', expression('text', inner, r))),
  ]
  if (scope.depth <= 0) return r.pick(simple)()
  const nested: (() => Pair)[] = [
    () => join(`(# ${r.pick(['and', 'or'])} #)`, condition(inner, r, tables), condition(inner, r, tables)),
    () => join('(not #)', condition(inner, r, tables)),
  ]
  if (tables !== undefined) nested.push(...subqueryConditions(inner, r, tables))
  return r.pick([...simple, ...nested])()
}

function subqueryConditions(scope: Scope, r: Random, tables: readonly Table[]): (() => Pair)[] {
  const table = r.pick(tables)
  const alias = `s${scope.depth}`
  const own = table.columns.map(({ name, kind }) => ({ name: `${alias}.${name}`, kind }))
  // The alias tells the subquery's columns from the same table's outside.
  const within: Scope = { columns: [...own, ...scope.columns.filter(({ name }) => r.chance(0.5) && name.includes('.'))], depth: Math.min(1, scope.depth - 1) }
  const where = () => condition(within, r)
  return [
    () => join(`${r.pick(['', 'not '])}exists (select 1 from ${table.name} ${alias} where #)`, where()),
    () => {
      const column = r.pick(own)
      return join(`(# ${r.pick(['', 'not '])}in (select ${column.name} from ${table.name} ${alias} where #))`, expression(column.kind, { ...scope, depth: 0 }, r), where())
    },
    () => {
      const column = r.pick(own)
      return join(`(# ${r.pick(['=', '<', '>='])} (select ${r.pick(['min', 'max', 'count'])}(${column.name}) from ${table.name} ${alias} where #))`,
        expression('int', { ...scope, depth: 0 }, r), where())
    },
  ].slice(0, own.every(({ kind }) => kind === 'int') ? 3 : 2)
}

interface From {
  readonly sql: Pair
  readonly columns: readonly Column[]
}

function from(r: Random, tables: readonly Table[]): From {
  const aliased = (table: Table, alias: string): From => ({ sql: both(`${table.name} ${alias}`), columns: table.columns.map(({ name, kind }) => ({ name: `${alias}.${name}`, kind })) })
  let result = aliased(r.pick(tables), 'x')
  const joins = r.pick([0, 0, 1, 1, 2])
  for (let i = 0; i < joins; i++) {
    const next = r.chance(0.15) ? derived(r, tables, `y${i}`) : aliased(r.pick(tables), `y${i}`)
    const columns = [...result.columns, ...next.columns]
    const left = r.pick(result.columns)
    const same = next.columns.filter((column) => column.kind === left.kind)
    const equal = same.length > 0 && r.chance(0.7) ? join(`${left.name} = ${r.pick(same).name}`) : undefined
    const on = equal === undefined ? condition({ columns, depth: 1 }, r) : r.chance(0.3) ? join('# and #', equal, condition({ columns, depth: 1 }, r)) : equal
    const kind = r.pick(['join', 'left join', 'left join', 'cross join'])
    result = { sql: kind === 'cross join' ? join('# cross join #', result.sql, next.sql) : join(`# ${kind} # on #`, result.sql, next.sql, on), columns }
  }
  return result
}

function derived(r: Random, tables: readonly Table[], alias: string): From {
  const source = from(r, tables)
  const kinds: Kind[] = [r.pick(['int', 'text']), 'int']
  const items = kinds.map((kind, i) => join(`# as c${i}`, expression(kind, { columns: source.columns, depth: 1 }, r)))
  return {
    sql: join(`(select ${r.pick(['', 'distinct '])}# from # where #) ${alias}`, list(items), source.sql, condition({ columns: source.columns, depth: 1 }, r)),
    columns: kinds.map((kind, i) => ({ name: `${alias}.c${i}`, kind })),
  }
}

/** A random SELECT over the tables. */
export function randomQuery(r: Random, tables: readonly Table[]): Query {
  const core = r.pick([plain, plain, grouped, setOperation, windowed, correlated, common, recursive])(r, tables)
  const order = core.kinds.map((_, i) => String(i + 1))
  if (r.chance(0.5)) return { ...core.sql, ordered: false }
  const directions = order.map((n) => `${n} ${r.pick(['asc', 'desc'])}`)
  // All columns are sorted by, so that only equal rows tie.
  const tail = ` order by ${directions.join(', ')}${r.chance(0.5) ? ` limit ${r.below(6)}${r.chance(0.3) ? ` offset ${r.below(3)}` : ''}` : ''}`
  return { ...join(`#${tail}`, core.sql), ordered: true }
}

interface Core {
  readonly sql: Pair
  readonly kinds: readonly Kind[]
}

function plain(r: Random, tables: readonly Table[], kinds: readonly Kind[] = Array.from({ length: 1 + r.below(3) }, () => r.pick<Kind>(['int', 'text']))): Core {
  const source = from(r, tables)
  const scope: Scope = { columns: source.columns, depth: 2 }
  const items = kinds.map((kind) => expression(kind, scope, r))
  const where = r.chance(0.7) ? join(' where #', condition(scope, r, tables)) : both('')
  return { sql: join(`select ${r.pick(['', '', 'distinct '])}# from ##`, list(items), source.sql, where), kinds }
}

function aggregate(scope: Scope, r: Random): Pair {
  const int = () => expression('int', { ...scope, depth: 1 }, r)
  return r.pick([
    () => both('count(*)'), () => join('count(#)', int()), () => join('sum(#)', int()), () => join('min(#)', int()), () => join('max(#)', int()),
    () => join('count(distinct #)', int()), () => join('sum(distinct #)', int()), () => join('avg(#)', int()),
  ])()
}

function grouped(r: Random, tables: readonly Table[]): Core {
  const source = from(r, tables)
  const scope: Scope = { columns: source.columns, depth: 2 }
  const keys = Array.from({ length: r.below(3) }, () => r.pick(source.columns))
  const aggregates = Array.from({ length: 1 + r.below(3) }, () => aggregate(scope, r))
  const where = r.chance(0.6) ? join(' where #', condition(scope, r, tables)) : both('')
  const by = keys.length === 0 ? both('') : both(` group by ${keys.map(({ name }) => name).join(', ')}`)
  const having = keys.length > 0 && r.chance(0.3) ? join(` having # ${r.pick(['>', '<=', '<>'])} ${r.below(4)}`, aggregate(scope, r)) : both('')
  return {
    sql: join('select # from ####', list([...keys.map(({ name }) => both(name)), ...aggregates]), source.sql, where, by, having),
    kinds: [...keys.map(({ kind }) => kind), ...aggregates.map((): Kind => 'int')],
  }
}

function setOperation(r: Random, tables: readonly Table[]): Core {
  const kinds = Array.from({ length: 1 + r.below(2) }, () => r.pick<Kind>(['int', 'text']))
  const operator = r.pick(['union', 'union all', 'intersect', 'except'])
  return { sql: join(`# ${operator} #`, plain(r, tables, kinds).sql, plain(r, tables, kinds).sql), kinds }
}

/** A scalar subquery for each row. */
function correlated(r: Random, tables: readonly Table[]): Core {
  const source = from(r, tables)
  const table = r.pick(tables)
  const own = table.columns.map(({ name, kind }) => ({ name: `s.${name}`, kind }))
  const column = r.pick(source.columns)
  const where = condition({ columns: [...own, ...source.columns], depth: 1 }, r)
  const inner = join(`(select # from ${table.name} s where #)`, aggregate({ columns: own, depth: 1 }, r), where)
  return { sql: join(`select ${column.name}, # from #`, inner, source.sql), kinds: [column.kind, 'int'] }
}

/** A common table expression that is read twice. */
function common(r: Random, tables: readonly Table[]): Core {
  const kind = r.pick<Kind>(['int', 'text'])
  // Of one table only: what it gives is squared.
  const table = r.pick(tables)
  const source: From = { sql: both(`${table.name} x`), columns: table.columns.map((column) => ({ name: `x.${column.name}`, kind: column.kind })) }
  const item = expression(kind, { columns: source.columns, depth: 2 }, r)
  const columns: Column[] = [{ name: 'p.v', kind }, { name: 'q.v', kind }]
  return {
    sql: join(`with w as (select # as v from #) select p.v, q.v from w p ${r.pick(['join', 'left join'])} w q on # where #`, item, source.sql,
      r.chance(0.6) ? both('p.v = q.v') : condition({ columns, depth: 1 }, r), condition({ columns, depth: 1 }, r)),
    kinds: [kind, kind],
  }
}

/** A recursion over a table's rows. */
function recursive(r: Random, tables: readonly Table[]): Core {
  const table = r.pick(tables)
  const [a, b] = table.columns
  const step = `select ${b.name} + w.v, w.n + 1 from w join ${table.name} on ${a.name} = w.v where w.n < ${1 + r.below(4)}`
  const last = r.pick(['select v, n from w', 'select v, count(*) from w group by v', 'select max(v), min(n) from w'])
  return { sql: both(`with recursive w (v, n) as (select ${a.name}, 0 from ${table.name} union${r.pick([' all', ''])} ${step}) ${last}`), kinds: ['int', 'int'] }
}

function windowed(r: Random, tables: readonly Table[]): Core {
  const source = from(r, tables)
  const scope: Scope = { columns: source.columns, depth: 1 }
  const partition = r.chance(0.6) ? `partition by ${r.pick(source.columns).name} ` : ''
  // Every column is sorted by, so that rows that tie are equal.
  const order = `order by ${source.columns.map(({ name }) => `${name} ${r.pick(['asc', 'desc'])}`).join(', ')}`
  const frame = r.pick(['', '', 'rows between 1 preceding and current row', 'rows between unbounded preceding and 1 following', 'rows between 1 following and 2 following'])
  const int = () => expression('int', scope, r)
  const call = r.pick([
    () => both(`rank() over (${partition}${order})`), () => both(`dense_rank() over (${partition}${order})`),
    () => join(`sum(#) over (${partition}${order} ${frame})`, int()), () => join(`count(#) over (${partition}${order} ${frame})`, int()),
    () => join(`min(#) over (${partition}${order} ${frame})`, int()), () => join(`max(#) over (${partition})`, int()),
    () => join(`lag(#, 1) over (${partition}${order})`, int()), () => join(`lead(#, 2) over (${partition}${order})`, int()),
    () => join(`first_value(#) over (${partition}${order} ${frame})`, int()), () => join(`last_value(#) over (${partition}${order} ${frame})`, int()),
  ])()
  const where = r.chance(0.5) ? join(' where #', condition(scope, r)) : both('')
  const column = r.pick(source.columns)
  return { sql: join(`select ${column.name}, # from ##`, call, source.sql, where), kinds: [column.kind, 'int'] }
}
