// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import type { OrderCall } from '../../../src-renderer/host/browser/orderWorker'
import type { SortOrder } from '../../../src-renderer/panels/grid/sortRows'
import { useSortedRows, type SortedRows } from '../../../src-renderer/panels/grid/useSortedRows'
import type { ResultValue } from '../../../src-renderer/query/contract/result'
import { orderOfValues } from '../../../src-renderer/query/session/orderOfValues'
import { arrayTable } from './arrayTable'

/** The worker, without a thread of its own. */
class FakeWorker {
  static ended = 0
  onmessage: ((event: { data: Uint32Array }) => void) | null = null
  readonly #values: ResultValue[] = []
  postMessage(call: OrderCall): void {
    if ('values' in call) this.#values.push(...call.values)
    else setTimeout(() => this.onmessage?.({ data: orderOfValues(this.#values, call.descending) }))
  }
  terminate(): void {
    FakeWorker.ended++
  }
}

const COUNT = 30_000
const texts = Array.from({ length: COUNT }, (_, row) => `item ${(row * 7919) % COUNT}`)
let scope = effectScope()
let order = shallowRef<SortOrder | null>(null)
let table = shallowRef(arrayTable({ t: ['string', texts] }))
let sorted: SortedRows
beforeEach(() => {
  vi.stubGlobal('Worker', FakeWorker)
  FakeWorker.ended = 0
  scope = effectScope()
  order = shallowRef(null)
  table = shallowRef(arrayTable({ t: ['string', texts] }))
  sorted = scope.run(() =>
    useSortedRows(
      () => table.value,
      order,
      (error) => expect.unreachable(String(error)),
    ),
  )!
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})
const shown = (): readonly string[] => [...sorted.rows.value.slice(0, 3)].map((row) => texts[row]!)

const done = (): Promise<void> => vi.waitFor(() => expect(sorted.progress.value).toBeNull(), { timeout: 20_000 })

describe('the order of many rows', () => {
  it('is found aside, while the former one stands', async () => {
    order.value = { column: 0, descending: false }
    expect([typeof sorted.progress.value, shown()[1]]).toEqual(['number', 'item 7919'])
    await done()
    expect([shown(), FakeWorker.ended]).toEqual([['item 0', 'item 1', 'item 2'], 1])
  })
  it('is given up for the former one, and ends its worker', async () => {
    order.value = { column: 0, descending: true }
    sorted.cancel()
    expect([order.value, sorted.progress.value, shown()[1]]).toEqual([null, null, 'item 7919'])
    await vi.waitFor(() => expect(FakeWorker.ended).toBe(1), { timeout: 20_000 })
    expect(shown()[1]).toBe('item 7919')
  })
  it('is that of the newest wish, and of the newest table', async () => {
    order.value = { column: 0, descending: false }
    order.value = { column: 0, descending: true }
    await done()
    expect(shown()[0]).toBe(`item ${COUNT - 1}`)
    table.value = arrayTable({ t: ['string', ['b', 'c', 'a']] })
    expect([...sorted.rows.value]).toEqual([1, 0, 2])
    table.value = arrayTable({ t: ['string', texts] })
    await done()
    expect(shown()[0]).toBe(`item ${COUNT - 1}`)
  })
})
