import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beyondNext, layTiles, movedBox, placed, type Box } from '../../../src-renderer/host/dashboard/tileLayout'
import type { Tile, TilePlace } from '../../../src-renderer/query/contract/dashboard'

const text = (place: Partial<TilePlace> = {}): Tile => ({
  kind: 'text',
  text: '',
  place: { x: null, y: null, w: null, h: null, ...place },
})
const cells = ({ x, y, w, h }: Box): readonly string[] =>
  Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`)

describe('where tiles lie', () => {
  it('is found, line by line, for those that say only how large they are', () => {
    const sizes = [
      text({ w: 12, h: 1 }),
      text({ w: 3, h: 2 }),
      text({ w: 3, h: 2 }),
      text({ w: 6, h: 4 }),
      text({ w: 6, h: 2 }),
    ]
    expect(layTiles(sizes)).toEqual([
      { x: 0, y: 0, w: 12, h: 1 },
      { x: 0, y: 1, w: 3, h: 2 },
      { x: 3, y: 1, w: 3, h: 2 },
      { x: 6, y: 1, w: 6, h: 4 },
      { x: 0, y: 3, w: 6, h: 2 },
    ])
  })

  it('is made room for by the one that moves', () => {
    const tiles = [text({ x: 0, y: 0, w: 6, h: 2 }), text({ x: 6, y: 0, w: 6, h: 2 }), text({ x: 0, y: 2, w: 6, h: 2 })]
    const moved = placed(tiles, [...layTiles(tiles).slice(0, 2), { x: 0, y: 0, w: 6, h: 2 }])
    expect(layTiles(moved, 2).map(({ x, y }) => [x, y])).toEqual([
      [0, 2],
      [6, 0],
      [0, 0],
    ])
  })

  it('never lies outside the grid or upon another, and leaves no gap above, whatever a file says', () => {
    const free = (max: number, min = 0) => fc.option(fc.integer({ min, max }), { nil: null })
    const tiles = fc.array(
      fc.record({ x: free(11), y: free(9), w: free(12, 1), h: free(5, 1) }).map((place) => text(place)),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(tiles, (some) => {
        const boxes = layTiles(some)
        const taken = boxes.flatMap(cells)
        expect(boxes).toHaveLength(some.length)
        expect(new Set(taken).size).toBe(taken.length)
        for (const box of boxes) {
          expect(box.x >= 0 && box.x + box.w <= 12 && box.y >= 0).toBe(true)
          const above = cells({ ...box, y: box.y - 1, h: 1 })
          expect(box.y === 0 || above.some((cell) => taken.includes(cell))).toBe(true)
        }
        expect(layTiles(placed(some, boxes))).toEqual(boxes)
      }),
    )
  })

  it('moves and grows within the grid', () => {
    const box = { x: 8, y: 0, w: 4, h: 2 }
    expect(movedBox(box, { dx: 1 })).toEqual(box)
    expect(movedBox(box, { dx: -1, dy: -1 })).toEqual({ ...box, x: 7 })
    expect(movedBox(box, { dw: 1 })).toEqual(box)
    expect(movedBox(box, { dw: -9, dh: -9 })).toEqual({ ...box, w: 1, h: 1 })
  })

  it('steps over the next one above or below', () => {
    const tiles = [text({ x: 0, y: 0, w: 6, h: 4 }), text({ x: 0, y: 4, w: 3, h: 2 }), text({ x: 6, y: 0, w: 6, h: 1 })]
    const boxes = layTiles(tiles)
    const after = (index: number, way: 'up' | 'down'): readonly number[] => {
      const stepped = beyondNext(boxes, index, way)
      const next = boxes.map((box, at) => (at === index && stepped !== null ? stepped : box))
      return layTiles(placed(tiles, next), index).map(({ y }) => y)
    }
    expect(after(0, 'down')).toEqual([2, 0, 0])
    expect(after(1, 'up')).toEqual([2, 0, 0])
    expect(after(0, 'up')).toEqual([0, 4, 0])
    expect(after(2, 'down')).toEqual([0, 4, 0])
  })
})
