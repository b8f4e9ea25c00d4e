import { formatCount } from '../../src-renderer/chart/format'
import { quantileOf } from '../../src-renderer/model/measure'
import { refuse } from '../../src-renderer/query/sql/refuse'
import type { Cte } from '../../src-renderer/query/sql/statement'
import type { TimeUnit } from '../events/timeUnits'
import { filterOf } from './filterOf'
import type { Part, TrendQuestion } from './question'
import { windowUsers, type CountedUsers } from './userBlocks'

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

/** What tells cells apart. */
export const CELL = ['bucket', 'place']

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

/** An aggregate over the events of a cell for which conditions hold, and the column that holds it. */
export interface CellFigure {
  readonly name: string
  /** `quantile` is of `share`. */
  readonly of: 'count' | 'distinct' | 'sum' | 'min' | 'max' | 'quantile'
  /** What is summed, or counted where it is there; null for the events themselves. */
  readonly amount: string | null
  readonly is: readonly string[]
  readonly share?: number
}

/** The aggregate, over `grouped_events`. */
export function cellSql({ of, amount, is, share }: CellFigure): string {
  const filter = filterOf(...is)
  switch (of) {
    case 'count':
      return `count(${amount ?? '*'})${filter}`
    case 'distinct':
      return `count(DISTINCT ${amount})${filter}`
    case 'quantile':
      return `quantile_cont(${amount}::DOUBLE, ${share})${filter}`
    default:
      return `${of}(${amount})${filter}`
  }
}

/** Different users of the window that ends with each bucket: WITH query `name` and its column. */
export interface WindowUsers extends CountedUsers {
  readonly column: 'users' | 'change'
}

/** A part's figure: what it needs of each cell, WITH queries of its own, and the figure over them. */
interface PartSql {
  readonly cells: readonly CellFigure[]
  /** Different users of each cell. */
  readonly users: readonly CountedUsers[]
  readonly ctes: readonly Cte[]
  /** Of `ctes`, those that join the grid by bucket and place. */
  readonly joined: readonly string[]
  /** What the one of `ctes` that is a percentile over windows holds, as if it were of single cells. */
  readonly windowed?: CellFigure
  /** What the one of `ctes` that is of different users of windows holds: how many, or how many more from bucket to bucket. */
  readonly seen?: WindowUsers
  readonly figure: string
}

function partSql(question: TrendQuestion, part: Part, number: number): PartSql {
  const { kind, is, amount } = part
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
        cells: ofUsers ? [] : [{ name: column, of: 'distinct', amount: what.of, is: [what.is] }],
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
        seen: { name, is: what.is, column: 'users' },
        figure: `coalesce(${name}.users, 0)`,
      }
    }
    const name = `${word}_moves_${number}`
    return {
      cells: [],
      users: [],
      ctes: windowMoves(question, name, what),
      joined: [name],
      ...(ofUsers ? { seen: { name, is: what.is, column: 'change' } } : {}),
      figure: `sum(coalesce(${name}.change, 0)) OVER (PARTITION BY place ORDER BY bucket)`,
    }
  }
  const plain = (cells: readonly CellFigure[], figure: string): PartSql => ({
    cells,
    users: [],
    ctes: [],
    joined: [],
    figure,
  })

  const share = quantileOf(kind)
  if (share !== null) {
    if (!isWindow) return plain([{ name: `q_${number}`, of: 'quantile', amount, is: [is], share }], `q_${number}`)
    const name = `quantiles_${number}`
    const ctes = [windowQuantile(question, name, part, share)]
    const windowed: CellFigure = { name, of: 'quantile', amount, is: [is], share }
    return { cells: [], users: [], ctes, joined: [name], windowed, figure: `${name}.value` }
  }
  switch (kind) {
    case 'users':
      return different({ of: 'entity', is }, 'users')
    case 'distinct':
      return different({ of: amount ?? 'entity', is }, 'values')
    case 'sum':
      return plain([{ name: s, of: 'sum', amount, is: [is] }], summed(s))
    case 'avg':
      return plain(
        [
          { name: s, of: 'sum', amount, is: [is] },
          { name: n, of: 'count', amount, is: [is] },
        ],
        `${summed(s)}::DOUBLE / nullif(${summed(n)}, 0)`,
      )
    case 'min':
    case 'max':
      return plain([{ name: s, of: kind, amount, is: [is] }], isWindow ? over(`${kind}(${s})`) : s)
    case 'per-user': {
      const whom = different({ of: 'entity', is: question.byActive ? 'TRUE' : is }, 'users')
      return {
        ...whom,
        cells: [
          ...whom.cells,
          { name: n, of: amount === null ? 'count' : 'sum', amount, is: ['entity IS NOT NULL', is] },
        ],
        figure: `${summed(n)}::DOUBLE / nullif(${whom.figure}, 0)`,
      }
    }
    default:
      return plain([{ name: n, of: 'count', amount: null, is: [is] }], summed(n))
  }
}

/** What the parts of a question need of each cell. */
export function neededCells(question: TrendQuestion): {
  readonly parts: readonly PartSql[]
  readonly cells: readonly CellFigure[]
  readonly users: readonly CountedUsers[]
} {
  const parts = question.parts.map((part, index) => partSql(question, part, index + 1))
  return { parts, cells: parts.flatMap((part) => part.cells), users: parts.flatMap((part) => part.users) }
}
