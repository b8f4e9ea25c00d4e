import { describe, expect, it } from 'vitest'
import type { Datum, Scene } from '../../../src-renderer/chart/scene'
import { datumAfterKey, datumAt } from '../../../src-renderer/panels/chart/findDatum'

const mark = (id: string, x: number, y: number, width: number, height: number, more: Partial<Datum> = {}): Datum =>
  ({ id, row: 0, column: 0, box: { x, y, width, height }, ...more }) as Datum
/** Marks in a plot from (100, 100) to (300, 200). */
const scene = (hit: Scene['hit'], data: readonly Datum[]): Scene =>
  ({ hit, data, plot: { x: 100, y: 100, width: 200, height: 100 } }) as unknown as Scene
const at = (hit: Scene['hit'], data: readonly Datum[], x: number, y: number): string | undefined =>
  datumAt(scene(hit, data), x, y)?.id

describe('the mark that a pointer means', () => {
  it('is the one whose box is under it, the upper of two; nothing beside them', () => {
    const data = [mark('below', 110, 110, 40, 40), mark('above', 130, 130, 40, 40)]
    expect([
      at('box', data, 112, 112),
      at('box', data, 140, 140),
      at('box', data, 150, 150),
      at('box', data, 170, 170),
      at('box', data, 110, 110),
    ]).toEqual(['below', 'above', 'above', 'above', 'below'])
    expect([
      at('box', data, 171, 140),
      at('box', data, 140, 171),
      at('box', data, 109, 120),
      at('box', data, 120, 109),
    ]).toEqual([undefined, undefined, undefined, undefined])
  })

  it('is the one whose middle is nearest along x, then the nearest above or below', () => {
    const data = [mark('wide', 100, 150, 100, 4), mark('thin', 190, 150, 2, 4), mark('thin too', 190, 110, 2, 4)]
    // The middle of the wide one is at 150: from 171 on the thin ones are nearer.
    expect([
      at('nearest-x', data, 160, 150),
      at('nearest-x', data, 169, 150),
      at('nearest-x', data, 172, 150),
      at('nearest-x', data, 250, 112),
      at('nearest-x', data, 250, 190),
    ]).toEqual(['wide', 'wide', 'thin', 'thin too', 'thin'])
    expect(at('nearest-x', data, 172, 131)).toBe('thin too')
    expect(at('nearest-x', data, 172, 133)).toBe('thin')
  })

  it('is the nearest one in reach', () => {
    const data = [mark('a', 150, 150, 10, 10), mark('b', 200, 150, 10, 10)]
    expect([
      at('nearest', data, 170, 155),
      at('nearest', data, 185, 155),
      at('nearest', data, 155, 182),
      at('nearest', data, 155, 118),
    ]).toEqual(['a', 'b', 'a', 'a'])
    expect([
      at('nearest', data, 155, 193),
      at('nearest', data, 155, 117),
      at('nearest', data, 180, 185),
      at('nearest', data, 118, 155),
      at('nearest', data, 117, 155),
    ]).toEqual([undefined, undefined, undefined, 'a', undefined])
  })

  it("is none outside the plot, but for a hand's breadth", () => {
    const data = [mark('a', 100, 100, 200, 100)]
    expect(
      [
        [88, 150],
        [312, 150],
        [150, 88],
        [150, 212],
      ].map(([x, y]) => at('nearest-x', data, x!, y!)),
    ).toEqual(['a', 'a', 'a', 'a'])
    expect(
      [
        [87, 150],
        [313, 150],
        [150, 87],
        [150, 213],
      ].map(([x, y]) => at('nearest-x', data, x!, y!)),
    ).toEqual([undefined, undefined, undefined, undefined])
  })

  it('is a flag only where the flag is', () => {
    const data = [mark('flag', 150, 80, 10, 10, { annotations: [] as never }), mark('a', 150, 150, 10, 10)]
    expect([
      at('nearest-x', data, 155, 85),
      at('nearest-x', data, 155, 95),
      at('nearest', data, 155, 130),
      at('nearest-x', data, 155, 79),
    ]).toEqual(['flag', 'a', 'a', undefined])
  })
})

describe('the mark that a key leads to', () => {
  const grid = [
    [0, 0],
    [0, 1],
    [0, 2],
    [4, 0],
    [4, 2],
    [9, 5],
  ].map(([row, column]) => mark(`${row}:${column}`, 0, 0, 1, 1, { row: row!, column: column! }))
  const go = (from: string | null, key: string): string | undefined =>
    datumAfterKey(grid, grid.find((one) => one.id === from) ?? null, key)?.id

  it('is in its row, or in the next row that there is, in the nearest column', () => {
    expect([
      go('0:1', 'ArrowRight'),
      go('0:1', 'ArrowLeft'),
      go('0:1', 'Home'),
      go('0:1', 'End'),
      go('0:2', 'ArrowRight'),
      go('0:0', 'ArrowLeft'),
    ]).toEqual(['0:2', '0:0', '0:0', '0:2', '0:2', '0:0'])
    expect([
      go('0:1', 'ArrowDown'),
      go('0:2', 'ArrowDown'),
      go('4:0', 'ArrowDown'),
      go('9:5', 'ArrowDown'),
      go('9:5', 'ArrowUp'),
      go('4:2', 'ArrowUp'),
      go('0:0', 'ArrowUp'),
    ]).toEqual(['4:0', '4:2', '9:5', '9:5', '4:2', '0:2', '0:0'])
  })

  it('is the first at the start, or the last for End; other keys lead nowhere', () => {
    expect([
      go(null, 'ArrowRight'),
      go(null, 'ArrowUp'),
      go(null, 'Home'),
      go(null, 'End'),
      go('0:0', 'a'),
      go(null, 'Tab'),
    ]).toEqual(['0:0', '0:0', '0:0', '9:5', undefined, undefined])
    expect([datumAfterKey([], null, 'Home'), datumAfterKey([], null, 'End')]).toEqual([null, null])
    // A mark of a drawing of before, whose row is gone, stays where it is.
    const gone = mark('7:0', 0, 0, 1, 1, { row: 7 })
    expect(['Home', 'End', 'ArrowLeft', 'ArrowUp'].map((key) => datumAfterKey(grid.slice(3), gone, key)?.id)).toEqual([
      '7:0',
      '7:0',
      '7:0',
      '7:0',
    ])
  })
})
