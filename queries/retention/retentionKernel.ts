import { computedResult, type ComputedColumn } from '../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../src-renderer/query/contract/result'
import { NO_VALUE, OTHER } from '../events/brokenBy'
import { bracketLabel } from './brackets'
import { breakdownName } from './breakdown'
import { countPeriods } from './countPeriods'
import type { CohortCounts } from './entryCounters'
import { readRules, type RetentionRules } from './question'
import { byText } from '../events/byText'

/** The cohorts of one value that is shown, or of all. */
interface Group {
  readonly name: string | null
  readonly cohorts: readonly CohortCounts[]
}

const entriesOf = (cohorts: readonly CohortCounts[]): number => cohorts.reduce((sum, { size }) => sum + size, 0)

/** Cohorts of several values as those of one. */
function together(cohorts: readonly CohortCounts[]): readonly CohortCounts[] {
  const found = new Map<number, CohortCounts>()
  for (const one of cohorts) {
    const known = found.get(one.unit)
    if (known === undefined) {
      found.set(one.unit, { ...one, eligible: one.eligible.slice(), users: one.users.slice() })
      continue
    }
    known.size += one.size
    known.last = Math.max(known.last, one.last)
    one.eligible.forEach((count, period) => (known.eligible[period]! += count))
    one.users.forEach((count, period) => (known.users[period]! += count))
  }
  return [...found.values()].sort((a, b) => a.unit - b.unit)
}

/** The values that are shown, most entries first, the others together and last. */
function groupsOf(run: KernelRun, { breakdown }: RetentionRules, cohorts: readonly CohortCounts[]): readonly Group[] {
  if (breakdown === null) return [{ name: null, cohorts: together(cohorts) }]
  const { texts } = run.timeline.text('value')
  const entries = new Map<number, number>()
  for (const { value, size } of cohorts) entries.set(value, (entries.get(value) ?? 0) + size)
  const ranked = [...entries.keys()]
    .filter((value) => texts[value] !== NO_VALUE)
    .sort((a, b) => entries.get(b)! - entries.get(a)! || byText(texts[a]!, texts[b]!))
  const other = new Set(ranked.slice(breakdown.limit))
  const byName = new Map<string, CohortCounts[]>()
  for (const cohort of cohorts) {
    const name = other.has(cohort.value) ? OTHER : texts[cohort.value]!
    byName.set(name, [...(byName.get(name) ?? []), cohort])
  }
  return [...byName]
    .map(([name, own]) => ({ name, cohorts: together(own) }))
    .sort(
      (a, b) =>
        Number(a.name === OTHER) - Number(b.name === OTHER) ||
        entriesOf(b.cohorts) - entriesOf(a.cohorts) ||
        byText(a.name, b.name),
    )
}

/** What both answers are made of. */
interface Counted {
  readonly rules: RetentionRules
  readonly groups: readonly Group[]
  /** Cohorts too small to be shown. */
  readonly hidden: number
  /** Whether a period of a cohort is over for all of it. */
  readonly isOver: (cohort: CohortCounts, period: number) => boolean
}

async function count(run: KernelRun): Promise<Counted> {
  const rules = readRules(run.values)
  const all = groupsOf(run, rules, await countPeriods(run, rules))
  const cohorts = all.flatMap((group) => group.cohorts)
  const small = cohorts.filter(({ size }) => size < rules.minSize)
  run.leaveOut('small-cohorts', entriesOf(small))
  const openUnit = Number(run.beside?.rowCount ? run.beside.value(0, 'open_unit') : 0)
  const firstUnit = Number(run.beside?.rowCount ? run.beside.value(0, 'unit') : 0)
  return {
    rules,
    groups: all.map(({ name, cohorts: own }) => ({ name, cohorts: own.filter(({ size }) => size >= rules.minSize) })),
    hidden: small.length,
    isOver: ({ unit }, period) =>
      rules.clock === 'rolling' || firstUnit + unit + (rules.brackets?.[period]?.last ?? period) + 1 <= openUnit,
  }
}

const rateOf = (eligible: number, users: number): number | null => (eligible === 0 ? null : (100 * users) / eligible)

