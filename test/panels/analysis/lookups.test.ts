import { describe, expect, it } from 'vitest'
import type { Workbench } from '../../../src-renderer/host/workbench'
import {
  columnValuesPlan,
  countPlan,
  eventNamesPlan,
  firstRowsPlan,
  lookUp,
  rejectsPlan,
  rowsByDatePlan,
} from '../../../src-renderer/panels/analysis/lookups'
import type { CatalogTable } from '../../../src-renderer/query/contract/catalog'
import { arrayTable } from '../grid/arrayTable'
import { answerOf, catalog } from './fakeContext'

/** A workbench whose answers come one after the other, or fail. */
function workbench(...answers: readonly ('fails' | readonly string[])[]) {
  let asked = 0
  const run = (): Promise<unknown> => {
    const next = answers[asked++]!
    return next === 'fails'
      ? Promise.reject(new Error('no'))
      : Promise.resolve(
          answerOf(arrayTable({ value: ['string', next], rows: ['integer', next.map((_, index) => index + 1)] }), {
            sql: '',
          }),
        )
  }
  return { bench: { run } as unknown as Workbench, asked: () => asked }
}
const PLAN = eventNamesPlan({ sql: 'main."log"' })

describe('what a form looks up', () => {
  it('is asked once for a state of the workspace, by all who ask', async () => {
    const { bench, asked } = workbench(['open'], ['pay'], ['other'])
    const now = { ...catalog }
    const [one, two] = await Promise.all([lookUp(bench, now, PLAN), lookUp(bench, now, PLAN)])
    expect([one, two, asked()]).toEqual([[{ value: 'open', rows: 1 }], [{ value: 'open', rows: 1 }], 1])
    expect([await lookUp(bench, { ...catalog }, PLAN), await lookUp(bench, now, { sql: 'another' }), asked()]).toEqual([
      [{ value: 'pay', rows: 1 }],
      [{ value: 'other', rows: 1 }],
      3,
    ])
  })

  it('is asked again after it failed', async () => {
    const { bench, asked } = workbench('fails', ['open'])
    const now = { ...catalog }
    await expect(lookUp(bench, now, PLAN)).rejects.toThrow('no')
    expect([await lookUp(bench, now, PLAN), asked()]).toEqual([[{ value: 'open', rows: 1 }], 2])
  })

  it('is as much as a list can show: the most frequent first', () => {
    expect(
      [eventNamesPlan({ sql: 't' }).sql, columnValuesPlan('t', 'plan', '', null).sql].map(
        (sql) => /ORDER BY 2 DESC, 1\nLIMIT (\d+)$/.exec(sql)?.[1],
      ),
    ).toEqual(['2000', '50'])
  })

  it('is narrowed by what was typed and by a condition', () => {
    const where = (search: string, which: string | null): string | undefined =>
      /WHERE (.*)/.exec(columnValuesPlan('t', 'plan', search, which).sql)?.[1]
    expect([where('', null), where('Pr', null), where('', 'is_paid')]).toEqual([
      '"plan" IS NOT NULL',
      `"plan" IS NOT NULL AND contains(lower("plan"::VARCHAR), lower('Pr'))`,
      `"plan" IS NOT NULL AND is_paid`,
    ])
  })

  it("is rows of tables: users only where there are some, no columns of Lathe's own", () => {
    const table: CatalogTable = {
      name: 'my log',
      kind: 'events',
      rows: 1,
      minTs: null,
      maxTs: null,
      minDate: null,
      maxDate: null,
      columns: ['user_key', 'user_id', '_file', 'plan'].map((name) => ({ name, type: 'string', source: name })),
    }
    expect(rowsByDatePlan(table, 'ts').sql).toContain('count(DISTINCT user_key)')
    expect(rowsByDatePlan({ ...table, kind: 'table' }, 'at').sql).toBe(
      'SELECT local_date("at") AS date, count(*)::BIGINT AS "rows"\nFROM "my log"\nGROUP BY ALL\nORDER BY 1',
    )
    expect(firstRowsPlan(table, 5).sql).toBe('SELECT "user_id", "plan"\nFROM "my log"\nLIMIT 5')
    expect(rejectsPlan(['a', 'b']).sql.match(/FROM "[ab]_rejects"/g)).toEqual(['FROM "a_rejects"', 'FROM "b_rejects"'])
    expect(countPlan({ sql: 'SELECT 1 ;\n', notes: ['n'] })).toEqual({
      sql: 'SELECT count(*)::BIGINT AS "rows"\nFROM (\nSELECT 1\n)',
      notes: ['n'],
    })
  })
})
