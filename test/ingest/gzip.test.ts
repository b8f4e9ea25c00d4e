import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { gunzip } from '../../src-renderer/ingest/bytes/gzip'
import { NATIVE_GUNZIP } from '../../src-renderer/ingest/bytes/nativeGunzip'
import { isLatheError } from '../../src-renderer/model/error'

async function* piecesOf(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

/** The plain text, or why there is none. */
async function read(packed: Uint8Array, size: number, native: typeof NATIVE_GUNZIP): Promise<string> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of gunzip(piecesOf(packed, size), 'log.gz', native)) chunks.push(chunk.slice())
  } catch (error) {
    if (!isLatheError(error, 'bad-file')) throw error
    return error.message
  }
  return Buffer.concat(chunks).toString('latin1')
}

const WAYS = [
  ['Node’s zlib', NATIVE_GUNZIP],
  ['fflate', null],
] as const

it('knows Node’s zlib', () => {
  expect(NATIVE_GUNZIP).not.toBeNull()
})

describe.each(WAYS)('gzip by %s', (_name, native) => {
  it('gives the texts of all members, in whatever pieces they come', async () => {
    const member = fc.record({ text: fc.string({ maxLength: 2000, unit: 'binary-ascii' }), level: fc.nat(9) })
    await fc.assert(
      fc.asyncProperty(fc.array(member, { minLength: 1, maxLength: 4 }), fc.nat(3000), async (members, size) => {
        const packed = Buffer.concat(members.map(({ text, level }) => gzipSync(Buffer.from(text, 'latin1'), { level })))
        expect(await read(packed, size + 1, native)).toBe(members.map(({ text }) => text).join(''))
      }),
      { numRuns: 30 },
    )
  })

  it('says what is wrong with a file that is cut, changed or followed by something else', async () => {
    const packed = gzipSync('a line of a log\n'.repeat(5000))
    expect(await read(packed.subarray(0, packed.length - 20), 64, native)).toContain('it ends too early')
    const changed = Uint8Array.from(packed)
    changed[changed.length - 6] = changed[changed.length - 6]! ^ 1
    expect(await read(changed, 64, native)).toContain('log.gz is a damaged gzip file (its checksum is wrong)')
    const broken = Uint8Array.from(packed)
    broken[10] = 0xff
    expect(await read(broken, 64, native)).toContain('log.gz is a damaged gzip file')
    expect(await read(Buffer.concat([packed, Buffer.from('and more')]), 64, native)).toContain('damaged gzip file')
  })

  it('hands on what reading throws, and stops reading where nobody wants more', async () => {
    const packed = gzipSync(Buffer.alloc(2 ** 22, 'x'), { level: 0 })
    let isOver = false
    async function* failing(): AsyncIterable<Uint8Array> {
      try {
        yield* piecesOf(packed.subarray(0, 2 ** 21), 2 ** 16)
        throw new RangeError('the disk is gone')
      } finally {
        isOver = true
      }
    }
    const all = async (): Promise<void> => {
      for await (const chunk of gunzip(failing(), 'log.gz', native)) expect(chunk.length).toBeGreaterThan(0)
    }
    await expect(all()).rejects.toThrow('the disk is gone')
    isOver = false
    for await (const chunk of gunzip(failing(), 'log.gz', native)) {
      expect(chunk[0]).toBe(120)
      break
    }
    await expect.poll(() => isOver).toBe(true)
  })
})
