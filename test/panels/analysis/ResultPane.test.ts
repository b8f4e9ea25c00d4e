// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { TooltipProvider } from 'reka-ui'
import { computed, defineComponent, h, shallowRef } from 'vue'
import { renderChart } from '../../../src-renderer/chart/renderChart'
import type { Datum } from '../../../src-renderer/chart/scene'
import ResultPane from '../../../src-renderer/panels/analysis/ResultPane.vue'
import type { AnalysisAnswer } from '../../../src-renderer/panels/analysis/answerMemory'
import type { AnalysisRun } from '../../../src-renderer/panels/analysis/useAnalysisRun'
import ChartView from '../../../src-renderer/panels/chart/ChartView.vue'
import type { ResultView } from '../../../src-renderer/panels/analysis/panelState'
import { panelContextKey } from '../../../src-renderer/panels/context'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { arrayTable } from '../grid/arrayTable'
import { answerOf, fakeContext } from './fakeContext'

const table = arrayTable({
  step: ['integer', [1, 2, 3]],
  users: ['integer', [900, 400, 0]],
  share: ['double', [100, 44.4, 0]],
})
const answer: AnalysisAnswer = {
  run: answerOf(table, { sql: 'SELECT 1' }),
  plan: { sql: 'SELECT 1' },
  values: {},
  source: null,
  kpiPlan: null,
}
const asked: string[] = []
const steps: Analysis = {
  name: 'steps',
  title: 'Steps',
  about: '',
  grain: '',
  definition: '',
  columns: [],
  reads: 'events',
  parameters: [],
  plan: () => answer.plan,
  drill: ({ row, column }) => {
    asked.push(`${column} of step ${String(row['step'])}`)
    return column === 'users' && row['users'] !== 0
      ? { kind: 'users', title: `Users of step ${String(row['step'])}`, plan: { sql: 'SELECT 2' } }
      : null
  },
  charts: () => [
    {
      kind: 'funnel',
      title: 'Funnel',
      summary: 'S.',
      steps: [0, 1, 2].map((row) => ({
        label: `s${row}`,
        count: Number(table.value(row, 'users')),
        figure: { row, column: 'users' },
      })),
    },
  ],
  kpis: () => [
    { label: 'Entered', value: 900, format: 'integer', figure: { row: 0, column: 'users' } },
    { label: 'Share', value: 44.4, format: 'percent', figure: { row: 1, column: 'share' } },
    { label: 'In all', value: null, waiting: true, format: 'integer', about: 'Whoever came.' },
    { label: 'Done', value: 0, format: 'integer', figure: { row: 2, column: 'users' } },
  ],
}
const run: AnalysisRun = {
  answer: shallowRef(answer),
  running: shallowRef(false),
  cancelled: shallowRef(false),
  slow: shallowRef(false),
  fraction: shallowRef(null),
  error: shallowRef(null),
  errors: computed(() => ({})),
  open: computed(() => []),
  stale: computed(() => false),
  cancel: () => undefined,
  rerun: () => undefined,
}

beforeAll(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(480)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(800)
})
beforeEach(() => {
  asked.length = 0
})

function show(view: ResultView): VueWrapper {
  const suggestions = {
    values: shallowRef({}),
    looking: shallowRef(false),
    putAside: shallowRef(false),
    putAway: () => undefined,
    bringBack: () => undefined,
  }
  const context = fakeContext(() => new Promise(() => undefined))
  return mount(
    defineComponent(
      () => () =>
        h(TooltipProvider, () =>
          h(ResultPane, {
            analysis: steps,
            run,
            view,
            sample: null,
            status: { rows: '3 rows', more: ['12 ms'] },
            fileName: 'steps',
            suggestions,
          } as never),
        ),
    ),
    {
      attachTo: document.body,
      global: {
        provide: { [panelContextKey as symbol]: context },
        stubs: {
          DrillSheet: {
            props: ['request'],
            template:
              '<div class="opened">{{ request.drill.title }}, {{ request.figure.row }}:{{ request.figure.column ' +
              '}}</div>',
          },
        },
      },
    },
  )
}

describe('the answer of an analysis', () => {
  it('lets those cells of the table be opened behind which something stands, and no other', async () => {
    const pane = show('table')
    await vi.waitFor(() => {
      expect(pane.findAll('[role=gridcell]')).toHaveLength(9)
    })
    expect(pane.findAll('[role=gridcell]').map((cell) => cell.classes().includes('opens'))).toEqual([
      false,
      true,
      false,
      false,
      true,
      false,
      false,
      false,
      false,
    ])
    expect(pane.findAll('.opener')).toHaveLength(2)
    expect(asked).toHaveLength(9)
    await pane.findAll('[role=gridcell]')[2]!.trigger('dblclick')
    expect(pane.find('.opened').exists()).toBe(false)
    await pane.findAll('[role=gridcell]')[4]!.trigger('dblclick')
    await vi.waitFor(() => {
      expect(pane.get('.opened').text()).toBe('Users of step 2, 1:users')
    })
    pane.unmount()
  })

  it('lets figures and marks be opened behind which something stands, each its own', async () => {
    const pane = show('chart')
    await vi.waitFor(() => {
      expect(pane.find('.tile').exists()).toBe(true)
    })
    expect(pane.findAll('.tile .value').map((value) => [value.text(), value.find('button').exists()])).toEqual([
      ['900', true],
      ['44.4 %', false],
      // Not known yet, which is no "none".
      ['…', false],
      ['0', false],
    ])
    await pane.get('.tile .value button').trigger('click')
    await vi.waitFor(() => {
      expect(pane.get('.opened').text()).toBe('Users of step 1, 0:users')
    })
    const chart = pane.findComponent(ChartView)
    const hint: (datum: Datum) => string | null = chart.props('hint')!
    const { data } = renderChart(chart.props('spec'), { width: 600, height: 300, theme: 'light' })
    const mark = (id: string): Datum => data.find((datum) => datum.id === id)!
    expect(['0', '1', '2', 'lost:1'].map((id) => hint(mark(id)))).toEqual([
      'Click to see the users',
      'Click to see the users',
      null,
      null,
    ])
    chart.vm.$emit('select', mark('2'))
    chart.vm.$emit('select', mark('1'))
    await vi.waitFor(() => {
      expect(pane.get('.opened').text()).toBe('Users of step 2, 1:users')
    })
    pane.unmount()
  })
})
