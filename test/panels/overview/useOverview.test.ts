// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, shallowRef, type EffectScope } from 'vue'
import type { OverviewScope } from '../../../src-renderer/host/overview/askOverview'
import type { RunAnswer } from '../../../src-renderer/host/workbench'
import { LatheError } from '../../../src-renderer/model/error'
import { useOverview } from '../../../src-renderer/panels/overview/useOverview'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { answerOf, catalog, fakeContext } from '../analysis/fakeContext'
import { arrayTable } from '../grid/arrayTable'

/** Columns of every answer that the page reads, with one complete day. */
const table = arrayTable({
  date: ['date', ['2024-02-29']],
  complete: ['boolean', [true]],
  dau: ['integer', [7]],
  value: ['double', [7]],
  sessions: ['integer', [7]],
  new: ['integer', [7]],
})
interface Asked {
  readonly plan: QueryPlan
  readonly answer: (answer: RunAnswer) => void
  readonly fail: (error: unknown) => void
  readonly signal: AbortSignal | undefined
}

let within: EffectScope
beforeEach(() => {
  within = effectScope()
})
afterEach(() => {
  within.stop()
})

function start() {
  const asked: Asked[] = []
  const context = fakeContext(
    (plan, options) =>
      new Promise<RunAnswer>((answer, fail) => {
        const signal = options?.signal
        signal?.addEventListener('abort', () => fail(new DOMException('Cancelled', 'AbortError')))
        asked.push({ plan, answer, fail, signal })
      }),
  )
  const scope = shallowRef<OverviewScope>({ catalog: { ...catalog }, source: null, valuesFor: () => ({}) })
  const run = within.run(() => useOverview(() => scope.value, context))!
  const names = (): readonly string[] => run.parts.value.map(({ question }) => question.name)
  return { asked, run, scope, names }
}

describe('the figures of the overview', () => {
  it('are asked for one after another, and are there as they come', async () => {
    const { asked, run, names } = start()
    await flushPromises()
    expect([asked.length, names(), run.asked.value[0]?.part]).toEqual([1, [], null])
    asked[0]!.answer(answerOf(table, asked[0]!.plan))
    await flushPromises()
    expect([asked.length, names()]).toEqual([2, ['active-users']])
    expect(run.asked.value[0]?.part?.answer).toMatchObject({ kind: 'daily', last: { date: '2024-02-29', value: 7 } })
  })

  it('go on where one fails, which says why', async () => {
    const { asked, run, names } = start()
    await flushPromises()
    asked[0]!.fail(new LatheError('bad-parameter', 'No such column.', { parameter: 'filter', value: '' }))
    await flushPromises()
    expect(names()).toEqual(['active-users'])
    expect(run.parts.value[0]?.failure?.message).toBe('No such column.')
    expect(asked).toHaveLength(2)
  })

  it('are cancelled when the page is left, and asked anew when the scope changes', async () => {
    const { asked, run, scope, names } = start()
    await flushPromises()
    scope.value = { ...scope.value, valuesFor: () => ({ from: '2024-02-01' }) }
    await flushPromises()
    expect([asked.length, asked[0]!.signal?.aborted, run.running.value]).toEqual([2, true, true])
    asked[1]!.answer(answerOf(table, asked[1]!.plan))
    await flushPromises()
    expect(names()).toEqual(['active-users'])
    within.stop()
    await flushPromises()
    expect([asked.length, asked[2]!.signal?.aborted]).toEqual([3, true])
  })
})
