import fc from 'fast-check'
import type { Cell } from '../../src-renderer/ingest/contract'

/**
 * A random table: event tables have user, event and time in their first columns, plain ones only columns of their own.
 */
export interface RandomTable {
  readonly name: string
  readonly isEvents: boolean
  readonly names: readonly string[]
  readonly types: Readonly<Record<string, 'string' | 'integer' | 'double' | 'boolean' | 'date'>>
  readonly rows: readonly (readonly Cell[])[]
}

/**
 * Values of few kinds, so that joins and filters meet; names that are Lathe's own, or words of SQL, among the columns
 * of files.
 */
const VALUES = {
  string: fc.constantFrom('a', 'b', "it's", '', null),
  integer: fc.constantFrom('0', '1', '2', '-3', null),
  double: fc.constantFrom('0.5', '1', '-2.25', null),
  boolean: fc.constantFrom('true', 'false', null),
  date: fc.constantFrom('2024-01-01', '2024-02-29', null),
} as const
const COLUMNS = fc.constantFrom(
  'plan',
  'k',
  'n',
  'Odd "one"',
  'select',
  'value',
  'user_id',
  'user_key',
  'event',
  'ts',
  '_file',
  '_line',
  'date',
)

function tableOf(name: string, isEvents: boolean): fc.Arbitrary<RandomTable> {
  return fc.uniqueArray(COLUMNS, { minLength: 1, maxLength: 5 }).chain((own) =>
    fc
      .record({
        types: fc.tuple(...own.map(() => fc.constantFrom('string', 'integer', 'double', 'boolean', 'date'))),
        length: fc.integer({ min: 0, max: 6 }),
      })
      .chain(({ types, length }) => {
        const cells: fc.Arbitrary<Cell>[] = [
          ...(isEvents
            ? [
                fc.constantFrom('ann', 'bob', 'cyd', null),
                fc.constantFrom('open', 'pay'),
                fc.constantFrom('2024-01-01T10:00:00Z', '2024-01-02T23:30:00Z', '2024-03-10T07:00:00Z'),
              ]
            : []),
          ...types.map((type) => VALUES[type]),
        ]
        return fc
          .array(fc.tuple(...cells), { minLength: length, maxLength: length })
          .map((rows): RandomTable => ({
            name,
            isEvents,
            names: [...(isEvents ? ['who', 'what', 'when'] : []), ...own],
            types: Object.fromEntries(own.map((column, index) => [column, types[index]!])),
            rows,
          }))
      }),
  )
}

export const randomTables: fc.Arbitrary<readonly RandomTable[]> = fc
  .tuple(tableOf('log', true), tableOf('more', true), tableOf('shops', false), tableOf('dim', false))
  .chain((tables) => fc.subarray(tables, { minLength: 2 }))

/** Names that an event table's own column cannot have: it gets a number behind it. */
const LATHES = new Set(['user_id', 'user_key', 'event', 'ts', 'value'])
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Something to stand after FROM, and the names of its columns as SQL writes them. */
interface Source {
  readonly from: string
  readonly columns: readonly string[]
}

function sourcesOf(tables: readonly RandomTable[]): readonly Source[] {
  const own = (table: RandomTable): readonly string[] =>
    table.names
      .slice(table.isEvents ? 3 : 0)
      .filter((name) => !table.isEvents || !LATHES.has(name))
      .filter((name) => !name.startsWith('_'))
      .map(quoted)
  const events = tables.filter((table) => table.isEvents)
  return [
    ...tables.flatMap((table) =>
      [table.name, `main.${table.name}`, table.name.toUpperCase()].map((from) => ({
        from,
        columns: [
          ...(table.isEvents ? ['user_id', 'event', 'ts', 'user_key'] : []),
          ...own(table),
          '_line',
          '_file',
          '_source',
        ],
      })),
    ),
    ...events.flatMap(({ name }) => [
      { from: `${name}_user_days`, columns: ['user_key', 'date', 'events'] },
      { from: `${name}_sessions`, columns: ['user_key', 'start_ts', 'end_ts'] },
    ]),
    ...(events.length === 0
      ? []
      : [
          { from: 'all_events', columns: ['user_id', 'event', 'ts', '_line', ...events.flatMap(own)] },
          { from: 'users', columns: ['user_key', 'user_id', 'first_seen', 'is_test'] },
        ]),
  ]
}

const TESTS = fc.constantFrom(
  'IS NULL',
  'IS NOT NULL',
  "::VARCHAR = 'a'",
  "::VARCHAR IN ('a', '1', 'ann', 'open')",
  "::VARCHAR LIKE '%a%'",
  "::VARCHAR > '0'",
  "::VARCHAR <> 'x'",
  'IS NOT DISTINCT FROM NULL',
)

