import { markovCredits, sharesOf, type Credit } from '../attribution/reference'

export interface PathRow {
  readonly path: string | null
  readonly conversions: number | null
  readonly value: number | null
  readonly nulls?: number | null
}

function channelsOf(row: PathRow): readonly string[] {
  return (row.path ?? '')
    .split('>')
    .map((channel) => channel.trim())
    .filter((channel) => channel !== '')
}

/** Credits by channel for ready-made paths, row by row. */
export function pathsReference(rows: readonly PathRow[], model: string, halfLifeSteps: number): readonly Credit[] {
  if (model === 'markov')
    return markovCredits(
      rows.map((row) => ({
        channels: channelsOf(row),
        conversions: row.conversions ?? 0,
        value: row.value ?? 0,
        missed: row.nulls ?? 0,
      })),
    )
  const credits = new Map<string, { conversions: number; value: number }>([['(none)', { conversions: 0, value: 0 }]])
  for (const row of rows) {
    const conversions = row.conversions ?? 0
    const value = row.value ?? 0
    const channels = channelsOf(row)
    const shares =
      channels.length === 0
        ? [1]
        : sharesOf(
            model,
            channels,
            channels.map((_, index) => channels.length - 1 - index),
            halfLifeSteps,
          )
    const names = channels.length === 0 ? ['(none)'] : channels
    names.forEach((name, index) => {
      if (conversions === 0 && value === 0) return
      const before = credits.get(name) ?? { conversions: 0, value: 0 }
      credits.set(name, {
        conversions: before.conversions + conversions * shares[index]!,
        value: before.value + value * shares[index]!,
      })
    })
  }
  return [...credits]
    .map(([channel, credit]) => ({ channel, ...credit }))
    .sort((a, b) => (a.channel < b.channel ? -1 : 1))
}
