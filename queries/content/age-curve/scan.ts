import type { ColumnSchema } from '../../../src-renderer/model/schema'
import { isoToDay, localDayReader } from '../../../src-renderer/model/zone'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { ScanRun } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readFilter } from '../../../src-renderer/query/sql/condition'
import type { ScannedBatch } from '../../../src-renderer/sequence/scannedRows'
import {
  conditionTerms,
  isStored,
  longestBatch,
  termFlags,
  termsOf,
  type ScanColumns,
  type ScanTerm,
} from '../../events/storedTerms'
import { COLUMNS } from './columns'
import { lastPercent, MOST_PLACES, type AgeQuestion } from './sql'

/** What is asked of stored rows: `user`, `place` and perhaps `length` and `time` are their columns. */
interface AgeScan {
  readonly zone: string
  /** Local days, null for open. */
  readonly from: number | null
  readonly to: number | null
  readonly isPercent: boolean
  readonly step: number
  readonly terms: readonly ScanTerm[]
}

const isNumber = ({ type }: ColumnSchema): boolean => type === 'integer' || type === 'double'

/** The `scan` of an age curve's plan, where its views are those of one table that texts alone select. */
export function ageScan(question: AgeQuestion, values: ParameterValues): Pick<QueryPlan, 'scan'> {
  const { scope, place, length, isPercent, step } = question
  if (!isStored(scope, values) || !isNumber(place) || (length !== null && !isNumber(length))) return {}
  const { fromDate, toDate } = scope
  const columns: ScanColumns = {
    user: { kind: 'key', column: 'user_key' },
    place: { kind: 'number', column: place.name },
    ...(length === null ? {} : { length: { kind: 'number', column: length.name } as const }),
    ...(fromDate === null && toDate === null ? {} : { time: { kind: 'time', column: 'ts' } as const }),
  }
  const filter = termsOf(readFilter(values['filter'] ?? null), scope, columns)
  const view = conditionTerms(values['view'] ?? null, 'view', scope, columns)
  if (filter === null || view === null) return {}
  const asked: AgeScan = {
    zone: scope.timezone ?? scope.catalog.timezone,
    from: fromDate === null ? null : isoToDay(fromDate),
    to: toDate === null ? null : isoToDay(toDate),
    isPercent,
    step,
    terms: [...filter, ...view],
  }
  return {
    scan: {
      analysis: 'age-curve',
      values: { asked: { ...asked }, hasLength: length !== null },
      table: scope.source.table ?? '',
      columns,
      rule: 'each view is counted at the last place that it got to; from the last place on, what got there or beyond is summed up.',
    },
  }
}

/** Whether a row is of a date asked for; null where all of the batch are, 'none' where none is. */
function onDates(batch: ScannedBatch, { zone, from, to }: AgeScan): ((row: number) => boolean) | 'none' | null {
  if (from === null && to === null) return null
  const { values, least, most } = batch.column('time')
  const dayOf = localDayReader(zone)
  const isOn = (micros: number): boolean => {
    const day = dayOf(micros)
    return (from === null || day >= from) && (to === null || day <= to)
  }
  // Two days around, because local days may come twice.
  const [first, last] = [dayOf(least), dayOf(most)]
  if ((from !== null && last < from - 1) || (to !== null && first > to + 1)) return 'none'
  if ((from === null || first > from) && (to === null || last < to)) return null
  return (row) => isOn(values[row]!)
}

/** Views by the number of the last place that they got to, MOST_PLACES or `last` at most, and the furthest that one got. */
async function countPlaces({ rows, values, pace }: ScanRun, asked: AgeScan, last: number) {
  const { step, terms } = asked
  const [flagsOf, room] = [termFlags(terms, rows), new Uint8Array(longestBatch(rows))]
  const counts = new Float64Array(last + 1)
  let furthest = -1
  for (const batch of rows.batches) {
    await pace()
    const isOn = onDates(batch, asked)
    if (isOn === 'none') continue
    const flags = flagsOf(batch, room)
    const [keys, places] = [batch.column('user').values, batch.column('place').values]
    const lengths = values['hasLength'] === true ? batch.column('length').values : null
    for (let row = 0; row < batch.rows; row += 1) {
      const place = places[row]!
      if (!(place >= 0) || (flags !== null && flags[row] === 0) || keys[row]! < 0) continue
      if (isOn !== null && !isOn(row)) continue
      let reached = place
      if (lengths !== null) {
        if (!(lengths[row]! > 0)) continue
        reached = (100 * place) / lengths[row]!
      }
      if (reached > furthest) furthest = reached
      const guessed = Math.min(Math.floor(reached / step), last)
      const nth = (guessed + 1) * step <= reached ? guessed + 1 : guessed * step > reached ? guessed - 1 : guessed
      counts[Math.min(nth, last)]! += 1
    }
  }
  return { counts, furthest }
}

/** The rows of ageSql(). */
export async function scanAges(run: ScanRun): Promise<ResultTable> {
  const asked = run.values['asked'] as unknown as AgeScan
  const { isPercent, step } = asked
  const most = isPercent ? lastPercent(step) : MOST_PLACES
  const { counts, furthest } = await countPlaces(run, asked, most)
  const views = counts.reduce((sum, one) => sum + one, 0)
  if (views === 0) return declaredResult(COLUMNS, [])
  const last = isPercent ? most : Math.min(Math.floor(furthest / step), most)
  const still = new Float64Array(most + 1)
  for (let nth = most, sum = 0; nth >= 0; nth -= 1) still[nth] = sum += counts[nth]!
  return declaredResult(
    COLUMNS,
    Array.from(still.subarray(0, last + 1), (here, nth) => ({
      place: nth * step,
      still: here,
      share: (100 * here) / views,
      ended: nth === 0 ? 0 : still[nth - 1]! - here,
      views,
    })),
  )
}
