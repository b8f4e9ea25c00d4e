import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { followFile } from '../../src-renderer/host/terminal/followFile'
import { readCommandLine } from '../../src-renderer/host/terminal/readCommandLine'
import { lathe } from './lathe'

const folder = mkdtempSync(join(tmpdir(), 'lathe-follow-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const file = join(folder, 'app.ndjson')
const workspace = join(folder, 'w')
const line = (user: string, minute: number): string =>
  `${JSON.stringify({ user_id: user, event: 'open', time: `2024-03-01T10:${minute}:00Z` })}\n`

/** Follows the file as the command does; `next` waits for what it prints. */
function start() {
  const words = ['ingest', file, '-w', workspace, '--table', 'log', '--follow', '--every', '0.1']
  const controller = new AbortController()
  const printed: Record<string, unknown>[] = []
  let wake = (): void => undefined
  let notes = ''
  const done = followFile(
    readCommandLine(words)!,
    {
      out: (text) => {
        printed.push(JSON.parse(String(text)) as Record<string, unknown>)
        wake()
        return Promise.resolve()
      },
      note: (text) => {
        notes += `${text}\n`
      },
      progress: () => undefined,
      endProgress: () => undefined,
    },
    controller.signal,
  )
  return {
    next: async () => {
      while (printed.length === 0)
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), done.then(() => expect.fail(notes))])
      return printed.shift()
    },
    stop: async () => {
      controller.abort()
      return { status: await done, notes }
    },
  }
}

describe('lathe ingest --follow', () => {
  it('imports lines as they come, ends well when it is stopped, and goes on where it ended', async () => {
    writeFileSync(file, line('ann', 10) + line('bob', 11))
    const first = start()
    expect(await first.next()).toMatchObject({ table: 'log', rows: 2 })
    appendFileSync(file, line('cyd', 12) + line('dan', 13).slice(0, 20))
    expect(await first.next()).toMatchObject({ rows: 1 })
    const stopped = await first.stop()
    expect(stopped.status).toBe(0)
    expect(stopped.notes).toContain('the same command goes on from there')
    appendFileSync(file, line('dan', 13).slice(20))
    const second = start()
    expect(await second.next()).toMatchObject({ rows: 1, rejected: 0 })
    expect((await second.stop()).status).toBe(0)
    const run = await lathe('sql', 'SELECT user_id, _line FROM log ORDER BY ts', '-w', workspace, '--format', 'csv')
    expect(run.out).toBe('user_id,_line\nann,1\nbob,2\ncyd,3\ndan,4\n')
  }, 60_000)

  it('refuses what it cannot follow', async () => {
    const both = await lathe('ingest', file, file, '-w', workspace, '--follow')
    expect([both.status, both.notes]).toEqual([2, expect.stringContaining('--follow goes with one file')])
    expect((await lathe('ingest', file, '-w', workspace, '--follow', '--every', 'soon')).status).toBe(2)
  })
})
