import { isoToDay, localDayReader } from '../../../src-renderer/model/zone'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { ScanRun } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readFilter } from '../../../src-renderer/query/sql/condition'
import type { Scope } from '../../../src-renderer/query/sql/source'
import { isMillis, KINDS, likelyColumn } from '../../events/contentColumns'
import { conditionTerms, isStored, termsOf, type ScanColumns } from '../../events/storedTerms'
import type { Clock } from './clock'
import { COLUMNS } from './columns'
import { countSteps, type RollingScan } from './stepCounts'

/** More steps are left to the engine. */
const MOST_STEPS = 1_000_000

/** The `scan` of a plan of rolling windows, where its events are those of one table that texts alone select. */
export function rollingScan(scope: Scope, values: ParameterValues, clock: Clock): Pick<QueryPlan, 'scan'> {
  const { source, firstDate, lastDate, fromDate, toDate } = scope
  const content = likelyColumn(scope, values, 'content')
  const dwell = likelyColumn(scope, values, 'dwell')
  if (!isStored(scope, values) || (content !== null && content.type !== 'string')) return {}
  if (dwell !== null && dwell.type !== 'integer' && dwell.type !== 'double') return {}
  if (source.minTs === null || source.maxTs === null || firstDate === null || lastDate === null) return {}
  const columns: ScanColumns = {
    time: { kind: 'time', column: 'ts' },
    user: { kind: 'key', column: 'user_key' },
    ...(content === null ? {} : { content: { kind: 'text', column: content.name } as const }),
    ...(dwell === null ? {} : { dwell: { kind: 'number', column: dwell.name } as const }),
  }
  const filter = termsOf(readFilter(values['filter'] ?? null), scope, columns)
  const kinds = KINDS.map((kind) => [kind, conditionTerms(values[kind] ?? null, kind, scope, columns)] as const)
  const last = isoToDay(source.asOf ?? lastDate)
  const asked = {
    zone: scope.timezone ?? scope.catalog.timezone,
    from: Math.max(isoToDay(firstDate), fromDate === null ? -Infinity : isoToDay(fromDate)),
    to: Math.min(last, toDate === null ? Infinity : isoToDay(toDate)),
    stepMicros: clock.stepMicros,
    steps: clock.steps,
    firstStep: Math.floor(source.minTs / clock.stepMicros),
    lastStep: Math.floor(source.maxTs / clock.stepMicros),
    nowTs: source.nowTs ?? 0,
    hasContent: content !== null,
    dwellUnit: dwell === null ? null : isMillis(dwell, values) ? 1000 : 1,
  }
  if (filter === null || kinds.some(([, terms]) => terms === null)) return {}
  if (asked.lastStep - asked.firstStep >= MOST_STEPS) return {}
  return {
    scan: {
      analysis: 'content-rolling',
      values: { asked: { ...asked, scope: filter, kinds: Object.fromEntries(kinds) } },
      table: source.table ?? '',
      columns,
      rule:
        'events are counted by step in order of time; a viewer or a content enters with a step and leaves when the window ' +
        'has passed, or with the next step that has a view of theirs. Windows are running sums of both.',
    },
  }
}

/** The sum of the last `steps` at each place: of two parts, up to where a stretch of so many ends and from there on. */
function windowed(values: Float64Array, steps: number): Float64Array {
  const { length } = values
  const [from, upTo] = [values.slice(), values.slice()]
  for (let at = 1; at < length; at += 1) if (at % steps > 0) from[at]! += from[at - 1]!
  for (let at = length - 2; at >= 0; at -= 1) if ((at + 1) % steps > 0) upTo[at]! += upTo[at + 1]!
  return from.map((sum, at) => ((at + 1) % steps === 0 || at < steps ? sum : sum + upTo[at - steps + 1]!))
}

/** Running sums of whole numbers. */
function running(changes: Float64Array): Float64Array {
  let sum = 0
  return changes.map((change) => (sum += change))
}

/** The rows of rollingSql(). */
export async function scanRolling(run: ScanRun): Promise<ResultTable> {
  const asked = run.values['asked'] as unknown as RollingScan
  const { zone, from, to, stepMicros, steps, firstStep, lastStep, nowTs } = asked
  const counts = await countSteps(run, asked)
  const [views, likes, shares, comments] = KINDS.map((kind) => windowed(counts.kinds[kind], steps)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const seconds = windowed(counts.seconds, steps)
  const [viewers, contents] = [running(counts.viewers), running(counts.contents)]
  const dayOf = localDayReader(zone)
  return declaredResult(
    COLUMNS,
    Array.from({ length: lastStep - firstStep + 1 }, (_, at) => at).flatMap((at) => {
      const step = firstStep + at
      const day = dayOf(step * stepMicros)
      if (day < from || day > to) return []
      const engaged = likes[at]! + shares[at]! + comments[at]!
      return [
        {
          window_end: (step + 1) * stepMicros,
          views: views[at]!,
          viewers: viewers[at]!,
          contents: contents[at]!,
          likes: likes[at]!,
          shares: shares[at]!,
          comments: comments[at]!,
          minutes: seconds[at]! / 60,
          engagement_pct: views[at] === 0 ? null : (100 * engaged) / views[at]!,
          complete: at - steps + 1 >= 0 && (step + 1) * stepMicros <= nowTs,
        },
      ]
    }),
  )
}
