// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { computed, defineComponent, h, nextTick, shallowRef } from 'vue'
import type { RunAnswer } from '../../../src-renderer/host/workbench'
import { EMPTY_MODEL, type DataModel } from '../../../src-renderer/model/dataModel'
import { LatheError } from '../../../src-renderer/model/error'
import type { ColumnType } from '../../../src-renderer/model/schema'
import { useFormContext, type FormContext } from '../../../src-renderer/panels/analysis/formContext'
import { provideFormContext } from '../../../src-renderer/panels/analysis/provideFormContext'
import type { Catalog, CatalogTable } from '../../../src-renderer/query/contract/catalog'
import { eventSource, type EventSource } from '../../../src-renderer/query/sql/eventSource'
import { arrayTable } from '../grid/arrayTable'
import { answerOf, catalog, fakeContext } from './fakeContext'

const column = (name: string, type: ColumnType = 'string') => ({ name, type, source: name })
const plain = (
  name: string,
  columns: readonly string[],
  minDate: string | null = null,
  maxDate: string | null = null,
): CatalogTable => ({
  name,
  kind: 'table',
  rows: 1,
  minTs: null,
  maxTs: null,
  minDate,
  maxDate,
  columns: columns.map((one) => column(one)),
})
const PAYING = { name: 'paying', any: ['pay'], sequence: null, label: '', about: '', isHidden: false }
const values = (...events: readonly string[]): RunAnswer =>
  answerOf(arrayTable({ value: ['string', events], rows: ['integer', events.map((_, index) => 9 - index)] }), {
    sql: '',
  })

/** A form over events or plain tables, whose look-ups are answered one after the other. */
async function form(
  options: {
    events?: EventSource | null
    tables?: readonly CatalogTable[]
    needsEvents?: boolean
    model?: DataModel
  } = {},
) {
  const asked: { sql: string; answer: (run: RunAnswer) => void; fail: (error: unknown) => void }[] = []
  const context = fakeContext(
    (plan) =>
      new Promise((resolve, reject) => {
        asked.push({ sql: plan.sql, answer: resolve, fail: reject })
      }),
  )
  // A catalog of its own: answers are remembered by it.
  const own: Catalog = { ...catalog, ...(options.model === undefined ? {} : { model: options.model }) }
  const events = shallowRef(options.events === undefined ? eventSource(own, null) : options.events)
  const needs = shallowRef(options.needsEvents ?? true)
  let found: FormContext | null = null
  const child = defineComponent(() => {
    found = useFormContext()
    return () => null
  })
  mount(
    defineComponent(() => {
      provideFormContext(
        context,
        computed(() => own),
        computed(() => events.value),
        computed(() => options.tables ?? []),
        () => needs.value,
      )
      return () => h(child)
    }),
  )
  await nextTick()
  return { form: found!, asked, events, needs }
}

describe('what a form offers', () => {
  it('is columns, dates and the zone of the events that are read', async () => {
    const { form: offered } = await form({ tables: [plain('shops', ['city'], '2020-01-01', '2020-02-01')] })
    expect(offered.columns.value.map((one) => one.name)).toEqual(['user_id', 'event', 'ts', 'plan'])
    expect([offered.minDate.value, offered.maxDate.value, offered.timezone.value, offered.tables.value]).toEqual([
      '2024-01-01',
      '2024-03-01',
      'Europe/Berlin',
      ['shops'],
    ])
  })

  it('is those of plain tables where there are no events: each column once, from the first date to the last', async () => {
    const tables = [
      plain('a', ['city', '_file', 'x'], '2024-02-01', '2024-02-05'),
      plain('b', ['x', 'y'], '2024-01-03', '2024-03-09'),
      plain('c', ['y']),
    ]
    const { form: offered, asked } = await form({ events: null, tables })
    expect([
      offered.columns.value.map((one) => one.name),
      offered.minDate.value,
      offered.maxDate.value,
      offered.tables.value,
    ]).toEqual([['city', 'x', 'y'], '2024-01-03', '2024-03-09', ['a', 'b', 'c']])
    expect([asked, offered.events.value.state]).toEqual([[], 'loading'])
    const undated = await form({ events: null, tables: [plain('c', ['y'])] })
    expect([undated.form.minDate.value, undated.form.maxDate.value]).toEqual([null, null])
  })

  it('is the names of events, once they are there, or why there are none', async () => {
    const { form: offered, asked } = await form()
    expect([offered.events.value, asked.length, asked[0]!.sql.includes('FROM main."log"')]).toEqual([
      { state: 'loading', events: [], message: 'Loading events…' },
      1,
      true,
    ])
    asked[0]!.answer(values('open', 'pay'))
    await flushPromises()
    expect(offered.events.value).toEqual({
      state: 'ready',
      events: [
        { value: 'open', rows: 9 },
        { value: 'pay', rows: 8 },
      ],
      message: '',
    })
    for (const [error, message] of [
      [
        new LatheError('engine-crashed', 'The engine is gone.', { detail: '' }),
        'The events could not be listed. The engine is gone.',
      ],
      [new Error('x'), 'The events could not be listed. '],
    ] as const) {
      const failing = await form()
      failing.asked[0]!.fail(error)
      await flushPromises()
      expect(failing.form.events.value).toEqual({ state: 'failed', events: [], message })
    }
  })

  it('is not the events of a source that is no longer read', async () => {
    for (const end of ['answer', 'fail'] as const) {
      const { form: offered, asked, events } = await form()
      events.value = { ...events.value!, sql: 'main."other"' }
      await nextTick()
      expect([asked.length, offered.events.value.state]).toEqual([2, 'loading'])
      asked[1]!.answer(values('new'))
      await flushPromises()
      if (end === 'answer') asked[0]!.answer(values('old'))
      else asked[0]!.fail(new Error('late'))
      await flushPromises()
      expect(offered.events.value).toMatchObject({ state: 'ready', events: [{ value: 'new' }] })
    }
  })

  it('asks for events only where a field needs them', async () => {
    const { asked, needs } = await form({ needsEvents: false })
    expect(asked).toEqual([])
    needs.value = true
    await nextTick()
    expect(asked).toHaveLength(1)
  })

  it('is the values of a column: of the events, or of the first plain table that has it', async () => {
    const { form: offered, asked } = await form({ needsEvents: false })
    const found = offered.valuesOf('plan', 'pr', "o'clock")
    asked[0]!.answer(values('pro'))
    expect([
      await found,
      ['FROM main."log"', "lower('pr')", "event = 'o''clock'"].map((part) => asked[0]!.sql.includes(part)),
    ]).toEqual([[{ value: 'pro', rows: 9 }], [true, true, true]])
    const made = await form({ model: { ...EMPTY_MODEL, events: [PAYING] } })
    void made.form.valuesOf('plan', '', 'paying')
    expect([made.form.modelEvents.value, made.asked[1]!.sql.includes('"event" = \'pay\'')]).toEqual([[PAYING], true])
    const tables = await form({ events: null, tables: [plain('a', ['x']), plain('b', ['x', 'y']), plain('c', ['y'])] })
    void tables.form.valuesOf('y', '', null)
    expect([tables.asked.length, tables.asked[0]!.sql.includes('FROM "b"')]).toEqual([1, true])
    expect(await tables.form.valuesOf('z', '', null)).toEqual([])
  })
})
