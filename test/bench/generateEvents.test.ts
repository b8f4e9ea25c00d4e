import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROWS = 20_000
let folder = ''
let text = ''

function generate(name: string): string {
  const out = join(folder, name)
  execFileSync(
    process.execPath,
    [join(import.meta.dirname, 'generateEvents.mjs'), '--rows', String(ROWS), '--out', out],
    { stdio: 'ignore' },
  )
  return readFileSync(out, 'utf8')
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'events-'))
  text = generate('a.ndjson')
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

interface GeneratedEvent {
  readonly event_id: string
  readonly user_id: string
  readonly event: string
  readonly ts: string
  readonly value?: number
  readonly props: Readonly<Record<string, unknown>>
}

describe('the generator of large logs', () => {
  it('gives the same bytes every time', () => {
    const hash = (one: string): string => createHash('sha256').update(one).digest('hex')
    expect(hash(generate('b.ndjson'))).toBe(hash(text))
  })

  it('writes one well-formed event a line, with different ids, over 60 days, roughly in order', () => {
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as GeneratedEvent)
    expect(events).toHaveLength(ROWS)
    expect(new Set(events.map((event) => event.event_id)).size).toBe(ROWS)
    expect(new Set(events.map((event) => event.event)).size).toBe(12)
    expect(new Set(events.map((event) => event.ts.slice(0, 10))).size).toBe(60)
    const times = events.map((event) => Date.parse(event.ts))
    expect(times.every((time) => Number.isFinite(time))).toBe(true)
    let latest = 0
    let worstMs = 0
    for (const time of times) {
      worstMs = Math.max(worstMs, latest - time)
      latest = Math.max(latest, time)
    }
    expect(worstMs).toBeLessThan(20_000)
    expect(events.every((event) => (event.event === 'purchase') === (typeof event.value === 'number'))).toBe(true)
    expect(events.every((event) => typeof event.props['page'] === 'string')).toBe(true)
  })

  it('makes few users very busy', () => {
    const users = text
      .trimEnd()
      .split('\n')
      .map((line) => Number((JSON.parse(line) as GeneratedEvent).user_id.slice(1)))
    expect(Math.max(...users)).toBeLessThan(200_000)
    const busiest = users.filter((user) => user < 2000).length / users.length
    expect(busiest).toBeGreaterThan(0.28)
    expect(busiest).toBeLessThan(0.36)
  })
})
