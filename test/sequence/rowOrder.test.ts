import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderRows } from '../../src-renderer/sequence/rowOrder'

const rows = fc.array(
  fc.record({ key: fc.integer({ min: 0, max: 5 }), at: fc.integer({ min: 0, max: 4 }), place: fc.nat(1000) }),
  { maxLength: 40 },
)
const ordered = (list: readonly { key: number; at: number; place: number }[]): ReturnType<typeof orderRows> =>
  orderRows(
    Int32Array.from(list, ({ key }) => key),
    Float64Array.from(list, ({ at }) => at),
    Float64Array.from(list, ({ place }) => place),
  )

describe('rows of a timeline', () => {
  it('stand in order of user, time and place, each user once', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const order = ordered(list)!
        const stood: (typeof list)[number][] = []
        list.forEach((row, index) => (stood[order.stands[index]!] = row))
        const expected = list.toSorted((a, b) => a.key - b.key || a.at - b.at || a.place - b.place)
        expect(stood.map(({ key, at, place }) => [key, at, place])).toEqual(
          expected.map(({ key, at, place }) => [key, at, place]),
        )
        expect([...order.at]).toEqual(expected.map(({ at }) => at))
        expect([...order.keys]).toEqual([...new Set(expected.map(({ key }) => key))])
        order.keys.forEach((key, user) => {
          const own = expected.slice(order.starts[user], order.starts[user + 1])
          expect(own.length).toBeGreaterThan(0)
          expect(own.every((row) => row.key === key)).toBe(true)
        })
        expect(order.starts[order.keys.length]).toBe(list.length)
      }),
    )
  })

  it('stand so also where many come far from their place', () => {
    const list = Array.from({ length: 400 }, (_, index) => ({ key: 0, at: 400 - index, place: index }))
    expect([...ordered(list)!.at]).toEqual(list.map(({ at }) => at).toReversed())
  })

  it('are refused where a key, a time or a place cannot be counted exactly', () => {
    const row = { key: 1, at: 1, place: 1 }
    expect(ordered([row])).not.toBeNull()
    expect(ordered([row, { ...row, key: -1 }])).toBeNull()
    expect(ordered([row, { ...row, key: 2_000_000_000 }])).toBeNull()
    expect(ordered([row, { ...row, at: Infinity }])).toBeNull()
    expect(ordered([row, { ...row, at: 2 ** 53 }])).toBeNull()
    expect(ordered([row, { ...row, place: NaN }])).toBeNull()
  })
})
