// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { RunAnswer } from '../../../src-renderer/host/workbench'
import { LatheError } from '../../../src-renderer/model/error'
import { panelContextKey } from '../../../src-renderer/panels/context'
import PersonPanel from '../../../src-renderer/panels/drill/PersonPanel.vue'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { answerOf, fakeContext } from '../analysis/fakeContext'
import { arrayTable } from '../grid/arrayTable'

const USER = arrayTable({
  user_key: ['integer', [7]],
  user_id: ['string', ['ann']],
  first_seen: ['timestamp', [1_704_067_200_000_000]],
  last_seen: ['timestamp', [1_704_153_600_000_000]],
  is_test: ['boolean', [false]],
})
const DAYS = arrayTable({ date: ['date', ['2024-01-01', '2024-01-02']], events: ['integer', [2, 3]] })

let wrapper: VueWrapper | null = null
afterEach(() => wrapper?.unmount())

/** The page of a user whose days wait until `answer` is called; of the other questions none comes back. */
async function open(): Promise<{
  facts(): Readonly<Record<string, string>>
  answer(table: ResultTable | null): Promise<void>
}> {
  let settle: ((table: ResultTable | null) => void) | null = null
  const context = fakeContext(
    (plan: QueryPlan) =>
      new Promise<RunAnswer>((resolve, reject) => {
        if (plan.sql.includes('first_seen')) resolve(answerOf(USER, plan))
        else if (/\bAS events\b/.test(plan.sql) && !plan.sql.includes('ended'))
          settle ??= (table) =>
            table === null
              ? reject(new LatheError('engine-memory', 'It went wrong.', { detail: '' }))
              : resolve(answerOf(table, plan))
      }),
  )
  wrapper = mount(PersonPanel, {
    props: { id: 'ann' },
    global: {
      provide: { [panelContextKey as symbol]: context },
      stubs: { FindUser: true, ChartView: true, UserActions: true },
    },
    attachTo: document.body,
  })
  await flushPromises()
  return {
    facts: () =>
      Object.fromEntries(
        wrapper!.findAll('dl > div').map((fact): [string, string] => [fact.get('dt').text(), fact.get('dd').text()]),
      ),
    answer: async (table) => {
      settle!(table)
      await flushPromises()
    },
  }
}

describe('the counts of a user', () => {
  it('are … while they are computed, then numbers', async () => {
    const page = await open()
    expect(page.facts()).toMatchObject({ Events: '…', 'Active days': '…', Sessions: '…' })
    await page.answer(DAYS)
    expect(page.facts()).toMatchObject({ Events: '5', 'Active days': '2', Sessions: '…' })
  })
  it('are – where they could not be computed', async () => {
    const page = await open()
    await page.answer(null)
    expect(page.facts()).toMatchObject({ Events: '–', 'Active days': '–', Sessions: '…' })
  })
})
