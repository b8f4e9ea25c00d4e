import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memberNamed, membersOf, openArchive } from '../../src-renderer/ingest/bytes/archive'
import { unpack, withSheet } from '../../src-renderer/ingest/bytes/unpack'
import type { ByteSource } from '../../src-renderer/ingest/contract'
import { collectBytes, memorySource } from './memorySource'
import { tarOf, tarPart } from './tarOf'

const textOf = async (source: ByteSource): Promise<string> =>
  Buffer.from(await collectBytes((await unpack(source)).bytes)).toString()
const archive = (bytes: Uint8Array, sizes: readonly number[] = [700]): ByteSource =>
  memorySource(bytes, sizes, 'logs.tar')
const open = (bytes: Uint8Array): Promise<unknown> => unpack(archive(bytes))

/** Names as they may be, and contents of any length. */
const filesArbitrary = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}(?:\/[a-z]{1,8})?$/),
  fc.uint8Array({ maxLength: 3000 }),
  { minKeys: 2, maxKeys: 6 },
)

describe('a tar archive', () => {
  it('gives each of its files whole, packed or not, in any order, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        filesArbitrary,
        fc.array(fc.nat(9)),
        fc.boolean(),
        fc.nat(900),
        async (files, order, gz, size) => {
          const tar = tarOf(files)
          const members = (await openArchive(archive(gz ? gzipSync(tar) : tar, [size + 1])))!.members
          expect(members.map(({ name, bytes }) => [name, bytes])).toEqual(
            Object.entries(files).map(([name, one]) => [name, one.length]),
          )
          for (const pick of [...order, ...members.keys()]) {
            const member = members[pick % members.length]!
            // One that is only looked at is not used up.
            for await (const piece of member.open()) if (piece.length > pick) break
            expect(await collectBytes(member.open())).toEqual(files[member.name])
          }
        },
      ),
    )
  })

  it('is unpacked once when its files are read in their order, each looked at before', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`day${n}.csv`, `n\n${`${n}\n`.repeat(5000)}`]),
    )
    const packed = gzipSync(tarOf(files))
    let read = 0
    const counted: ByteSource = {
      ...archive(packed),
      open: async function* () {
        for await (const chunk of archive(packed).open()) {
          read += chunk.length
          yield chunk
        }
      },
    }
    const { members } = (await openArchive(counted))!
    read = 0
    for (const member of members) {
      for await (const _piece of member.open()) break
      expect(Buffer.from(await collectBytes(member.open())).toString()).toBe(files[member.name])
    }
    expect(read).toBeLessThanOrEqual(packed.length)
  })

  it('of one file is that file, of several names them, and gives the one that is said', async () => {
    expect(await textOf(archive(tarOf({ 'a.csv': 'x\n1\n' })))).toBe('x\n1\n')
    expect(await textOf(archive(tarOf({ 'a.csv.gz': gzipSync('x\n1\n') })))).toBe('x\n1\n')
    const two = archive(gzipSync(tarOf({ 'in/a.csv': 'x\n1\n', 'in/b.csv': 'x\n2\n', 'in/._b.csv': '?' })))
    await expect(unpack(two)).rejects.toThrow(/is a tar archive of 2 files \(in\/a\.csv, in\/b\.csv\): say which one/)
    expect(await textOf(withSheet(two, 'in/b.csv'))).toBe('x\n2\n')
    expect((await membersOf(two)).map(({ name, size }) => [name, size])).toEqual([
      ['logs.tar/in/a.csv', 4],
      ['logs.tar/in/b.csv', 4],
    ])
    expect(await textOf(await memberNamed(two, 'in/a.csv'))).toBe('x\n1\n')
    await expect(memberNamed(two, 'c.csv')).rejects.toThrow('holds no file c.csv')
    await expect(open(tarOf({}))).resolves.toMatchObject({ compression: null })
  })

  it('is read as tar itself writes it, with long names, folders, links, and what replaces what', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lathe-tar-'))
    const long = `${'deep/'.repeat(30)}${'x'.repeat(120)}.csv`
    mkdirSync(join(folder, long, '..'), { recursive: true })
    writeFileSync(join(folder, long), 'n\n1\n')
    writeFileSync(join(folder, 'b.csv'), 'n\n2\n')
    for (const format of ['gnu', 'pax', 'ustar', 'v7']) {
      const files = format === 'gnu' || format === 'pax' ? ['deep', 'b.csv'] : ['./b.csv']
      const run = spawnSync('tar', ['-c', `--format=${format}`, '-C', folder, ...files], { maxBuffer: 2 ** 26 })
      if (run.error !== undefined) return
      const found = (await openArchive(archive(run.stdout)))!.members
      const names = files[0] === 'deep' ? [long, 'b.csv'] : ['b.csv']
      expect(
        found.map(({ name }) => name),
        format,
      ).toEqual(names)
      expect(Buffer.from(await collectBytes(found.at(-1)!.open())).toString()).toBe('n\n2\n')
    }
    rmSync(folder, { recursive: true })
    const again = archive(Buffer.concat([tarPart('a.csv', 'old'), tarPart('l', '', '2'), tarOf({ 'a.csv': 'new' })]))
    expect(await textOf(again)).toBe('new')
  })

  it('that is cut or damaged is refused, and so are names that lead out, archives in archives, and bombs', async () => {
    const tar = tarOf({ 'a.csv': 'x\n'.repeat(500), 'b.csv': 'x\n'.repeat(500) })
    await expect(open(tar.subarray(0, 800))).rejects.toThrow(/damaged tar file \(it ends too early\)/)
    await expect(open(tar.subarray(0, 1600))).rejects.toThrow(/damaged tar file \(it ends too early\)/)
    const broken = Buffer.from(tar)
    broken[1536]! ^= 1
    await expect(open(broken)).rejects.toThrow(/damaged tar file \(a header is wrong\)/)
    for (const name of ['../a.csv', 'in/../../a.csv', '..\\a.csv', 'a\u001b[2J.csv']) {
      await expect(open(tarOf({ [name]: 'x' })), name).rejects.toThrow(/leads out of the archive/)
      await expect(unpack(archive(zipSync({ [name]: Buffer.from('x') }))), name).rejects.toThrow(
        /leads out of the archive/,
      )
    }
    for (const inner of [
      tarOf({ 'a.csv': 'x' }),
      gzipSync(tarOf({ 'a.csv': 'x' })),
      zipSync({ 'a.csv': Buffer.from('x') }),
    ]) {
      await expect(open(tarOf({ inner })), 'in tar').rejects.toThrow(/inner is an archive inside an archive/)
      await expect(unpack(archive(zipSync({ inner }))), 'in ZIP').rejects.toThrow(
        /inner is an archive inside an archive/,
      )
    }
    const name = tarPart('name', Buffer.alloc(2 ** 21), 'L')
    await expect(open(Buffer.concat([name, tar]))).rejects.toThrow(/a name is too long/)
    const many = Buffer.concat([...Array.from({ length: 10_001 }, (_, n) => tarPart(`f${n}`, '')), Buffer.alloc(1024)])
    await expect(open(many)).rejects.toThrow(/holds more than 10,000 files/)
  })

  it('that grows as no log does is refused before it is unpacked whole', async () => {
    // A file of eight gigabytes, of which each is a megabyte of the packed archive.
    const size = 2 ** 33 - 512
    const header = tarPart('zeros.csv', '')
    header.write(`${size.toString(8)}\0`, 124)
    header.write('        ', 148)
    const sum = header.subarray(0, 512).reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    const zeros = gzipSync(Buffer.alloc(2 ** 25))
    let given = 0
    const bomb: ByteSource = {
      name: 'bomb.tgz',
      size: null,
      open: async function* () {
        yield gzipSync(header)
        for (let at = 0; at < size; at += 2 ** 25) {
          given++
          yield await Promise.resolve(zeros)
        }
      },
    }
    await expect(unpack(bomb)).rejects.toThrow(/grows more than 500 times/)
    expect(given).toBeLessThan(50)
  })
})
