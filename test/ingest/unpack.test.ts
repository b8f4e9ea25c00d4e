import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unpack, withSheet } from '../../src-renderer/ingest/bytes/unpack'
import { membersOf } from '../../src-renderer/ingest/bytes/archive'
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

  it.each([['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]]])('says how to unpack %s', async (name, bytes) => {
    await expect(read(new Uint8Array(bytes))).rejects.toMatchObject({ code: 'unsupported', payload: { feature: name } })
  })
})

describe('what xz packed', () => {
  it.each([
    ['log.csv.xz', 'log.csv'],
    ['log', 'log.log'],
    ["it's a log.csv.xz", "it's a log.csv"],
    ['log.tar.xz', 'log.csv'],
    ['log.txz', 'log.csv'],
  ])('is refused with a command that does unpack %s', async (name, comesOut) => {
    const folder = mkdtempSync(join(tmpdir(), 'lathe-xz-'))
    writeFileSync(join(folder, 'log.csv'), text)
    const packed = /t.*xz$/.test(name.slice(name.indexOf('.')))
      ? spawnSync('tar', ['-cJ', 'log.csv'], { cwd: folder }).stdout
      : packedBy('xz', ['-c'], text)
    rmSync(join(folder, 'log.csv'))
    const head = packed === null || packed.length === 0 ? Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]) : packed
    const error: unknown = await unpack(memorySource(head, [], name)).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'unsupported', payload: { feature: 'xz' } })
    const command = /`(.*)` and open/.exec((error as Error).message)?.[1] ?? ''
    expect(command).toContain('xz')
    if (head === packed) {
      writeFileSync(join(folder, name), packed)
      expect(spawnSync('sh', ['-c', command], { cwd: folder }).status).toBe(0)
      expect(readFileSync(join(folder, comesOut), 'utf8')).toBe(text)
    }
    rmSync(folder, { recursive: true })
  })
})

/** Packs with the format's own program; null where this machine has none. */
function packedBy(command: string, args: readonly string[], input: string | Uint8Array): Buffer | null {
  const { status, stdout, error } = spawnSync(command, args, { input, maxBuffer: 2 ** 28 })
  return error !== undefined || status !== 0 ? null : stdout
}

describe('unpacking zstd and bzip2', () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `{"user":"u${i % 997}","n":${(i * 7919) % 100_003}}`).join(
    '\n',
  )

  it.each([
    ['zstd', ['-c', '-3']],
    ['zstd', ['-c', '-19', '--no-check']],
    ['zstd', ['-c', '--fast=5', '-B65536']],
    ['bzip2', ['-c']],
    ['bzip2', ['-c', '-1']],
  ] as const)('reads what %s %j writes, also twice in a row, in pieces of any size', async (command, args) => {
    const packed = packedBy(command, args, lines)
    if (packed === null) return
    for (const sizes of [[], [1000], [7, 100_000]]) expect(await read(packed, sizes)).toBe(lines)
    expect(await read(Buffer.concat([packed, packed]))).toBe(lines + lines)
    expect(await read(packedBy(command, args, '')!)).toBe('')
    const noise = randomBytes(3_000_000)
    const back = await unpack(memorySource(packedBy(command, args, noise)!, [50_000], 'noise'))
    expect(Buffer.from(await collectBytes(back.bytes)).equals(noise)).toBe(true)
  })

  it.each([
    ['zstd', ['-c']],
    ['bzip2', ['-c']],
  ] as const)('names the file when %s data is cut or damaged', async (command, args) => {
    const packed = packedBy(command, args, lines)
    if (packed === null) return
    for (const length of [12, Math.floor(packed.length / 2), packed.length - 5, packed.length - 1])
      await expect(read(packed.subarray(0, length)), `cut at ${length}`).rejects.toMatchObject({
        code: 'bad-file',
        payload: { file: 'log.gz' },
      })
    for (let at = 20; at < packed.length; at += Math.ceil(packed.length / 25)) {
      const broken = Buffer.from(packed)
      broken[at]! ^= 0x10
      await expect(read(broken), `flipped at ${at}`).rejects.toMatchObject({ code: 'bad-file' })
    }
  })

  it('refuses a zstd window that would take more memory than there may be', async () => {
    // Magic, a header that asks for 2^41 bytes, and an empty last block.
    const bytes = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 31 << 3, 1, 0, 0)
    await expect(read(bytes)).rejects.toMatchObject({ code: 'unsupported', payload: { feature: 'zstd window' } })
  })

  it('says what was packed twice', async () => {
    await expect(read(gzipSync(gzipSync(text)))).rejects.toThrow('packed twice (gzip inside gzip)')
  })
})

