import { describe, expect, it } from 'vitest'
import type { PartitionEntry } from '../../src-renderer/store/manifest'
import { readAhead } from '../../src-renderer/store/readAhead'

const entry = (nth: number): PartitionEntry => ({
  path: `part-${nth}`,
  date: null,
  rows: 1,
  bytes: (nth % 3) + 1,
  minTs: null,
  maxTs: null,
  sha256: '',
})
const ENTRIES = Array.from({ length: 23 }, (_, nth) => entry(nth))

describe('files that are read ahead', () => {
  it('come in their order, each with its own bytes until the next is asked for, those that are missing too', async () => {
    const open = new Set<string>()
    let most = 0
    const found: (string | null)[] = []
    for await (const { entry: one, bytes } of readAhead(ENTRIES, async ({ path, bytes: size }, room) => {
      open.add(path)
      most = Math.max(most, open.size)
      const nth = Number(path.slice(5))
      for (let turn = 0; turn < nth % 4; turn += 1) await Promise.resolve()
      if (nth % 7 === 3) return null
      return room.fill(nth, 0, size).subarray(0, size)
    })) {
      const nth = Number(one.path.slice(5))
      expect(bytes === null ? null : [...bytes]).toEqual(nth % 7 === 3 ? null : Array(one.bytes).fill(nth))
      await new Promise((resolve) => setTimeout(resolve))
      if (bytes !== null) expect([...bytes]).toEqual(Array(one.bytes).fill(nth))
      open.delete(one.path)
      found.push(one.path)
    }
    expect(found).toEqual(ENTRIES.map(({ path }) => path))
    expect(most).toBe(4)
  })

  it('fail where one cannot be read, and end where somebody cancels', async () => {
    const read = async (signal?: AbortSignal): Promise<number> => {
      let count = 0
      const asked = readAhead(ENTRIES, ({ path }) => Promise.reject(new Error(path)), signal)
      for await (const _ of asked) count += 1
      return count
    }
    await expect(read()).rejects.toThrow('part-0')
    await expect(read(AbortSignal.abort())).rejects.toThrow('Cancelled')
  })
})
