import { formatValue } from '../../chart/format'
import type { DailyTile, RateTile } from './overview'
import { changePct } from './dailyTile'

/** The figure of a tile as it is shown. */
export function tileText(tile: DailyTile | RateTile): string {
  if (tile.kind === 'rate') return tile.pct === null ? '–' : formatValue(tile.pct, 'percent')
  const value = tile.last?.value ?? null
  return value === null ? '–' : `${formatValue(value, tile.format)}${tile.unit === '' ? '' : ` ${tile.unit}`}`
}

/** "+4.2 % vs prev. 7 days"; what stands in the way where there is no such figure. */
export function changeText(tile: DailyTile): string {
  const change = changePct(tile.last?.value ?? null, tile.before)
  if (change === null) return tile.before === 0 ? 'none in the 7 days before' : 'no 7 whole days before'
  const sign = change > 0 ? '+' : change < 0 ? '−' : '±'
  return `${sign}${formatValue(Math.abs(change), 'percent')} vs prev. 7 days`
}

/** What a tile's figure is of. */
export function detailText(tile: DailyTile | RateTile): string {
  if (tile.kind === 'rate')
    return tile.eligible === 0
      ? 'nobody can have reached it yet'
      : `${tile.users.toLocaleString('en')} of ${tile.eligible.toLocaleString('en')} users`
  if (tile.last === null) return 'no day in these dates'
  return `${tile.last.date}${tile.last.complete ? '' : ', not complete'}`
}

/** How a figure lies to its limits; null where it keeps them, or has none. */
export function levelText(tile: DailyTile): string | null {
  const value = tile.last?.value ?? null
  if (value === null || tile.limits === null) return null
  const { low, high } = tile.limits
  if (low !== null && value < low) return `below the limit ${formatValue(low, tile.format)}`
  if (high !== null && value > high) return `above the limit ${formatValue(high, tile.format)}`
  return null
}
