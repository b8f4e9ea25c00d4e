import { elementAt } from '../../src-renderer/base/required'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { select, type Cte } from '../../src-renderer/query/sql/statement'
import { whereClause } from '../events/eventsInScope'
import { stepAt } from './attempt'
import { countedNoun, planOver, readAttempts, type Attempts } from './attempts'
import { byText, groupOf, groupSql, groupText, OTHER } from '../events/brokenBy'
import { breakdownCtes, breakdownName } from './breakdown'
import { stepLabels } from './labels'
import { readOptions } from './options'
import { positionSql } from '../events/position'

/** Columns that every log has, and that say which event it was; the catalog does not list the last two. */
const EVENT_COLUMNS = ['user_id', 'event', 'ts', '_file', '_line'] as const

/** Which attempts are meant, of which relation, and what is said of each. */
export interface AttemptList {
  /** WITH queries after the attempts' own. */
  readonly ctes: readonly Cte[]
  readonly from: string
  /** Conditions that all hold. */
  readonly where: readonly string[]
  /** More columns: SQL over the relation, and name. */
  readonly columns: readonly (readonly [sql: string, name: string])[]
  /** "who reached step 2, cart": follows what is counted. */
  readonly title: string
  /** A user may be meant several times, so that attempts are listed by the event that each began with. */
  readonly repeats?: boolean
  /** Events before the first date are looked at too. */
  readonly readsBefore?: boolean
}

/** The columns of attempts that a list of them needs. */
export function attemptColumns({ id, shape }: Attempts): readonly string[] {
  return [...new Set(['key', ...id, stepAt(1), ...(shape.hasEntry === true ? ['entry'] : [])])]
}

/**
 * The attempts behind a figure: users with the time of entry; or, where sessions, a column's values or attempts are
 * counted, the event with which each of them began.
 */
export function drillInto(attempts: Attempts, values: ParameterValues, list: AttemptList): Drill {
  const noun = countedNoun(attempts)
  const title = `${noun.replace(/^./, (first) => first.toUpperCase())} ${list.title}`
  const byEntry = attempts.shape.hasEntry === true
  const listed: Cte = {
    name: 'listed',
    about: 'The attempts that are meant, and when each began',
    sql: select(
      [
        ...attemptColumns(attempts),
        `${attempts.timestamp(stepAt(1))} AS entered`,
        ...list.columns.map(([sql, name]) => `${sql} AS ${name}`),
      ],
      `FROM ${list.from}${whereClause(...list.where)}`,
    ),
  }
  if (noun === 'users' && list.repeats !== true) {
    return {
      title,
      kind: 'users',
      plan: planOver(
        attempts,
        values,
        [...list.ctes, listed],
        select(
          ['key AS user_key', 'entered', ...list.columns.map(([, name]) => name)],
          'FROM listed\nORDER BY entered, user_key',
        ),
        list.readsBefore,
      ),
    }
  }
  const began: Cte = {
    name: 'began',
    about: 'Events with their positions, and what is shown of each',
    sql: attempts.rows.rows('TRUE', [
      [positionSql(byEntry ? 'file' : attempts.shape.kind), 'position'],
      ['_source', 'place'],
      ...EVENT_COLUMNS.map((name) => [name, `own_${name}`] as const),
    ]),
  }
  const id = attempts.id.map((one) => `listed.${one}`)
  const struct = EVENT_COLUMNS.map((name) => `'${name}': own_${name}`).join(', ')
  const first: Cte = {
    name: 'first_events',
    about: 'The event that each of these attempts began with',
    sql: select(
      [...id, `arg_min({${struct}}, place) AS one`],
      `FROM listed
JOIN began ON listed.key = began.key
  AND listed.${byEntry ? 'entry' : stepAt(1)} = began.position
GROUP BY ${id.join(', ')}`,
    ),
  }
  const isOfUser = attempts.rows.noun === 'users' || attempts.options.per === 'session'
  return {
    title,
    kind: 'rows',
    plan: planOver(
      attempts,
      values,
      [...list.ctes, listed, began, first],
      select(
        [
          ...(isOfUser ? [] : ['listed.key AS counted']),
          ...EVENT_COLUMNS.map((name) => `one.${name} AS ${name}`),
          ...list.columns.map(([, name]) => `listed.${name}`),
        ],
        `FROM listed
JOIN first_events ON ${attempts.id.map((one) => `listed.${one} = first_events.${one}`).join('\n  AND ')}
ORDER BY entered, listed.key`,
      ),
      list.readsBefore,
    ),
  }
}

/** Whether a user can stand several times in a row of the breakdown: under several values that are one row together. */
export function repeatsUsers({ options }: Attempts, group: readonly string[] | null): boolean {
  return options.eachValue && group !== null && group.every((text) => text === OTHER)
}

/** ", country and platform US · web" of a title; nothing where nothing is broken down. */
export function inGroupText(breakdown: readonly string[] | null, group: readonly string[] | null): string {
  return breakdown === null || group === null ? '' : `, ${byText(breakdown)} ${groupText(group)}`
}

/** The users behind a cell of a funnel: those who reached its step, or with the column `lost` those who reached the step before and not this one. */
export function drillFunnel(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const attempts = readAttempts(readOptions(values), values, catalog, source)
  const { options, name } = attempts
  const step = row['step']
  if (typeof step !== 'number' || step < 1 || step > options.steps.length || column === 'step' || column === 'event')
    return null
  const lost = column === 'lost'
  if (lost && step === 1) return null
  const { breakdown } = options
  const group = breakdown === null ? null : groupOf(breakdown, row, breakdownName)
  if (breakdown !== null && (group === null || breakdown.some((one) => column === breakdownName(one)))) return null
  const labels = stepLabels(options)
  const named = (one: number): string => `step ${one} (${elementAt(labels, one - 1)})`
  const before = attempts.previous(step)
  const where = lost ? [attempts.reached(before), `NOT (${attempts.reached(step)})`] : [attempts.reached(step)]
  const seconds =
    lost || step === 1
      ? []
      : [
          [attempts.seconds(before, step), 'seconds_from_previous'] as const,
          ...(before === 1 ? [] : [[attempts.seconds(1, step), 'seconds_from_first'] as const]),
        ]
  return drillInto(attempts, values, {
    ctes: breakdown === null ? [] : breakdownCtes(attempts, breakdown),
    from: breakdown === null ? name : 'valued',
    where: group === null ? where : [...where, `breakdown_value = ${groupSql(group)}`],
    repeats: repeatsUsers(attempts, group),
    columns: seconds,
    title: `${lost ? `who reached ${named(before)} and not ${named(step)}` : `who reached ${named(step)}`}${inGroupText(breakdown, group)}`,
  })
}
