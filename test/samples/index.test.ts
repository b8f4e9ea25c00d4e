import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { packs } from '../../queries/packs'
import { SAMPLES } from '../../samples'

const ROOT = join(import.meta.dirname, '../../samples')

describe('SAMPLES', () => {
  it('names files that are there, under the names that they are imported by', () => {
    for (const file of SAMPLES.flatMap((sample) => sample.files)) {
      const path = file.url.replace(/^.*?\/samples\//, '').replace(/\?.*$/, '')
      expect(existsSync(join(ROOT, path)), file.url).toBe(true)
      expect(path.endsWith(`/${file.name}`), file.url).toBe(true)
    }
  })

  it('maps roles to columns that text files have', () => {
    for (const file of SAMPLES.flatMap((sample) => sample.files).filter((one) =>
      /\.(csv|ndjson)(\.gz)?$/.test(one.name),
    )) {
      const bytes = readFileSync(join(ROOT, file.url.replace(/^.*?\/samples\//, '').replace(/\?.*$/, '')))
      const text = (file.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
      for (const column of Object.values(file.mapping))
        expect(
          text.includes(`"${column}"`) || text.split('\n', 1)[0]!.split(',').includes(column),
          `${file.name}: ${column}`,
        ).toBe(true)
    }
  })

  it('gives each sample a name and each table of a sample one file', () => {
    expect(new Set(SAMPLES.map((sample) => sample.name)).size).toBe(SAMPLES.length)
    for (const sample of SAMPLES) expect(new Set(sample.files.map((file) => file.table)).size).toBe(sample.files.length)
  })
})

describe('packs', () => {
  it('open with one sample each', () => {
    const opened = SAMPLES.flatMap(({ pack }) => (pack === undefined ? [] : [pack]))
    expect([...opened].sort()).toEqual(packs().map(({ name }) => name))
  })
})

describe('open data', () => {
  it('is what SOURCES.md says, file by file', () => {
    const sources = readFileSync(join(ROOT, 'open-data/SOURCES.md'), 'utf8')
    const listed = [...sources.matchAll(/^\| (\S+) \| (\S+) \| `([0-9a-f]{64})` \|$/gm)].map(
      ([, folder, file, sum]) => ({ path: `${folder}/${file}`, sum }),
    )
    const there = readdirSync(join(ROOT, 'open-data'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.includes('/') && !path.endsWith('.json'),
    )
    expect(listed.map((one) => one.path).sort()).toEqual(there.sort())
    for (const { path, sum } of listed)
      expect(
        createHash('sha256')
          .update(readFileSync(join(ROOT, 'open-data', path)))
          .digest('hex'),
        path,
      ).toBe(sum)
  })
})
