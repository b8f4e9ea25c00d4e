import type { Role } from '../../model/schema'
import type { SourceEntry, StoredLoss } from '../../store/manifest'

/** A file of which more was read: its size and checksum are those of all of it. */
export function withMore(source: SourceEntry, [more]: readonly SourceEntry[]): SourceEntry {
  if (more === undefined) return source
  const lost: Partial<Record<Role, StoredLoss>> = { ...source.lost }
  for (const [role, loss] of Object.entries(more.lost ?? {}) as [Role, StoredLoss][]) {
    const before = lost[role]
    lost[role] = before === undefined ? loss : { ...before, count: before.count + loss.count }
  }
  const late = more.late ?? source.late
  const arrivals = [source.arrivals, more.arrivals].filter((one) => one !== undefined)
  return {
    ...more,
    rows: source.rows + more.rows,
    rejected: source.rejected + more.rejected,
    duplicates: source.duplicates + more.duplicates,
    ...(late === undefined ? {} : { late: { ...late, rows: (source.late?.rows ?? 0) + (more.late?.rows ?? 0) } }),
    ...(arrivals[0] === undefined
      ? {}
      : {
          arrivals: {
            ...arrivals[0],
            rows: arrivals.reduce((sum, { rows }) => sum + rows, 0),
            mostHours: Math.max(...arrivals.map(({ mostHours }) => mostHours)),
          },
        }),
    ...(Object.keys(lost).length === 0 ? {} : { lost }),
  }
}
