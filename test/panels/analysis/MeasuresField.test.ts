// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, describe, expect, it } from 'vitest'
import { computed, defineComponent, h, shallowRef, type ShallowRef } from 'vue'
import { trends } from '../../../queries/trends/trends'
import MeasuresField from '../../../src-renderer/panels/analysis/fields/MeasuresField.vue'
import { draftOf, freeName, keptText, measuresOf } from '../../../src-renderer/panels/analysis/fields/measureDrafts'
import { formContextKey } from '../../../src-renderer/panels/analysis/formContext'
import { parameterErrors } from '../../../src-renderer/panels/analysis/parameterErrors'
import { sparkPath } from '../../../src-renderer/chart/sparkPath'
import { namedEvents } from '../../../src-renderer/query/analysis/namedEvents'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import type { ParameterValue } from '../../../src-renderer/query/contract/parameter'

let wrapper: VueWrapper
function show(given: ParameterValue, emptyText?: string, directed?: true): ShallowRef<ParameterValue> {
  const value = shallowRef<ParameterValue>(given)
  const Host = defineComponent({
    setup: () => () =>
      h(TooltipProvider, null, {
        default: () =>
          h(MeasuresField, {
            label: 'Measures',
            ...(emptyText === undefined ? {} : { emptyText }),
            modelValue: value.value,
            emptyText,
            directed,
            'onUpdate:modelValue': (next: ParameterValue) => {
              value.value = next
            },
          }),
      }),
  })
  wrapper = mount(Host, {
    attachTo: document.body,
    global: {
      provide: {
        [formContextKey as symbol]: {
          columns: computed(() => [
            { name: 'city', type: 'string', source: 'city' },
            { name: 'amount', type: 'double', source: 'amount' },
          ]),
          measures: computed(() => ['Revenue']),
          events: shallowRef({ state: 'ready', events: [{ value: 'buy', rows: 3 }], message: '' }),
          modelEvents: computed(() => []),
          valuesOf: () => Promise.resolve([]),
        },
      },
    },
  })
  return value
}
afterEach(() => {
  wrapper.unmount()
  document.body.innerHTML = ''
})

const button = (name: string) =>
  wrapper.findAll('button').find((one) => (one.attributes('aria-label') ?? one.text()) === name)!
const optionsShown = (): readonly HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[role=option]')]
async function choose(place: string, option: string): Promise<void> {
  await button(place).trigger('click')
  await flushPromises()
  optionsShown()
    .find((one) => one.textContent.startsWith(option))!
    .click()
  await flushPromises()
}

