import { expect } from 'vitest'
import type { PackBed } from '../bed'
import { truthsOf, type TileOf } from '../truthsOf'

interface Streaming {
  readonly sessions: number
  readonly views: number
  readonly hours: number
  readonly open: number
  readonly hooks: Readonly<Record<string, { readonly began: number; readonly finished: number }>>
  readonly binged: string
  readonly left: { readonly title: string; readonly views: number; readonly past: number }
  readonly cold: { readonly genre: string; readonly titles: number; readonly viewed: number }
  readonly trials: number
}

/** Holds the dashboard of streaming to what is planted in its sample. */
export async function expectStreaming(tileOf: TileOf, bed: PackBed): Promise<void> {
  const { sessions, views, hours, open, hooks, binged, left, cold, trials } = truthsOf('streaming') as Streaming
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const sum = (rows: readonly Readonly<Record<string, unknown>>[], column: string) =>
    rows.reduce((all, row) => all + Number(row[column]), 0)
  const titles = rowsOf('Which titles are watched, and watched through?')
  expect(sum(titles, 'views')).toBe(views)
  expect(sum(titles, 'hours')).toBeCloseTo(hours, 6)
  const hooked = rowsOf('Does the first episode hook?')
  for (const [series, one] of Object.entries(hooks))
    expect(hooked.find((row) => row['series'] === series)).toMatchObject(one)
  expect(rowsOf('Which series are binged?')[0]?.['series']).toBe(binged)
  expect(rowsOf('How much of the catalogue is watched?').find((row) => row['genre'] === cold.genre)).toMatchObject({
    titles: cold.titles,
    viewed: cold.viewed,
  })
  expect(sum(rowsOf('Do trials become subscriptions, and who leaves?'), 'trials')).toBe(trials)
  const curve = (await bed.query('audience-curve', { title: left.title })).rows()
  expect([curve[0]?.['views'], curve[9]?.['views']]).toEqual([left.views, left.past])
  const endings = rowsOf('Which sessions never ended?')
  expect(endings.map((row) => [row['ending'], row['sessions']])).toEqual([
    ['ended', sessions - open],
    ['closed by silence', open],
  ])
}
