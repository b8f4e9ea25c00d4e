import { formatCount } from '../../src-renderer/chart/format'
import { quantileOf } from '../../src-renderer/model/measure'
import type { Formula } from '../../src-renderer/model/formula'
import { literal } from '../../src-renderer/query/sql/literal'
import { refuse } from '../../src-renderer/query/sql/refuse'
import type { AddUp } from '../../src-renderer/query/contract/cte'
import type { Cte } from '../../src-renderer/query/sql/statement'
import type { TimeUnit } from '../events/timeUnits'
import { filterOf } from './filterOf'
import type { Part, TrendQuestion } from './question'
import { userCounts, windowUsers, type CountedUsers } from './userBlocks'

/** How long a unit is, about: for what a window costs. */
const UNIT_MICROS: Readonly<Record<TimeUnit, number>> = {
  minute: 6e7,
  hour: 3.6e9,
  day: 8.64e10,
  week: 6.048e11,
  month: 2.63e12,
  quarter: 7.89e12,
  year: 3.156e13,
}

/** A formula as SQL over columns of doubles; a division by 0 is NULL. */
export function formulaSql(formula: Formula, column: (name: string) => string): string {
  switch (formula.kind) {
    case 'number':
      return `${literal(formula.value)}::DOUBLE`
    case 'name':
      return column(formula.name)
    case 'minus':
      return `(-${formulaSql(formula.of, column)})`
    case 'both': {
      const [left, right] = [formulaSql(formula.left, column), formulaSql(formula.right, column)]
      return formula.op === '/' ? `(${left} / nullif(${right}, 0))` : `(${left} ${formula.op} ${right})`
    }
  }
}

/** The frame of a window over buckets: all rows of a line stand in it, one a bucket. */
function frameOf(window: number | null): string {
  return `PARTITION BY place ORDER BY bucket ROWS BETWEEN ${window === null ? 'UNBOUNDED' : window - 1} PRECEDING AND CURRENT ROW`
}

/** What tells cells apart. */
const CELL = ['bucket', 'place']

/** What is different: users, or a column's values. */
interface Different {
  readonly of: string
  readonly is: string
}

/** WITH queries up to `<name>` (bucket, place, change): how many different ones a window gains and loses by bucket. */
function windowMoves({ window, unit }: TrendQuestion, name: string, { of, is }: Different): readonly Cte[] {
  const where = `WHERE ${[`${of} IS NOT NULL`, ...(is === 'TRUE' ? [] : [is])].join(' AND ')}`
  if (window === null)
    return [
      {
        name: `${name}_firsts`,
        about: `The first ${unit} of each, once over the range`,
        sql: `SELECT place, min(bucket) AS bucket\nFROM grouped_events\n${where}\nGROUP BY place, ${of}`,
      },
      {
        name,
        about: `How many come first in each ${unit}`,
        sql: `SELECT bucket, place, count(*) AS change\nFROM ${name}_firsts\nGROUP BY bucket, place`,
        adds: { by: CELL, sums: ['change'] },
      },
    ]
  return [
    {
      name: `${name}_buckets`,
      about: `Each ${unit} in which one is seen, once`,
      sql: `SELECT DISTINCT place, ${of} AS seen, bucket\nFROM grouped_events\n${where}`,
    },
    {
      name: `${name}_spans`,
      about: 'The same with the next one: one leaves the window after it, or enters it anew',
      keep: 'MATERIALIZED',
      sql: `SELECT place, bucket, lead(bucket) OVER (PARTITION BY place, seen ORDER BY bucket) AS next\nFROM ${name}_buckets`,
    },
    {
      name,
      about: `How many more enter the window of ${window} ${unit}s than leave it`,
      sql: `SELECT bucket, place, sum(change) AS change
FROM (
  SELECT bucket, place, 1 AS change FROM ${name}_spans
  UNION ALL
  SELECT least(bucket + ${window}, next) AS bucket, place, -1 AS change FROM ${name}_spans
)
GROUP BY bucket, place`,
      adds: { by: CELL, sums: ['change'] },
    },
  ]
}

/** Windows of more buckets count who enters and leaves them, rather than put each user into every one. */
const MOST_REPEATED = 31

/** Values that a windowed percentile may look at, each once for every window that holds it: more take minutes. */
const MOST_WINDOW_VALUES = 100_000_000

