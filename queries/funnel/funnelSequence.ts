import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { columnNamed, conditionSql, eventNameSql } from '../../src-renderer/query/sql/condition'
import { identifier } from '../../src-renderer/query/sql/literal'
import { timelineEvents } from '../events/eventsInScope'
import { datesNeeded, entryDates, type Attempts } from './attempts'
import { isPassable } from './passOptions'

type Columns = SequenceRequest['columns']

/** What kernels of funnels do, in words. */
const RULE =
  "Each user's events are walked once in order of time: from each event that can be the first step, the others are looked for in turn as the order, the window and the tie rule say; excluded events void or cut these attempts, and those that count are picked."

/** Windows up to one of these read the same events, so that a window can be changed without reading anew. */
const REACHES = [8, 31, 92, 366].map((days) => days * 86_400e6)

const flag = (sql: string): Columns[string] => ({ kind: 'flag', sql: `(${sql})` })

/** SQL over an event for a value that must be held: as text, with one text for zero. */
function heldSql(name: string, { within }: Attempts): string {
  const { type, name: own } = columnNamed(name, within.source.columns)
  return type === 'double' ? `(${identifier(own)} + 0)` : identifier(own)
}

/** What more an analysis reads of a funnel's events. */
export interface PassedMore {
  readonly columns?: Columns
  /** It looks at events between steps, so that all are read. */
  readonly allEvents?: boolean
  readonly readsBefore?: boolean
  readonly beside?: string
  /** The plan is that of the analysis's kpiPlan. */
  readonly ofKpis?: true
}

/**
 * The same plan with a kernel that answers, where one can: flags `step_<n>` and `excluded_<n>` from 1, `on_dates` where
 * dates are asked for, `passes` and `name_<n>` where a step is the first of its name, keys `held_<n>` and `name`, texts
 * `value_<n>` of the breakdown's columns.
 */
export function passedPlan(
  plan: QueryPlan,
  attempts: Attempts,
  analysis: string,
  values: ParameterValues,
  more: PassedMore = {},
): QueryPlan {
  const { options, within } = attempts
  if (within.entity.length > 0 || !isPassable(options)) return plan
  const known = within.source.columns
  const numbered = (name: string, columns: readonly Columns[string][]): Columns =>
    Object.fromEntries(columns.map((column, index) => [`${name}_${index + 1}`, column]))
  const steps = options.steps.map((step) => conditionSql(step, known))
  const excluded = options.exclusions.map(({ condition }) => conditionSql(condition, known))
  const names = options.steps.flatMap((step, index) =>
    step.first === 'unfiltered' ? [[`name_${index + 1}`, eventNameSql(step, known) ?? 'TRUE'] as const] : [],
  )
  const dates = entryDates(within)
  const passes = names.length === 0 ? 'TRUE' : (within.filter ?? 'TRUE')
  const readsAll = options.order === 'strict' || more.allEvents === true
  const each = readsAll ? ['TRUE'] : [...steps, ...excluded, ...names.map(([, sql]) => sql)]
  const window = options.windowMicros
  const reach = window === null ? null : (REACHES.find((one) => one >= window) ?? window)
  const range = datesNeeded({ ...attempts, options: { ...options, windowMicros: reach } }, more.readsBefore === true)
  return {
    ...plan,
    sequence: {
      analysis,
      values,
      rule: RULE,
      ...timelineEvents(within, names.length === 0 ? {} : { filtered: false }),
      where: each.includes('TRUE') ? 'TRUE' : [...new Set(each)].join('\n  OR '),
      columns: {
        ...numbered('step', steps.map(flag)),
        ...numbered('excluded', excluded.map(flag)),
        ...(dates === 'TRUE' ? {} : { on_dates: flag(dates) }),
        ...(passes === 'TRUE' ? {} : { passes: flag(passes) }),
        ...Object.fromEntries(names.map(([name, sql]) => [name, flag(sql)])),
        ...numbered(
          'held',
          options.hold.map((name) => ({ kind: 'key', sql: heldSql(name, attempts) })),
        ),
        ...(options.ties === 'second' ? { name: { kind: 'key', sql: 'event' } } : {}),
        ...numbered(
          'value',
          (options.breakdown ?? []).map((name) => ({ kind: 'text', sql: identifier(columnNamed(name, known).name) })),
        ),
        ...more.columns,
      },
      ...(range === undefined ? {} : { range }),
      ...(more.beside === undefined ? {} : { beside: more.beside }),
      ...(more.ofKpis === true ? { ofKpis: true } : {}),
    },
  }
}
