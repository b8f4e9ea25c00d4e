/** A number as typed, null for nothing; undefined for what is no number. */
export function readBound(text: string): number | null | undefined {
  const typed = text.trim()
  if (typed === '') return null
  const value = Number(typed)
  return Number.isFinite(value) ? value : undefined
}
