// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, shallowRef, type EffectScope } from 'vue'
import { attribution } from '../../../queries/attribution/attribution'
import { retention } from '../../../queries/retention/retention'
import { sequenceStates } from '../../../queries/funnel/sequence-states'
import { funnel } from '../../../queries/funnel/funnel'
import type { RawValues } from '../../../src-renderer/panels/analysis/parameterErrors'
import { useSuggestions } from '../../../src-renderer/panels/analysis/useSuggestions'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { eventSource } from '../../../src-renderer/query/sql/eventSource'
import { arrayTable } from '../grid/arrayTable'
import { answerOf, catalog, fakeContext } from './fakeContext'

let scope: EffectScope
let workspaces = 0
beforeEach(() => {
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
})

function start(analysis: Analysis, names: readonly string[], initial: RawValues = {}) {
  const own = { ...catalog }
  const raw = shallowRef(initial)
  const source = eventSource(own, null)
  let runs = 0
  const context = fakeContext((plan) => {
    runs++
    return Promise.resolve(
      answerOf(arrayTable({ value: ['string', names], rows: ['integer', names.map(() => 1)] }), plan),
    )
  })
  const suggestions = scope.run(() =>
    useSuggestions(
      analysis,
      () => raw.value,
      () => source,
      () => own,
      `w${workspaces++}`,
      context,
    ),
  )!
  return { suggestions, raw, runs: () => runs }
}

describe('proposals for what nobody has chosen', () => {
  it('are looked for first, and give way to a choice', async () => {
    const { suggestions, raw } = start(funnel, ['a', 'b', 'c'])
    expect([suggestions.looking.value, suggestions.values.value]).toEqual([true, {}])
    await flushPromises()
    expect([suggestions.looking.value, suggestions.values.value]).toEqual([false, { steps: ['a', 'b', 'c'] }])
    raw.value = { steps: ['c', 'a'] }
    expect(suggestions.values.value).toEqual({})
    raw.value = { window: '1 hours' }
    expect(suggestions.values.value).toEqual({ steps: ['a', 'b', 'c'] })
  })

  it('are not made once something was chosen that takes their place', async () => {
    const { suggestions, raw } = start(sequenceStates, ['a', 'b'], { sequence: 'trial paid for' })
    await flushPromises()
    expect([suggestions.looking.value, suggestions.values.value]).toEqual([false, {}])
    raw.value = {}
    await flushPromises()
    expect(suggestions.values.value).toEqual({ steps: ['a', 'b'] })
    raw.value = { sequence: 'trial paid for' }
    expect(suggestions.values.value).toEqual({})
  })

  it('are a unit of periods where the span of the data wants one, without a look at the events', async () => {
    const { suggestions, runs } = start(retention, ['a'])
    await flushPromises()
    // The log of these tests spans 2 months: days, which are the default.
    expect([suggestions.values.value, runs()]).toEqual([{}, 0])
  })

  it('stay away once put aside, until they are wanted again', async () => {
    const { suggestions } = start(funnel, ['a', 'b'])
    await flushPromises()
    suggestions.putAway()
    expect([suggestions.values.value, suggestions.putAside.value, suggestions.looking.value]).toEqual([{}, true, false])
    suggestions.bringBack()
    expect([suggestions.values.value, suggestions.putAside.value]).toEqual([{ steps: ['a', 'b'] }, false])
  })

  it('are not made from one event, nor looked for when a choice is there', async () => {
    const one = start(funnel, ['a'])
    await flushPromises()
    expect([one.suggestions.values.value, one.suggestions.looking.value]).toEqual([{}, false])
    const chosen = start(funnel, ['a', 'b'], { steps: ['b', 'a'] })
    await flushPromises()
    expect([chosen.suggestions.values.value, chosen.runs()]).toEqual([{}, 0])
  })

  it('name a conversion by its name, or none', async () => {
    const found = start(attribution, ['click', 'order_paid'])
    const none = start(attribution, ['click', 'scroll'])
    await flushPromises()
    expect([found.suggestions.values.value, none.suggestions.values.value]).toEqual([{ conversion: 'order_paid' }, {}])
  })
})
