import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changePct, dailyTile } from '../../../src-renderer/host/overview/dailyTile'
import { gapsOf } from '../../../src-renderer/host/overview/dataQuality'
import type { DayFigure } from '../../../src-renderer/host/overview/overview'
import { runs } from '../../runs'

/** Days in a row from 2024-02-20 on, over the 29th. */
function days(figures: readonly { value: number | null; complete: boolean }[]): readonly DayFigure[] {
  return figures.map((figure, index) => ({
    date: new Date(Date.UTC(2024, 1, 20 + index)).toISOString().slice(0, 10),
    ...figure,
  }))
}
const figure = fc.record({ value: fc.option(fc.integer({ min: 0, max: 9 }), { freq: 12 }), complete: fc.boolean() })

describe('a figure of the last complete day', () => {
  it('is that, held against the 7 days before it', () => {
    fc.assert(fc.property(fc.array(figure, { maxLength: 24 }), check), { numRuns: runs(500) })
  })
  function check(figures: readonly { value: number | null; complete: boolean }[]): void {
    const all = days(figures)
    const tile = dailyTile(all)
    // From the definition: go back from the end to a complete day; take the seven before, all of them or none.
    let at = all.length - 1
    while (at >= 0 && !all[at]!.complete) at--
    if (at < 0) at = all.length - 1
    expect(tile.last).toEqual(all[at] ?? null)
    const seven = at >= 7 ? all.slice(at - 7, at) : []
    const whole = seven.length === 7 && seven.every((day) => day.complete && day.value !== null)
    const mean = seven.reduce((sum, day) => sum + (day.value ?? 0), 0) / 7
    if (whole) expect(tile.before).toBeCloseTo(mean, 12)
    else expect(tile.before).toBeNull()
  }

  it('is told by hand', () => {
    const tile = dailyTile(days([7, 7, 7, 7, 7, 7, 14, 12, 1].map((value, index) => ({ value, complete: index < 8 }))))
    expect(tile.last).toEqual({ date: '2024-02-27', value: 12, complete: true })
    expect(tile.before).toBe(8)
    expect(changePct(12, tile.before)).toBe(50)
    expect(changePct(12, 0)).toBeNull()
    expect(dailyTile([]).last).toBeNull()
  })

  it('misses days without events, not those that are not over', () => {
    const all = days([
      { value: 0, complete: false },
      { value: 0, complete: true },
      { value: 3, complete: true },
      { value: 0, complete: false },
    ])
    expect(gapsOf(all)).toEqual(['2024-02-21'])
  })
})
