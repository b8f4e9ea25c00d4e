import { expect } from 'vitest'
import { truthsOf, type TileOf } from '../truthsOf'

interface Shown {
  readonly shown: number
  readonly negative: number
}

interface FeedQuality {
  readonly shown: number
  readonly loud: Shown & {
    readonly source: string
    readonly from: string
    readonly before: Shown
    readonly since: Shown
  }
  readonly returned: { readonly people: number; readonly back: number }
}

/** Holds the dashboard of a feed's quality to what is planted in its sample. */
export function expectFeedQuality(tileOf: TileOf): void {
  const { shown, loud, returned } = truthsOf('feed-quality') as FeedQuality
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const sum = (rows: readonly Readonly<Record<string, unknown>>[], column: string) =>
    rows.reduce((all, row) => all + Number(row[column]), 0)
  expect(rowsOf('Which sources do people turn away from?')[0]).toMatchObject({
    source: loud.source,
    shown: loud.shown,
    negative_per_1000: expect.closeTo((1000 * loud.negative) / loud.shown, 9) as unknown,
  })
  const days = rowsOf('Is there more negative feedback?')
  expect(sum(days, 'shown')).toBe(shown)
  const at = days.findIndex((row) => row['date'] === loud.from)
  for (const [from, side] of [
    [at - 7, loud.before],
    [at, loud.since],
  ] as const) {
    const week = days.slice(from, from + 7)
    expect(sum(week, 'shown')).toBe(side.shown)
    const negative = week.reduce(
      (all, row) => all + (Number(row['negative_per_1000']) * Number(row['shown'])) / 1000,
      0,
    )
    expect(negative).toBeCloseTo(side.negative, 6)
  }
  const thirds = rowsOf('Do people with a wide feed come back?')
  expect([sum(thirds, 'people'), sum(thirds, 'returned')]).toEqual([returned.people, returned.back])
  expect(Number(thirds[0]?.['returned_pct'])).toBeLessThan(Number(thirds[2]?.['returned_pct']))
  const late = rowsOf('Does the feed keep people up?')
  expect(late.slice(0, 5).every((row) => Number(row['often_late']) >= 1 && Number(row['often_late']) <= 3)).toBe(true)
}