/** Throws `bad-parameter` where a percentile over windows would look at too many values. */
function checkWindowValues({ scope: { source }, unit, window }: TrendQuestion, { measure: { name } }: Part): void {
  const { minTs, maxTs, rows } = source
  const span = minTs === null || maxTs === null ? 0 : maxTs - minTs
  const windows = window ?? Math.ceil(span / UNIT_MICROS[unit] / 2)
  if (rows * windows <= MOST_WINDOW_VALUES) return
  const which = window === null ? 'cumulative' : 'rolling'
  refuse(
    which,
    window ?? true,
    `measure ${name} is a percentile, which looks at each of ${formatCount(rows)} events once for each window that holds it; choose a longer interval${window === null ? '' : ', or fewer buckets'}`,
  )
}

/** WITH query `<name>` (bucket, place, value): the percentile over the window that ends with each bucket. */
function windowQuantile(question: TrendQuestion, name: string, part: Part, share: number): Cte {
  const { window } = question
  checkWindowValues(question, part)
  const [from, end] =
    window === null ? ['grouped_events, shown_units', 'last + 1'] : ['grouped_events', `bucket + ${window}`]
  return {
    name,
    about: `The percentile of ${part.measure.name} over each window: a value stands in each that holds it`,
    sql: `SELECT bucket, place, quantile_cont(amount, ${share}) AS value
FROM (
  SELECT unnest(range(bucket, ${end})) AS bucket, place, ${part.amount}::DOUBLE AS amount
  FROM ${from}
  WHERE ${[`${part.amount} IS NOT NULL`, ...(part.is === 'TRUE' ? [] : [part.is])].join(' AND ')}
)
GROUP BY bucket, place`,
  }
}

/** An aggregate over the events of a cell, and the column that holds it. */
interface CellSql {
  readonly name: string
  readonly sql: string
}

/** A part's figure: what it needs of each cell, WITH queries of its own, and the figure over them. */
interface PartSql {
  readonly cells: readonly CellSql[]
  /** Different users of each cell. */
  readonly users: readonly CountedUsers[]
  readonly ctes: readonly Cte[]
  /** Of `ctes`, those that join the grid by bucket and place. */
  readonly joined: readonly string[]
  readonly figure: string
}

function partSql(question: TrendQuestion, part: Part, number: number): PartSql {
  const { kind, is, amount } = part
  const filter = filterOf(is)
  const isWindow = question.window !== 1
  const over = (sql: string): string => (isWindow ? `${sql} OVER buckets_before` : sql)
  /** An amount of each cell, added up over the window. */
  const summed = (column: string): string => (isWindow ? over(`sum(coalesce(${column}, 0))`) : `coalesce(${column}, 0)`)
  const [n, s] = [`n_${number}`, `s_${number}`]

  const different = (what: Different, word: string): PartSql => {
    const column = `${word}_${number}`
    const ofUsers = what.of === 'entity' && question.entity.isUser
    if (!isWindow) {
      return {
        cells: ofUsers ? [] : [{ name: column, sql: `count(DISTINCT ${what.of})${filterOf(what.is)}` }],
        users: ofUsers ? [{ name: column, is: what.is }] : [],
        ctes: [],
        joined: [],
        figure: `coalesce(${column}, 0)`,
      }
    }
    const { window } = question
    if (ofUsers && window !== null && window <= MOST_REPEATED) {
      const name = `${word}_windows_${number}`
      return {
        cells: [],
        users: [],
        ctes: windowUsers(name, window, what.is),
        joined: [name],
        figure: `coalesce(${name}.users, 0)`,
      }
    }
    const name = `${word}_moves_${number}`
    return {
      cells: [],
      users: [],
      ctes: windowMoves(question, name, what),
      joined: [name],
      figure: `sum(coalesce(${name}.change, 0)) OVER (PARTITION BY place ORDER BY bucket)`,
    }
  }
  const plain = (cells: readonly CellSql[], figure: string): PartSql => ({
    cells,
    users: [],
    ctes: [],
    joined: [],
    figure,
  })

  const share = quantileOf(kind)
  if (share !== null) {
    if (!isWindow)
      return plain([{ name: `q_${number}`, sql: `quantile_cont(${amount}::DOUBLE, ${share})${filter}` }], `q_${number}`)
    const name = `quantiles_${number}`
    const ctes = [windowQuantile(question, name, part, share)]
    return { cells: [], users: [], ctes, joined: [name], figure: `${name}.value` }
  }
  switch (kind) {
    case 'users':
      return different({ of: 'entity', is }, 'users')
    case 'distinct':
      return different({ of: amount ?? 'entity', is }, 'values')
    case 'sum':
      return plain([{ name: s, sql: `sum(${amount})${filter}` }], summed(s))
    case 'avg':
      return plain(
        [
          { name: s, sql: `sum(${amount})${filter}` },
          { name: n, sql: `count(${amount})${filter}` },
        ],
        `${summed(s)}::DOUBLE / nullif(${summed(n)}, 0)`,
      )
    case 'min':
    case 'max':
      return plain([{ name: s, sql: `${kind}(${amount})${filter}` }], isWindow ? over(`${kind}(${s})`) : s)
    case 'per-user': {
      const whom = different({ of: 'entity', is: question.byActive ? 'TRUE' : is }, 'users')
      const owned = filterOf('entity IS NOT NULL', is)
      const total = amount === null ? `count(*)${owned}` : `sum(${amount})${owned}`
      return {
        ...whom,
        cells: [...whom.cells, { name: n, sql: total }],
        figure: `${summed(n)}::DOUBLE / nullif(${whom.figure}, 0)`,
      }
    }
    default:
      return plain([{ name: n, sql: `count(*)${filter}` }], summed(n))
  }
}

