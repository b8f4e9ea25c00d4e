// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { LatheError } from '../../../src-renderer/model/error'
import type { SqlRunEntry } from '../../../src-renderer/panels/sql/sqlHistory'
import { useSqlPage } from '../../../src-renderer/panels/sql/useSqlPage'
import { useSqlRun } from '../../../src-renderer/panels/sql/useSqlRun'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { answerOf, fakeContext, workspaceOf } from '../analysis/fakeContext'
import { arrayTable } from '../grid/arrayTable'

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve()
  await nextTick()
}
const one = arrayTable({ rows: ['integer', [1234]] })

/** A tab with a text, over a workbench whose answers the test gives. */
function tab(text: string) {
  const runs: {
    plan: QueryPlan
    limit: number | undefined
    resolve: (part?: object) => void
    reject: (error: unknown) => void
  }[] = []
  const context = fakeContext(
    (plan, { limit, signal }) =>
      new Promise((resolve, reject) => {
        runs.push({ plan, limit, resolve: (part) => resolve({ ...answerOf(one, plan), ...part }), reject })
        signal.addEventListener('abort', () => reject(new DOMException('x', 'AbortError')))
      }),
  )
  const entries: SqlRunEntry[] = []
  const marked: (number | null)[] = []
  const run = effectScope().run(() => useSqlRun(context, (entry) => entries.push(entry)))!
  const draft = { text: shallowRef(text), query: shallowRef(null) }
  const session = { draft, run, editor: shallowRef(null), shown: shallowRef(0) }
  const page = useSqlPage(
    session,
    () => workspaceOf('w'),
    (offset) => marked.push(offset),
  )
  return { context, runs, entries, marked, run, draft, page, session }
}

describe('a run of free SQL', () => {
  it('shows its answer, counts what is cut off, and is remembered', async () => {
    const { context, runs, entries, run, page } = tab('SELECT 1')
    const running = page.run('chosen')
    await settle()
    expect([run.running.value, runs[0]!.limit, runs[0]!.plan]).toEqual([true, 1_000_000, { sql: 'SELECT 1' }])
    runs[0]!.resolve({ truncated: true })
    await settle()
    expect([run.running.value, run.answers.value[0]?.totalRows, context.log]).toEqual([
      false,
      null,
      ['done SQL: 1 row · 12 ms'],
    ])
    runs[1]!.resolve()
    await running
    expect(run.answers.value[0]?.totalRows).toBe(1234)
    expect(entries).toEqual([
      {
        text: 'SELECT 1',
        at: expect.any(Number) as number,
        elapsedMs: 12.4,
        outcome: { kind: 'rows', rows: 1, columns: 1, truncated: true },
      },
    ])
  })

  it('says where it failed; the answer of before stays and is named as that', async () => {
    const { context, runs, entries, marked, run, draft, page } = tab('SELECT 1')
    const first = page.run('chosen')
    await settle()
    runs[0]!.resolve()
    await first
    draft.text.value = 'SELECT 1,\n evnt'
    const failing = page.run('chosen')
    await settle()
    runs[1]!.reject(new LatheError('bad-sql', 'No evnt.', { sql: '', position: 11 }))
    await failing
    expect([page.fault.value, marked.at(-1), page.isEarlier.value, run.answers.value.length]).toEqual([
      { message: 'No evnt.', place: { line: 2, column: 2 } },
      11,
      true,
      1,
    ])
    expect([entries.at(-1)?.outcome, context.log.at(-1)]).toEqual([
      { kind: 'error', message: 'No evnt.' },
      'failed: The SQL failed',
    ])
    const other = page.run('chosen')
    await settle()
    expect(page.fault.value).toBeNull()
    runs[2]!.reject('text')
    await other
    expect(page.fault.value).toEqual({ message: 'text', place: null })
    const left = page.run('chosen')
    await settle()
    run.cancel()
    await left
    expect([run.running.value, page.fault.value, entries.at(-1)?.outcome.kind, context.log.at(-1)]).toEqual([
      false,
      null,
      'cancelled',
      'stopped SQL',
    ])
  })

  it('runs what is selected, the statement at the cursor, or all, one after another', async () => {
    const text = 'SELECT 1;\nSELECT 2;\nSELECT evnt'
    const { runs, entries, marked, run, page, session } = tab(text)
    expect(page.chosen.value).toBe('statement')
    page.cursor.value = { from: 12, to: 12 }
    const second = page.run('chosen')
    await settle()
    runs[0]!.resolve()
    await second
    page.cursor.value = { from: 27, to: text.length }
    expect(page.chosen.value).toBe('selection')
    const selected = page.run('chosen')
    await settle()
    runs[1]!.resolve()
    await selected
    const all = page.run('all')
    for (const at of [2, 3]) {
      await settle()
      runs[at]!.resolve()
    }
    await settle()
    runs[4]!.reject(new LatheError('bad-sql', 'No evnt.', { sql: '', position: 7 }))
    await all
    expect(runs.map(({ plan }) => plan.sql)).toEqual(['SELECT 2', 'evnt', 'SELECT 1', 'SELECT 2', 'SELECT evnt'])
    expect([run.answers.value.length, session.shown.value, page.isEarlier.value, marked.at(-1)]).toEqual([
      2,
      Infinity,
      false,
      27,
    ])
    expect(entries.map(({ outcome }) => outcome.kind)).toEqual(['rows', 'rows', 'rows', 'rows', 'error'])
  })

  it('runs nothing of a text of which a part cannot run', async () => {
    const { runs, marked, page } = tab('SELECT 1;\nSELECT $since')
    await page.run('all')
    expect([runs.length, page.fault.value?.place, marked.at(-1), page.isEarlier.value]).toEqual([
      0,
      { line: 2, column: 8 },
      17,
      true,
    ])
    const blank = tab(' \n')
    await blank.page.run('all')
    await blank.page.run('chosen')
    expect([blank.runs.length, blank.page.fault.value]).toEqual([0, null])
  })

  it('names the line of a wrong header', () => {
    const { marked, page } = tab('-- title: T\n-- colour: red\nSELECT 1')
    page.showFault(new LatheError('bad-file', 'No key.', { file: 'SQL', line: 2 }))
    expect([page.fault.value, marked.at(-1)]).toEqual([{ message: 'No key.', place: { line: 2, column: 1 } }, 12])
    expect(() => page.showFault(new Error('bug'))).toThrow('bug')
  })
})
