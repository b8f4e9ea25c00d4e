import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { eachSession } from '../sessionPass'
import { SeenValues } from '../seenValues'

/** Sessions by `value`: with it, beginning and ending with it, and of a single event that has it. */
export async function countEntries(run: KernelRun): Promise<ResultTable> {
  const { codes, texts } = run.timeline.text('value')
  const seen = new SeenValues(codes)
  const count = (): Float64Array => new Float64Array(texts.length)
  const [sessions, entries, exits, bounces] = [count(), count(), count(), count()]
  let all = 0
  await eachSession(run, (rows, from, to) => {
    all += 1
    const [entry, exit] = [codes[rows[from]!]!, codes[rows[to - 1]!]!]
    entries[entry]! += 1
    exits[exit]! += 1
    if (to - from === 1) bounces[entry]! += 1
    seen.begin()
    for (let place = from; place < to; place += 1) {
      const row = rows[place]!
      if (seen.isNew(row)) sessions[codes[row]!]! += 1
    }
  })
  const rows = texts
    .map((value, code) => ({
      value,
      sessions: sessions[code]!,
      entries: entries[code]!,
      entry_pct: (100 * entries[code]!) / all,
      exits: exits[code]!,
      exit_pct: (100 * exits[code]!) / all,
      bounces: bounces[code]!,
    }))
    .filter((row) => row.sessions > 0)
    .sort((a, b) => b.entries - a.entries || b.sessions - a.sessions || (a.value < b.value ? -1 : 1))
  return computedResult(
    [
      { name: 'value', type: 'string' },
      { name: 'sessions', type: 'integer' },
      { name: 'entries', type: 'integer' },
      { name: 'entry_pct', type: 'double' },
      { name: 'exits', type: 'integer' },
      { name: 'exit_pct', type: 'double' },
      { name: 'bounces', type: 'integer' },
    ],
    rows,
  )
}
