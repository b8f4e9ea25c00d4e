import { formatFixed } from '../../../src-renderer/chart/format'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { pluralText } from '../../events/texts'
import { readInterval } from '../question'
import { isFlagged, watchedSeries, type WatchedRow, type WatchedSeries } from './charts'

/** More tiles than these do not stand in a row. */
const MOST_TILES = 6

function stateOf({ drop, rise, outlier }: WatchedRow): string {
  if (drop !== null) return `${drop} drop`
  if (rise !== null) return `${rise} rise`
  return outlier ? 'unusual' : 'no alarm'
}

function beginText(x: string): string {
  return x.length === 10 ? x : `${x.slice(0, 16).replace('T', ' ')} UTC`
}

function rounded(value: number): string {
  return formatFixed(value, Number.isInteger(value) ? 0 : 1)
}

/** The last complete bucket of a series, with its alarm. */
function lastTile({ name, rows, format }: WatchedSeries, unit: string): readonly Kpi[] {
  const current = rows.find((row) => row.current)
  if (current === undefined) return []
  return [
    {
      label: `${name} in the last complete ${unit}`,
      value: current.value,
      format,
      detail: `${beginText(current.x)}: ${stateOf(current)}`,
      figure: { row: current.row, column: 'value' },
    },
  ]
}

/** How the last complete bucket stands, and what was found before; of several series, the last bucket of each. */
export function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const watched = watchedSeries(result, values)
  const unit = readInterval(values)
  const tiles = watched.slice(0, MOST_TILES).flatMap((one) => lastTile(one, unit))
  const [only] = watched
  const current = only?.rows.find((row) => row.current)
  if (only === undefined || current === undefined || watched.length > 1) return tiles
  const last = only.rows.findLast(isFlagged)
  const before = typeof values['buckets_before'] === 'number' ? values['buckets_before'] : 7
  return [
    ...tiles,
    {
      label: `Against ${before} ${unit}s before`,
      value: current.change_pct,
      format: 'percent',
      detail:
        current.mean_before === null
          ? `fewer than ${before} complete ${unit}s of data`
          : `mean ${rounded(current.mean_before)}`,
    },
    {
      label: 'Robust z',
      value: current.robust_z,
      format: 'decimal',
      detail: current.median === null ? 'too few to compare with' : `median ${rounded(current.median)}`,
    },
    {
      label: `Flagged ${unit}s`,
      value: only.rows.filter(isFlagged).length,
      format: 'integer',
      detail:
        last === undefined
          ? 'none'
          : `${pluralText(only.rows.filter((row) => row.drop !== null).length, 'drop')}, ` +
            `${pluralText(only.rows.filter((row) => row.rise !== null).length, 'rise')}; last ${beginText(last.x)}`,
    },
  ]
}