describe('unpacking ZIP', () => {
  const archive = (files: Record<string, string | Uint8Array>): Uint8Array =>
    zipSync(Object.fromEntries(Object.entries(files).map(([name, one]) => [name, Buffer.from(one)])))

  it('reads the one file inside, whatever systems add, packed again or not', async () => {
    expect(await read(archive({ 'log.ndjson': text }), [999])).toBe(text)
    expect(
      await read(archive({ 'a/': '', 'a/log.ndjson': text, '__MACOSX/a/._log.ndjson': 'x', '.DS_Store': 'x' })),
    ).toBe(text)
    expect(await read(archive({ 'log.ndjson.gz': gzipSync(text) }))).toBe(text)
    expect(await read(zipSync({ 'log.csv': [Buffer.from(text), { level: 0 }] }))).toBe(text)
  })

  it('reads what zip writes, as a stream too', async () => {
    const packed = packedBy('zip', ['-q', '-', '-'], text)
    if (packed !== null) expect(await read(packed, [333])).toBe(text)
  })

  it('lists the files where there are several, and gives each', async () => {
    const source = memorySource(archive({ 'a.csv': 'x\n1\n', 'b.csv': 'x\n2\n' }), [100], 'two.zip')
    await expect(unpack(source)).rejects.toThrow(/two\.zip is a ZIP archive of 2 files \(a\.csv, b\.csv\)/)
    const { bytes } = await unpack(withSheet(source, 'b.csv'))
    expect(Buffer.from(await collectBytes(bytes)).toString()).toBe('x\n2\n')
    await expect(unpack(withSheet(source, 'c.csv'))).rejects.toThrow(/say which one/)
    const members = await membersOf(source)
    expect(members.map(({ name, size }) => [name, size])).toEqual([
      ['two.zip/a.csv', 4],
      ['two.zip/b.csv', 4],
    ])
    expect(Buffer.from(await collectBytes(members[1]!.open())).toString()).toBe('x\n2\n')
  })

  it('says what office documents are', async () => {
    const workbook = archive({ '[Content_Types].xml': 'x', 'xl/workbook.bin': 'x' })
    await expect(read(workbook)).rejects.toThrow(/is an Excel workbook of the binary form: save it as \.xlsx/)
  })

  it('refuses what is damaged, cut, encrypted, or larger than it says', async () => {
    const packed = Buffer.from(archive({ 'log.csv': text }))
    await expect(read(packed.subarray(0, packed.length - 10))).rejects.toMatchObject({ code: 'bad-file' })
    const flipped = Buffer.from(packed)
    flipped[200]! ^= 0x10
    await expect(read(flipped)).rejects.toMatchObject({ code: 'bad-file' })
    const directory = packed.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'))
    const encrypted = Buffer.from(packed)
    encrypted[directory + 8]! |= 1
    await expect(read(encrypted)).rejects.toThrow(/is encrypted/)
    const small = Buffer.from(packed)
    small.writeUInt32LE(1000, directory + 24)
    await expect(read(small)).rejects.toThrow(/more than the 1000 bytes that it says/)
  })
})
