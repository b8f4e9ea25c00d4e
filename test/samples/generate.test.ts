import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const SAMPLES = join(import.meta.dirname, '../../samples')
const FOLDERS = [
  'newsfeed',
  'ads',
  'lift-study',
  'order-batching',
  'experiment',
  'active-users',
  'reels',
  'restaurants',
  'photo-upload',
  'messenger',
  'sharing',
  'rideshare',
  'streaming',
  'people-you-may-know',
  'files',
  'feed-quality',
  'two-logs',
]
let out = ''

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'samples-'))
  execFileSync(process.execPath, [join(SAMPLES, 'generate.mjs'), '--out', out], {
    env: { ...process.env, TZ: 'Pacific/Auckland', LANG: 'tr_TR.UTF-8' },
  })
}, 60_000)

afterAll(() => {
  rmSync(out, { recursive: true, force: true })
})

describe('the generator', () => {
  it.each(FOLDERS)(
    'writes the very bytes of samples/%s again, whatever zone and language the machine has',
    (folder) => {
      const written = readdirSync(join(out, folder)).sort()
      expect(
        readdirSync(join(SAMPLES, folder))
          .filter((name) => !name.endsWith('.mjs'))
          .sort(),
      ).toEqual(written)
      for (const name of written)
        expect(readFileSync(join(SAMPLES, folder, name)).equals(readFileSync(join(out, folder, name))), name).toBe(true)
    },
  )

  it.each(FOLDERS)('keeps every file of samples/%s below 1.5 MB', (folder) => {
    for (const name of readdirSync(join(SAMPLES, folder)))
      expect(statSync(join(SAMPLES, folder, name)).size, name).toBeLessThan(1_500_000)
  })
})
