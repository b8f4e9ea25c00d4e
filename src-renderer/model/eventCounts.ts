import type { TsMicros } from './schema'

/** An event of a table: how many rows have it, and when the first and the last of them were. */
export interface EventCount {
  readonly name: string
  readonly rows: number
  readonly firstTs: TsMicros
  readonly lastTs: TsMicros
}

/** Lists of several files or tables as one: the most frequent event first, of equals by name. */
export function joinCounts(lists: readonly (readonly EventCount[])[]): readonly EventCount[] {
  const found = new Map<string, EventCount>()
  for (const one of lists.flat()) {
    const known = found.get(one.name)
    found.set(one.name, {
      name: one.name,
      rows: one.rows + (known?.rows ?? 0),
      firstTs: Math.min(one.firstTs, known?.firstTs ?? Infinity),
      lastTs: Math.max(one.lastTs, known?.lastTs ?? -Infinity),
    })
  }
  return [...found.values()].sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
