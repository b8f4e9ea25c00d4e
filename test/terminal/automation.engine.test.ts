import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { lathe } from './lathe'

const folder = mkdtempSync(join(tmpdir(), 'lathe-nightly-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const page = readFileSync('docs/automation.md', 'utf8')
const script = /```sh\n([^]*?)```/.exec(page)?.[1] ?? ''
const variables: Readonly<Record<string, string>> = { LOGS: folder, WORKSPACE: join(folder, 'w'), OUT: folder }

/** Runs the script's commands one after the other, as a shell does; what an exit status other than 0 leads to is left out. */
async function runNight(): Promise<
  readonly { readonly command: string; readonly status: number; readonly out: string }[]
> {
  const runs = []
  for (const line of script.split('\n').filter((one) => one.startsWith('lathe '))) {
    const [command] = line.split(' || ')
    const [words, file] = (command ?? '').split(' > ').map((part) =>
      part
        .replaceAll('"', '')
        .replace(/\$([A-Z]+)/g, (_, name: string) => variables[name] ?? '')
        .split(' '),
    )
    const run = await lathe(...(words ?? []).slice(1))
    if (file !== undefined) writeFileSync(file.join(' '), run.bytes)
    runs.push({ command: words?.[1] ?? '', status: run.status, out: run.out })
  }
  return runs
}

it('the script of the page runs night after night, and takes what is new alone', async () => {
  mkdirSync(folder, { recursive: true })
  const log = readFileSync('samples/newsfeed/events.ndjson', 'utf8').split('\n')
  const half = Math.floor(log.length / 2)
  writeFileSync(join(folder, 'events.ndjson'), log.slice(0, half).join('\n'))
  const first = await runNight()
  expect(first.map(({ command, status }) => [command, status])).toEqual([
    ['ingest', 0],
    ['check', 0],
    ['overview', 0],
    ['report', 0],
  ])
  writeFileSync(join(folder, 'events.ndjson'), log.join('\n'))
  const second = await runNight()
  const rowsOf = (out: string | undefined) => JSON.parse(out ?? '') as { rows: number; duplicates: number }
  const [before, after] = [rowsOf(first[0]?.out), rowsOf(second[0]?.out)]
  expect(before.rows + after.rows).toBe(6488)
  expect(after.duplicates).toBeGreaterThanOrEqual(before.rows)
  for (const name of ['checks.json', 'overview.json'])
    expect(() => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown).not.toThrow()
  expect(existsSync(join(folder, 'active-users.html'))).toBe(true)
})
