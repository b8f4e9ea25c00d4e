/** Between the two nearest values, in proportion; null for none. */
export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null
  const ordered = values.toSorted((a, b) => a - b)
  const place = share * (ordered.length - 1)
  const [low, high] = [ordered[Math.floor(place)]!, ordered[Math.ceil(place)]!]
  return low + (place - Math.floor(place)) * (high - low)
}

export const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : sum(values) / values.length

/** Whether a date is one of those asked for. */
export const isAsked = (
  date: string,
  { from, to }: { readonly from: string | null; readonly to: string | null },
): boolean => (from === null || date >= from) && (to === null || date <= to)