/** A group's own column, and what a period is called. */
function leadOf({ breakdown, brackets }: RetentionRules): {
  readonly group: readonly ComputedColumn[]
  readonly period: readonly ComputedColumn[]
  readonly of: (group: string | null) => Record<string, ResultValue>
  readonly at: (period: number) => Record<string, ResultValue>
} {
  const column = breakdown === null ? null : breakdownName(breakdown.columns[0]!)
  return {
    group: column === null ? [] : [{ name: column, type: 'string' }],
    period: [
      { name: 'period', type: 'integer' },
      ...(brackets === null ? [] : [{ name: 'bracket', type: 'string' } as const]),
    ],
    of: (group) => (column === null ? {} : { [column]: group }),
    at: (period) =>
      brackets === null ? { period } : { period: brackets[period]!.first, bracket: bracketLabel(brackets[period]!) },
  }
}

const hiddenColumn = ({ minSize }: RetentionRules): readonly ComputedColumn[] =>
  minSize > 1 ? [{ name: 'hidden_cohorts', type: 'integer' }] : []

/** A row for each cohort and period that could be observed. */
export async function countRetention(run: KernelRun): Promise<ResultTable> {
  const { rules, groups, hidden, isOver } = await count(run)
  const lead = leadOf(rules)
  const rows = groups.flatMap(({ name, cohorts }) =>
    cohorts.flatMap((cohort) =>
      Array.from({ length: Math.max(cohort.last, 0) + 1 }, (_, period) => ({
        ...lead.of(name),
        cohort: run.beside?.value(cohort.unit, 'begins') ?? null,
        size: cohort.size,
        ...lead.at(period),
        eligible: cohort.eligible[period]!,
        users: cohort.users[period]!,
        pct: rateOf(cohort.eligible[period]!, cohort.users[period]!),
        hidden_cohorts: hidden,
        complete: isOver(cohort, period),
      })),
    ),
  )
  return computedResult(
    [
      ...lead.group,
      { name: 'cohort', type: 'date' },
      { name: 'size', type: 'integer' },
      ...lead.period,
      { name: 'eligible', type: 'integer' },
      { name: 'users', type: 'integer' },
      { name: 'pct', type: 'double' },
      ...hiddenColumn(rules),
      { name: 'complete', type: 'boolean' },
    ],
    rows,
  )
}

/** How cohorts become one rate: together, or as a mean of those that have one. */
function pooled(
  { mean }: RetentionRules,
  cells: readonly { readonly size: number; readonly eligible: number; readonly users: number }[],
): Record<string, ResultValue> {
  const sum = (column: 'eligible' | 'users'): number => cells.reduce((all, cell) => all + cell[column], 0)
  const rated = cells.filter(({ eligible }) => eligible > 0)
  const weigh = (weight: (size: number) => number): number | null => {
    const all = rated.reduce((total, { size }) => total + weight(size), 0)
    const rates = rated.reduce((total, { size, eligible, users }) => total + (weight(size) * 100 * users) / eligible, 0)
    return rated.length === 0 ? null : rates / all
  }
  return {
    eligible: sum('eligible'),
    users: sum('users'),
    pct:
      mean === 'pooled' ? rateOf(sum('eligible'), sum('users')) : weigh(mean === 'simple' ? () => 1 : (size) => size),
    cohorts: rated.length,
    cohort_users: rated.reduce((total, { size }) => total + size, 0),
  }
}

/** A row for each period of all cohorts for which it is over. */
export async function countSummary(run: KernelRun): Promise<ResultTable> {
  const { rules, groups, hidden, isOver } = await count(run)
  const lead = leadOf(rules)
  const rows = groups.flatMap(({ name, cohorts }) =>
    Array.from({ length: rules.brackets?.length ?? rules.periods + 1 }, (_, period) => period).flatMap((period) => {
      const own = cohorts.filter((cohort) => period <= Math.max(cohort.last, 0) && isOver(cohort, period))
      const cells = own.map(({ size, eligible, users }) => ({
        size,
        eligible: eligible[period]!,
        users: users[period]!,
      }))
      return cells.length === 0
        ? []
        : [{ ...lead.of(name), ...lead.at(period), ...pooled(rules, cells), hidden_cohorts: hidden }]
    }),
  )
  const means: readonly ComputedColumn[] = [
    ...(rules.mean === 'pooled' ? [] : [{ name: 'cohorts', type: 'integer' } as const]),
    ...(rules.mean === 'weighted' ? [{ name: 'cohort_users', type: 'integer' } as const] : []),
  ]
  return computedResult(
    [
      ...lead.group,
      ...lead.period,
      { name: 'eligible', type: 'integer' },
      { name: 'users', type: 'integer' },
      { name: 'pct', type: 'double' },
      ...means,
      ...hiddenColumn(rules),
    ],
    rows,
  )
}