/** A SELECT from one source, and that source. */
function simple(source: Source): fc.Arbitrary<string> {
  const column = fc.constantFrom(...source.columns)
  const predicate = fc.tuple(column, TESTS).map(([one, test]) => `${one} ${test}`)
  const condition = fc.oneof(
    predicate,
    fc.tuple(predicate, fc.constantFrom('AND', 'OR'), predicate).map(([a, op, b]) => `(${a} ${op} ${b})`),
    predicate.map((one) => `NOT (${one})`),
  )
  const selected = fc.oneof(
    fc.constantFrom('*', 't.*', 't', 'count(*) AS n', "COLUMNS('.*e.*')", 'count(DISTINCT t) AS n', 'typeof(t) AS ty'),
    column,
    column.map((one) => `* EXCLUDE (${one})`),
    column.map((one) => `${one}, count(*) OVER () AS n`),
    column.map((one) => `* REPLACE (${one}::VARCHAR AS ${one})`),
    fc
      .tuple(column, column)
      .map(([a, b]) => `${a} AS x, row_number() OVER (PARTITION BY ${b} ORDER BY ${a}, ${b}) >= 1 AS y`),
    ...(source.columns.includes('ts') ? [fc.constant('local_date(ts) AS day')] : []),
  )
  return fc.oneof(
    fc.tuple(selected, condition).map(([what, where]) => `SELECT ${what} FROM ${source.from} t WHERE ${where}`),
    selected.map((what) => `SELECT ${what} FROM ${source.from} t`),
    fc
      .tuple(column, column)
      .map(
        ([by, of]) =>
          `SELECT ${by}, count(*) AS n, min(${of}) AS low, count(${of}) AS m FROM ${source.from} GROUP BY ${by}`,
      ),
    fc
      .tuple(column, condition)
      .map(([of, where]) => `SELECT max(${of}) AS high, count(*) FILTER (WHERE ${where}) AS n FROM ${source.from}`),
    fc.constant(`FROM ${source.from}`),
    column.map((by) => `SELECT * FROM ${source.from} ORDER BY ${by}, ALL`.replace(', ALL', '')),
    column.map((by) => `PIVOT ${source.from} ON ${by} USING count(*)`),
    column.map((by) => `PIVOT ${source.from} ON ${by} IN ('a', '1') USING count(*)`),
    fc
      .tuple(column, column)
      .map(([what, by]) => `SELECT ${what} FROM ${source.from} QUALIFY rank() OVER (ORDER BY ${by}) = 1`),
    column.map((by) => `SELECT l.* FROM ${source.from} o, LATERAL (SELECT o.${by} AS v) l`),
    fc
      .tuple(column, column)
      .map(([what, by]) => `SELECT ${what} FROM ${source.from} WHERE ${by} = (SELECT max(${by}) FROM ${source.from})`),
  )
}

function joined(one: string, other: string): fc.Arbitrary<string> {
  return fc.oneof(
    fc
      .tuple(
        fc.constantFrom('JOIN', 'LEFT JOIN', 'FULL JOIN', 'SEMI JOIN', 'ANTI JOIN'),
        fc.constantFrom('user_key', '_line', 'plan', 'k', 'event'),
      )
      .map(([kind, by]) => `SELECT * FROM (${one}) a ${kind} (${other}) b USING (${by})`),
    fc.constant(`SELECT count(*) AS n FROM (${one}) a NATURAL JOIN (${other}) b`),
    fc.constant(`SELECT a.* FROM (${one}) a, (${other}) b`),
    fc.constant(`(${one}) UNION ALL BY NAME (${other})`),
    fc.constant(`(${one}) EXCEPT (${one})`),
    fc.constant(`SELECT * FROM (${one}) WHERE EXISTS (${other})`),
    fc.constant(`SELECT *, (SELECT count(*) FROM (${other})) AS n FROM (${one})`),
    fc.constant(
      `WITH log AS (${one.replaceAll('FROM log ', 'FROM main.log ')}), w AS (${other}) SELECT count(*) AS n FROM ` +
        'log a, log b, w',
    ),
    fc.constant(`WITH w AS MATERIALIZED (${one}) SELECT count(*) AS n FROM w a JOIN w b ON true`),
  )
}

/** SQL that reads, over the tables; a part of it is not well-formed for the schema at hand. */
export function randomQuery(tables: readonly RandomTable[]): fc.Arbitrary<string> {
  const one = fc.constantFrom(...sourcesOf(tables)).chain(simple)
  return fc.oneof(
    { weight: 5, arbitrary: one },
    { weight: 4, arbitrary: fc.tuple(one, one).chain(([left, right]) => joined(left, right)) },
    {
      weight: 2,
      arbitrary: one.chain((of) =>
        fc.constantFrom(
          `SUMMARIZE ${of}`,
          `DESCRIBE ${of}`,
          `SELECT count(*) AS n FROM (${of})`,
          `SELECT * FROM (${of}) LIMIT 0`,
          `UNPIVOT (SELECT COLUMNS(*)::VARCHAR FROM (${of})) ON COLUMNS(*)`,
        ),
      ),
    },
  )
}
