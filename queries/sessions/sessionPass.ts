import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import { identifier } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import {} from '../../src-renderer/query/sql/statement'
import { DAY_NUMBER } from '../events/dataDates'
import { timelineEvents } from '../events/eventsInScope'
import { shownDaysSql, shownPlaces } from '../events/shownDays'
import { cutOf, type SessionCut } from './sessionEvents'
import { SessionUnits, sessionColumns } from './sessionUnits'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 1024

/**
 * The `sequence` of a plan whose kernel goes through sessions by eachSession(), with what it reads of events besides;
 * none where others than users count.
 */
export function sessionSequence(
  scope: Scope,
  cut: SessionCut,
  asked: {
    readonly analysis: string
    readonly values: ParameterValues
    readonly columns: SequenceRequest['columns']
    readonly lookedUp?: Readonly<Record<string, string>>
    /** What is done with each session, in words. */
    readonly rule: string
  },
): Pick<QueryPlan, 'sequence'> {
  if (scope.entity.length > 0) return {}
  return {
    sequence: {
      ...asked,
      ...timelineEvents(scope),
      where: 'TRUE',
      columns: { ...sessionColumns(cut), date: { kind: 'number', sql: DAY_NUMBER }, ...asked.columns },
      beside: shownDaysSql(scope),
      rule: `Each user's events are walked once in order of time and cut into sessions. ${asked.rule}`,
    },
  }
}

/** A column of a timeline for which values are equal: 0 and -0 are. */
export function valueKey({ name, type }: ColumnSchema): SequenceRequest['columns'][string] {
  return { kind: 'key', sql: type === 'double' ? `${identifier(name)} + 0` : identifier(name) }
}

/** Told of one user's sessions; `dayOf` is the number of the date shown on which one began, -1 where that is not shown. */
export type VisitUser = (units: SessionUnits, dayOf: (unit: number) => number, user: number) => void

/** Goes through all sessions, user by user. */
export async function eachUserSessions(run: KernelRun, visit: VisitUser): Promise<void> {
  const { timeline, pace } = run
  const units = new SessionUnits(timeline, cutOf(run.values, run.columns.has('session')))
  const { rows, starts } = units
  const date = timeline.number('date')
  const placeOf = shownPlaces(run)
  const dayOf = (unit: number): number => placeOf(date[rows[starts[unit]!]!]!)
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    units.load(user)
    visit(units, dayOf, user)
  }
}

/**
 * Told of a session: its events are rows[from] to rows[to], the end left out, in order of time; `day` is the number of
 * the date shown on which it began.
 */
export type VisitSession = (rows: Int32Array, from: number, to: number, day: number, user: number) => void

/** Goes through all sessions that began on a date shown, user by user, in the order in which they begin. */
export async function eachSession(run: KernelRun, visit: VisitSession): Promise<void> {
  await eachUserSessions(run, ({ rows, starts, first, end }, dayOf, user) => {
    for (let unit = first; unit < end; unit += 1) {
      const day = dayOf(unit)
      if (day >= 0) visit(rows, starts[unit]!, starts[unit + 1]!, day, user)
    }
  })
}
