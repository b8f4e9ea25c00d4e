import type { Cell } from '../contract'

/** A record's first fields, and how many it has. */
export interface SampleRecord {
  readonly fields: readonly Cell[]
  readonly count: number
  /** Where it begins in the text, from 0, and on which line of it, from 0. */
  readonly offset: number
  readonly line: number
}

/** A record's width without the empty fields at its end: spreadsheets write them behind titles, too. */
export function filledWidth({ fields, count }: Pick<SampleRecord, 'fields' | 'count'>): number {
  if (count > fields.length) return count
  let width = fields.length
  while (width > 0 && String(fields[width - 1] ?? '').trim() === '') width--
  return width
}