/** Whether the figures of different users can be added: no line and no value is another's. */
export function addsUp({ breakdown, intervals, entity, parts }: TrendQuestion): boolean {
  const adds = (kind: Part['kind']): boolean =>
    quantileOf(kind) === null && kind !== 'distinct' && kind !== 'min' && kind !== 'max'
  return breakdown.length === 0 && !intervals && entity.isUser && parts.every(({ kind }) => adds(kind))
}

/** WITH queries from `grouped_events` up to `figures`: bucket, place, and part_1 … as doubles, for every bucket. */
export function figures(question: TrendQuestion): Pick<AddUp, 'each' | 'all'> {
  const { before, unit, window } = question
  const parts = question.parts.map((part, index) => partSql(question, part, index + 1))
  const cells = parts.flatMap((part) => part.cells)
  const users = parts.flatMap((part) => part.users)
  const joined = [
    ...(cells.length === 0 ? [] : ['cells']),
    ...(users.length === 0 ? [] : ['cell_users']),
    ...parts.flatMap((part) => part.joined),
  ]
  const own = parts.flatMap((part) => part.ctes)
  const grid: Cte = {
    name: 'grid',
    about: `Each line in each ${unit}, so that empty ones have a row`,
    keep: 'MATERIALIZED',
    sql: `SELECT bucket, place
FROM (
  SELECT unnest(range(first${before === 0 ? '' : ` - ${before}`}, last + 1)) AS bucket
  FROM shown_units
  WHERE first IS NOT NULL
)
CROSS JOIN group_places`,
  }
  const each: readonly Cte[] = [
    ...(cells.length === 0
      ? []
      : [
          {
            name: 'cells',
            about: `What measures need of each ${unit}, by line`,
            sql: `SELECT
  bucket,
  place,
  ${cells.map(({ name, sql }) => `${sql} AS ${name}`).join(',\n  ')}
FROM grouped_events
GROUP BY bucket, place`,
            adds: { by: CELL, sums: cells.map(({ name }) => name) },
          },
        ]),
    ...(users.length === 0 ? [] : userCounts('cell_users', 'grouped_events', CELL, users)),
    ...own,
  ]
  const all: readonly Cte[] = [
    grid,
    {
      name: 'figures',
      about: 'The measures of each line and bucket',
      sql: `SELECT
  bucket,
  place,
  ${parts.map(({ figure }, index) => `(${figure})::DOUBLE AS part_${index + 1}`).join(',\n  ')}
FROM grid
${joined.map((name) => `LEFT JOIN ${name} USING (bucket, place)`).join('\n')}${
        window === 1 ? '' : `\nWINDOW buckets_before AS (${frameOf(window)})`
      }`,
    },
  ]
  return { each, all }
}
