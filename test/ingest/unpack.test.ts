import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unpack } from '../../src-renderer/ingest/bytes/unpack'
import { isLatheError } from '../../src-renderer/model/error'
import { collectBytes, memorySource } from './memorySource'

const text = Array.from({ length: 5000 }, (_, i) => `{"user":"u${i % 97}","n":${i * 31}}`).join('\n')

async function read(bytes: Uint8Array, sizes: readonly number[] = []): Promise<string> {
  const unpacked = await unpack(memorySource(bytes, sizes, 'log.gz'))
  return Buffer.from(await collectBytes(unpacked.bytes)).toString()
}

describe('unpack', () => {
  it('passes plain bytes through and counts them', async () => {
    const unpacked = await unpack(memorySource(text, [1000], 'log.gz'))
    expect(unpacked.compression).toBeNull()
    expect(unpacked.compressedRead()).toBe(0)
    expect(Buffer.from(await collectBytes(unpacked.bytes)).toString()).toBe(text)
    expect(unpacked.compressedRead()).toBe(text.length)
  })

  it.each([[[]], [[1]], [[7, 1, 4096]], [[100_000]]])('reads gzip in pieces of %j', async (sizes) =>
    expect(await read(gzipSync(text), sizes)).toBe(text),
  )

  it('counts the packed bytes', async () => {
    const packed = gzipSync(text)
    const unpacked = await unpack(memorySource(packed, [500]))
    expect(unpacked.compression).toBe('gzip')
    await collectBytes(unpacked.bytes)
    expect(unpacked.compressedRead()).toBe(packed.length)
  })

  it('reads all members of a file, wherever the pieces are cut', async () => {
    const members = [gzipSync('first\n'), gzipSync(''), gzipSync(text, { level: 1 }), gzipSync('last', { level: 0 })]
    const packed = Buffer.concat(members)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }), async (sizes) => {
        expect(await read(packed, sizes)).toBe(`first\n${text}last`)
      }),
      { numRuns: 25 },
    )
  })

  it('takes nothing from the name: an empty file is plain', async () => expect(await read(new Uint8Array(0))).toBe(''))

  it('names the file when the packed data ends too early, wherever it is cut', async () => {
    const packed = gzipSync(text)
    for (const length of [
      7,
      12,
      Math.floor(packed.length / 2),
      packed.length - 9,
      packed.length - 8,
      packed.length - 3,
      packed.length - 1,
    ]) {
      const error: unknown = await read(packed.subarray(0, length)).catch((caught: unknown) => caught)
      expect(isLatheError(error, 'bad-file') && error.payload.file, `cut at ${length}`).toBe('log.gz')
      expect((error as Error).message).toContain('log.gz is a damaged gzip file')
    }
  })

  it('finds each flipped byte of the content by the checksum', async () => {
    const packed = gzipSync(text)
    for (let at = 20; at < packed.length; at += Math.ceil(packed.length / 40)) {
      const broken = Buffer.from(packed)
      broken[at]! ^= 0x10
      await expect(read(broken), `flipped at ${at}`).rejects.toMatchObject({ code: 'bad-file' })
    }
  })

  it('finds a wrong checksum in a member that is not the last', async () => {
    const first = Buffer.from(gzipSync('first'))
    first[first.length - 6]! ^= 1
    await expect(read(Buffer.concat([first, gzipSync('second')]), [3])).rejects.toMatchObject({ code: 'bad-file' })
  })

  it.each([
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd, 0]],
    ['zip', [0x50, 0x4b, 3, 4]],
    ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
  ])('says how to unpack %s', async (name, bytes) => {
    await expect(read(new Uint8Array(bytes))).rejects.toMatchObject({ code: 'unsupported', payload: { feature: name } })
  })
})
