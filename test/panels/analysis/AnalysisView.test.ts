// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, ref, type Ref } from 'vue'
import { analyses } from '../../../queries/index'
import type { RunAnswer } from '../../../src-renderer/host/workbench'
import AnalysisView from '../../../src-renderer/panels/analysis/AnalysisView.vue'
import ResultPane from '../../../src-renderer/panels/analysis/ResultPane.vue'
import type { RawValues } from '../../../src-renderer/panels/analysis/parameterErrors'
import { panelContextKey } from '../../../src-renderer/panels/context'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { arrayTable } from '../grid/arrayTable'
import { answerOf, catalog, fakeContext, workspaceOf } from './fakeContext'

const own: Catalog = {
  ...catalog,
  tables: [
    {
      ...catalog.tables[0]!,
      columns: [
        ...catalog.tables[0]!.columns,
        { name: 'variant', type: 'string', source: 'variant' },
        { name: 'channel', type: 'string', source: 'channel' },
        { name: 'country', type: 'string', source: 'country' },
      ],
    },
  ],
}

interface Asked {
  readonly plan: QueryPlan
  readonly isLookup: boolean
  readonly answer: () => void
}

let asked: Asked[]
let view: VueWrapper | null
beforeEach(() => {
  asked = []
  view = null
  vi.useFakeTimers()
})
afterEach(() => {
  view?.unmount()
  vi.useRealTimers()
})

/** The panel of an analysis over a log with the events `names`; every query waits until it is answered. */
function open(analysis: Analysis, names: readonly string[], raw: Ref<RawValues>, id: string): VueWrapper {
  const state = workspaceOf(id, { ...own })
  const context = fakeContext(
    (plan) =>
      new Promise<RunAnswer>((resolve) => {
        const isLookup = plan.finish === undefined && /\bAS value\b/.test(plan.sql)
        const table = isLookup
          ? arrayTable({ value: ['string', names], rows: ['integer', names.map(() => 10)] })
          : arrayTable({ n: ['integer', []] })
        asked.push({
          plan,
          isLookup,
          answer: () => {
            resolve(answerOf(table, plan))
          },
        })
      }),
    state,
  )
  return mount(
    defineComponent(
      () => () =>
        h(TooltipProvider, () =>
          h(AnalysisView, { analysis, workspace: state, source: null, sample: null, raw: raw.value, view: 'table' }),
        ),
    ),
    {
      global: {
        provide: { [panelContextKey as symbol]: context },
        stubs: { ScopeBar: true, ParameterForm: true, ResultGrid: true },
      },
    },
  )
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(300)
  await flushPromises()
}

const proposing = analyses.filter(
  (analysis) =>
    analysis.reads === 'events' &&
    analysis.parameters.some((spec) => spec.suggest !== undefined && spec.suggest !== 'unit'),
)
/** What these need beside what is proposed. */
const NEEDED: Readonly<Record<string, RawValues>> = {
  'attribution-touch-types': { click: 'open', view: 'open' },
  incrementality: { exposed: 'open', holdout: 'view' },
  'matched-users': { treatment: 'open' },
}

describe('an analysis for which values are proposed from the data', () => {
  it('is one of those that are known', () => {
    expect(proposing.map((one) => one.name)).toEqual(
      expect.arrayContaining([
        'funnel',
        'funnel-trend',
        'attribution',
        'experiment',
        'experiment-power',
        'diff-in-diff',
      ]),
    )
  })

  it.each(proposing.filter((one) => one.name !== 'attribution-roas'))(
    '$name answers only when the proposals are there, and with them',
    async (analysis) => {
      view = open(analysis, ['open', 'view', 'paid'], ref(NEEDED[analysis.name] ?? {}), `w-${analysis.name}`)
      await settle()
      // Whatever is asked before the proposals are there only looks for them.
      expect(asked.length).toBeGreaterThan(0)
      for (let round = 0; round < 3; round++) {
        const before = [...asked]
        expect(before.filter((one) => !one.isLookup).map((one) => one.plan.sql)).toEqual([])
        for (const one of before) one.answer()
        await settle()
        if (asked.some((one) => !one.isLookup)) break
      }
      const [first, ...more] = asked.filter((one) => !one.isLookup)
      expect(more).toEqual([])
      expect(first!.plan.sql).toContain("'paid'")
    },
  )

  it('names what was proposed beside the figures, until it is chosen', async () => {
    const experiment = analyses.find((one) => one.name === 'experiment')!
    const raw = ref<RawValues>({})
    view = open(experiment, ['open', 'paid'], raw, 'w-names')
    for (let round = 0; round < 4; round++) {
      await settle()
      for (const one of asked) one.answer()
    }
    await settle()
    const pane = view.findComponent(ResultPane)
    expect(pane.get('.suggested').text()).toContain('Suggested from your data: metric event “paid”.')
    raw.value = { metric: 'paid' }
    await settle()
    expect(pane.find('.suggested').exists()).toBe(false)
  })
})
