import type { Catalog, Drill, Figure, ParameterValues } from '../../src-renderer/query/definition'
import { literal } from '../../src-renderer/query/literal'
import { planOver, readAttempts, type Attempts } from './attempts'
import { breakdownCtes, breakdownName } from './breakdown'
import { stepLabels } from './labels'
import { readOptions } from './options'
import { positionSql } from './position'

/** Columns that every log has, and that say which event it was; the catalog does not list the last two. */
const EVENT_COLUMNS = ['user_id', 'event', 'ts', '_file', '_line'] as const

/** Which attempts are meant, of which relation, and what is said of each. */
export interface AttemptList {
  /** CTEs after the attempts' own. */
  readonly ctes: readonly string[]
  readonly from: string
  readonly where: string
  /** More columns: SQL over the relation, and name. */
  readonly columns: readonly (readonly [sql: string, name: string])[]
  /** "who reached step 2, cart": follows what is counted. */
  readonly title: string
  /** Events before the first date are looked at too. */
  readonly readsBefore?: boolean
}

/**
 * The attempts behind a figure: users with the time of entry; or, where sessions or a column's values are counted, the
 * event with which each of them began.
 */
export function drillInto(attempts: Attempts, values: ParameterValues, list: AttemptList): Drill {
  const noun = attempts.rows.noun
  const title = `${noun.replace(/^./, (first) => first.toUpperCase())} ${list.title}`
  const more = list.columns.map(([, name]) => `, ${name}`).join('')
  const listed = `listed AS (SELECT k, o1, ${attempts.timestamp('o1')} AS entered${list.columns.map(([sql, name]) => `, ${sql} AS ${name}`).join('')} FROM ${list.from} WHERE ${list.where})`
  if (noun === 'users') {
    return { title, kind: 'users', plan: planOver(attempts, values, `,\n${[...list.ctes, listed].join(',\n')}\nSELECT k AS user_key, entered${more} FROM listed ORDER BY entered, user_key`, list.readsBefore) }
  }
  const began = `began AS (${attempts.rows.rows('TRUE', [[positionSql(attempts.shape.kind), 'o'], ['_source', 'place'], ...EVENT_COLUMNS.map((name) => [name, `own_${name}`] as const)])})`
  const first = `first_events AS (SELECT listed.k, arg_min({${EVENT_COLUMNS.map((name) => `'${name}': own_${name}`).join(', ')}}, place) AS one FROM (SELECT DISTINCT k, o1 FROM listed) listed JOIN began ON listed.k = began.k AND listed.o1 = began.o GROUP BY listed.k)`
  const key = attempts.options.per === 'session' ? '' : `listed.k AS counted, `
  return {
    title, kind: 'rows',
    plan: planOver(attempts, values, `,\n${[...list.ctes, listed, began, first].join(',\n')}\nSELECT ${key}${EVENT_COLUMNS.map((name) => `one.${name} AS ${name}`).join(', ')}${list.columns.map(([, name]) => `, listed.${name}`).join('')} FROM listed JOIN first_events ON listed.k = first_events.k ORDER BY entered, listed.k`, list.readsBefore),
  }
}

/** The users behind a cell of a funnel: those who reached its step, or with the column `lost` those who reached the step before and not this one. */
export function drillFunnel({ row, column }: Figure, values: ParameterValues, catalog: Catalog, source: string | null): Drill | null {
  const attempts = readAttempts(readOptions(values), values, catalog, source)
  const { options, name } = attempts
  const step = row['step']
  if (typeof step !== 'number' || step < 1 || step > options.steps.length || column === 'step' || column === 'event') return null
  const lost = column === 'lost'
  if (lost && step === 1) return null
  const group = options.breakdown === null ? null : row[breakdownName(options.breakdown)]
  if (group !== null && (typeof group !== 'string' || column === breakdownName(options.breakdown!))) return null
  const labels = stepLabels(options)
  const named = (one: number): string => `step ${one} (${labels[one - 1]!})`
  const before = attempts.previous(step)
  const where = lost ? `${attempts.reached(before)} AND NOT (${attempts.reached(step)})` : attempts.reached(step)
  const seconds = lost || step === 1 ? [] : [
    [attempts.seconds(before, step), 'seconds_from_previous'] as const,
    ...(before === 1 ? [] : [[attempts.seconds(1, step), 'seconds_from_first'] as const]),
  ]
  return drillInto(attempts, values, {
    ctes: options.breakdown === null ? [] : breakdownCtes(attempts, options.breakdown),
    from: options.breakdown === null ? name : 'valued',
    where: group === null ? where : `${where} AND g = ${literal(group)}`,
    columns: seconds,
    title: `${lost ? `who reached ${named(before)} and not ${named(step)}` : `who reached ${named(step)}`}${group === null ? '' : `, ${options.breakdown!} ${group}`}`,
  })
}
