import { required } from '../../../src-renderer/base/required'
import { partsResult, type PartRows } from '../../../src-renderer/query/analysis/partsResult'
import type { ScanRun } from '../../../src-renderer/query/contract/analysis'
import type { AddUp } from '../../../src-renderer/query/contract/cte'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { partsOf } from '../../../src-renderer/query/sql/addedUp'
import type { SeriesScan } from '../seriesScan'
import { scanBuckets } from './scanBuckets'
import { countedCells, countPlaces } from './scanCounts'
import type { CellValues } from './scannedFigure'
import { combinationsOf } from './scanLines'

/** Each cell that says something: `bucket`, `place` from 1, and its figures. */
function cellRows(figures: readonly CellValues[], first: number, places: number, cells: number): PartRows {
  const rows: PartRows['rows'][number][] = []
  for (let cell = 0; cell < cells; cell += 1) {
    const values = figures.map((figure) => figure.value(cell + 1))
    // A count of none is what a cell without a row has, but a sum or a least value of 0 is one.
    if (figures.every(({ type }, at) => values[at] === null || (type === 'integer' && values[at] === 0))) continue
    const at = { bucket: first + Math.floor(cell / places), place: 1 + (cell % places) }
    rows.push({ ...at, ...Object.fromEntries(figures.map(({ name }, index) => [name, values[index] ?? null])) })
  }
  return { types: Object.fromEntries(figures.map(({ name, type }) => [name, type])), rows }
}

/** What measures need of each bucket and line, and the lines: parts of the statement. */
export async function scanSeries(run: ScanRun): Promise<ResultTable | null> {
  const scan = run.values['scanned'] as unknown as SeriesScan
  const buckets = scanBuckets(scan, run.rows)
  const combinations = combinationsOf(scan, run.rows)
  if (buckets === null || combinations === null) return null
  const { breakdown } = scan
  const counted = await countedCells(run, { buckets, combinations })
  if (counted === null) return null
  const { figures, lines } = counted
  const places = countPlaces(lines)
  const groups = Array.from({ length: breakdown?.columns ?? 0 }, (_, at) => [`group_${at + 1}`, 'string'] as const)
  const rest = required(run.rest)
  return partsResult(rest, (name) => {
    const windows = figures.find((one) => one.name === name)?.windows
    if (windows !== undefined) return windows(buckets)
    return name === 'group_places'
      ? { types: Object.fromEntries(groups), rows: lines.rows }
      : cellRows(
          figures.filter((one) => sumsOf(rest, name).includes(one.name)),
          buckets.first,
          places,
          places * buckets.count,
        )
  })
}

function sumsOf(rest: AddUp, name: string): readonly string[] {
  return partsOf(rest).find(({ cte }) => cte.name === name)?.adds.sums ?? []
}
