import { formatCount, formatFixed } from '../../src-renderer/chart/format'

/** `6.3 minutes`, for summaries. */
export function minutesText(minutes: number): string {
  return `${formatFixed(minutes, 1)} minutes`
}

/** `76.0 %`, for summaries. */
export function percentText(percent: number): string {
  return `${formatFixed(percent, 1)} %`
}

/** `1,204 deliveries`, for summaries. */
export function countText(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
