/** `6.3 minutes`, for summaries. */
export function minutesText(minutes: number): string {
  return `${minutes.toFixed(1)} minutes`
}

/** `76.0 %`, for summaries. */
export function percentText(percent: number): string {
  return `${percent.toFixed(1)} %`
}

/** `1,204 deliveries`, for summaries. */
export function countText(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
}