describe('the control of measures', () => {
  it('adds a measure with the next letter, and asks for a column where its kind needs one', async () => {
    const value = show([{ name: 'A', event: null, measure: 'count' }])
    expect(button('Remove measure 1').attributes('disabled')).toBeDefined()
    await button('Add measure').trigger('click')
    await wrapper.findAll('select')[1]!.setValue('sum')
    expect(value.value).toEqual([
      { name: 'A', event: null, measure: 'count' },
      { name: 'B', event: null, measure: 'sum' },
    ])
    expect(parameterErrors(trends.parameters, { measures: value.value })['measures']).toBe(
      'Measures: measure B is a sum: say of which column.',
    )
    await button('Column of measure 2: Choose a column…').trigger('click')
    await flushPromises()
    // A sum is of numbers alone.
    expect(optionsShown().map((one) => one.textContent.includes('city'))).toEqual([false])
    optionsShown()[0]!.click()
    await flushPromises()
    await choose('Event of measure 2: Any event', 'buy')
    expect((value.value as readonly unknown[])[1]).toEqual({
      name: 'B',
      event: 'buy',
      measure: 'sum',
      column: 'amount',
    })
    await wrapper.get('input[aria-label="Name of measure 2"]').setValue('Sales')
    await button('Remove measure 1').trigger('click')
    expect(value.value).toEqual([{ name: 'Sales', event: 'buy', measure: 'sum', column: 'amount' }])
  })

  it('lets the last one go where no measure has a meaning', async () => {
    const value = show([{ name: 'A', event: null, measure: 'count' }], 'The figure above')
    await button('Remove measure 1').trigger('click')
    expect(value.value).toBeNull()
    expect(wrapper.text()).toContain('The figure above')
  })

  it('adds a measure of the model by its name, and keeps what it cannot edit', async () => {
    const formula = { name: 'C', formula: 'A / 2' }
    const value = show([{ name: 'A', event: 'buy', measure: 'p97.5', column: 'amount' }, formula])
    expect(wrapper.text()).toContain('C = A / 2')
    expect((wrapper.get('select').element as HTMLSelectElement).value).toBe('p97.5')
    await choose('Add a measure of the model: Of the model…', 'Revenue')
    expect((value.value as readonly unknown[]).slice(1)).toEqual([formula, 'Revenue'])
    await button('Remove C = A / 2').trigger('click')
    expect((value.value as readonly unknown[]).slice(1)).toEqual(['Revenue'])
  })

  it('may be left empty where that means something, and says what', async () => {
    const value = show(null, 'The metric event')
    expect(wrapper.text()).toContain('The metric event')
    await choose('Add a measure of the model: Of the model…', 'Revenue')
    expect(value.value).toEqual(['Revenue'])
    expect(wrapper.text()).not.toContain('The metric event')
    await button('Remove Revenue').trigger('click')
    expect(value.value).toBeNull()
    expect(wrapper.text()).toContain('The metric event')
  })

  it('asks which way is good where that decides something', async () => {
    const value = show([{ name: 'A', event: 'buy', measure: 'users' }], 'None', true)
    const select = wrapper.get('select[aria-label="Which way of measure 1 is good"]')
    await select.setValue('down')
    expect(value.value).toEqual([{ name: 'A', event: 'buy', measure: 'users', good: 'down' }])
    await select.setValue('unsaid')
    expect(value.value).toEqual([{ name: 'A', event: 'buy', measure: 'users' }])
  })

  it('makes of its rows what they were made of', () => {
    const given = [
      { name: 'A', event: { event: 'buy', where: [] }, measure: 'avg', column: 'amount', good: 'up' },
      'Revenue',
      { name: 'B', formula: 'A' },
      { name: 'D', event: null, measure: 'no such kind' },
    ]
    expect(measuresOf(given.map((one, index) => draftOf(one, index, 'X')))).toEqual(given)
    expect(keptText(given[3])).toContain('no such kind')
    expect(freeName(['A', 'C'])).toBe('B')
  })
})

describe('the parameters of trends', () => {
  it('say the place of a formula’s fault, and name the events of measures', () => {
    expect(parameterErrors(trends.parameters, { formula: 'A / B, A +' })).toEqual({
      formula: 'Formula: formula 2, column 4: a number, a name or a bracket is missing; the formula ends.',
    })
    const values = readParameters(trends.parameters, {
      measures: '["Revenue",{"event":"buy"},{"event":{"event":"view","where":[]},"measure":"users"}]',
      formula: '["A / B"]',
    })
    expect(values['formula']).toEqual(['A / B'])
    expect(namedEvents(trends.parameters, values)).toEqual(['buy', 'view'])
    expect(parameterErrors(trends.parameters, { measures: [{ name: 'A' }, { name: 'A' }] })['measures']).toContain(
      'two measures are called A',
    )
  })
})

describe('a small line', () => {
  it('has gaps, stands on zero, and is open where a bucket is not over', () => {
    const points = [{ y: 0 }, { y: 10 }, { y: null }, { y: 5 }, { y: 10, incomplete: true }]
    expect(sparkPath(points, 42, 22)).toEqual({ whole: 'M1.0,21.0L11.0,1.0', open: 'M31.0,11.0L41.0,1.0' })
    expect(sparkPath([{ y: null }], 42, 22)).toEqual({ whole: '', open: '' })
    expect(sparkPath([{ y: 0 }, { y: 0 }], 42, 22).whole).toBe('M1.0,11.0L41.0,11.0')
  })
})
