// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, describe, expect, it } from 'vitest'
import { computed, defineComponent, h, shallowRef } from 'vue'
import { formContextKey, type EventList } from '../../../src-renderer/panels/analysis/formContext'
import ParameterForm from '../../../src-renderer/panels/analysis/ParameterForm.vue'
import type { RawValues } from '../../../src-renderer/panels/analysis/parameterErrors'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { catalog } from './fakeContext'

const specs: readonly ParameterSpec[] = [
  { name: 'steps', type: 'steps', label: 'Steps', help: 'In order.', default: [] },
  { name: 'periods', type: 'integer', label: 'Periods', help: 'How many.', default: 30, min: 1 },
  {
    name: 'order',
    type: 'choice',
    label: 'Order',
    help: 'x',
    default: 'ordered',
    options: [
      { value: 'ordered', label: 'Ordered' },
      { value: 'any', label: 'Any' },
    ],
  },
  { name: 'include_test', type: 'boolean', label: 'Include test users', help: 'x', default: false, more: true },
]
const events: EventList = {
  state: 'ready',
  message: '',
  events: [
    { value: 'open', rows: 900 },
    { value: 'add', rows: 500 },
    { value: 'pay', rows: 100 },
  ],
}
let wrapper: VueWrapper

function mountForm(initial: RawValues = {}, errors: Readonly<Record<string, string>> = {}, asked = specs) {
  const raw = shallowRef<RawValues>(initial)
  const Host = defineComponent({
    setup: () => () =>
      h(TooltipProvider, null, {
        default: () =>
          h(ParameterForm, {
            specs: asked,
            raw: raw.value,
            errors,
            onChange: (next: RawValues) => {
              raw.value = next
            },
            onReset: () => {
              raw.value = {}
            },
          }),
      }),
  })
  wrapper = mount(Host, {
    attachTo: document.body,
    global: {
      provide: {
        [formContextKey as symbol]: {
          columns: computed(() => catalog.tables[0]!.columns),
          minDate: computed(() => '2024-01-01'),
          maxDate: computed(() => '2024-03-01'),
          timezone: computed(() => 'UTC'),
          tables: computed(() => []),
          events: shallowRef(events),
          modelEvents: computed(() => []),
          valuesOf: () => Promise.resolve([]),
        },
      },
    },
  })
  return { raw }
}
const button = (name: string) => {
  const found = wrapper.findAll('button').find((one) => (one.attributes('aria-label') ?? one.text()) === name)
  if (found === undefined)
    throw new Error(
      `no button ${name}; there are ${wrapper
        .findAll('button')
        .map((one) => one.attributes('aria-label') ?? one.text())
        .join(' | ')}`,
    )
  return found
}
async function choose(step: number, event: string, now = 'Choose an event…'): Promise<void> {
  await button(`Step ${step}: ${now}`).trigger('click')
  await flushPromises()
  const option = [...document.querySelectorAll<HTMLElement>('[role=option]')].find((one) =>
    one.textContent.includes(event),
  )
  if (option === undefined) throw new Error(`no option ${event}`)
  option.click()
  await flushPromises()
}
async function chooseOption(step: number, text: string): Promise<void> {
  await button(`Options of Step ${step}`).trigger('keydown', { key: 'Enter' })
  await flushPromises()
  const item = [...document.querySelectorAll<HTMLElement>('[role=menuitem]')].find((one) =>
    one.textContent.includes(text),
  )
  if (item === undefined) throw new Error(`no entry ${text}`)
  item.click()
  await flushPromises()
}
afterEach(() => {
  wrapper.unmount()
  document.body.innerHTML = ''
})

describe('the parameter form', () => {
  it('offers the events that exist with their counts, and builds steps from two blanks', async () => {
    const { raw } = mountForm()
    await button('Step 1: Choose an event…').trigger('click')
    await flushPromises()
    expect([...document.querySelectorAll('[role=option]')].map((one) => one.textContent)).toEqual([
      'Any event',
      'open900',
      'add500',
      'pay100',
    ])
    document.querySelector<HTMLElement>('[role=option]:nth-child(2)')!.click()
    await flushPromises()
    expect(raw.value).toEqual({ steps: ['open'] })
    await choose(2, 'pay')
    expect(raw.value).toEqual({ steps: ['open', 'pay'] })
    expect(button('Remove step 2').attributes('disabled')).toBeDefined()
    await button('Add step').trigger('click')
    expect(raw.value).toEqual({ steps: ['open', 'pay'] })
    await choose(3, 'add')
    await chooseOption(3, 'Move up')
    expect(raw.value).toEqual({ steps: ['open', 'add', 'pay'] })
    await chooseOption(2, 'Optional')
    expect(raw.value).toEqual({ steps: ['open', { event: 'add', optional: true }, 'pay'] })
    expect(wrapper.get('.flags').text()).toBe('optional')
    await chooseOption(2, 'Optional')
    expect(raw.value).toEqual({ steps: ['open', 'add', 'pay'] })
    await button('Remove step 1').trigger('click')
    expect(raw.value).toEqual({ steps: ['add', 'pay'] })
  })

  it('leaves a list open when steps come from outside while somebody chooses one', async () => {
    const { raw } = mountForm()
    await button('Step 1: Choose an event…').trigger('click')
    await flushPromises()
    const options = (): readonly Element[] => [...document.querySelectorAll('[role=option]')]
    const open = options()
    expect(open).toHaveLength(4)
    raw.value = { steps: ['open', 'add', 'pay'] }
    await flushPromises()
    expect(options()[0]).toBe(open[0])
    ;(options()[3] as HTMLElement).click()
    await flushPromises()
    expect(raw.value).toEqual({ steps: ['pay', 'add', 'pay'] })
  })

  it('moves steps with Alt and the arrows', async () => {
    const { raw } = mountForm({ steps: ['open', 'add', 'pay'] })
    await button('Step 3: pay').trigger('keydown', { key: 'ArrowUp', altKey: true })
    expect(raw.value).toEqual({ steps: ['open', 'pay', 'add'] })
  })

  it('keeps only what differs from the defaults, and resets', async () => {
    const { raw } = mountForm()
    const periods = wrapper.get<HTMLInputElement>('input[aria-label=Periods]')
    await periods.setValue('7')
    expect(raw.value).toEqual({ periods: 7 })
    await periods.setValue('abc')
    expect(raw.value).toEqual({ periods: 'abc' })
    await periods.setValue('30')
    expect(raw.value).toEqual({})
    await periods.trigger('keydown', { key: 'ArrowUp' })
    expect(raw.value).toEqual({ periods: 31 })
    await button('Reset to defaults').trigger('click')
    expect(raw.value).toEqual({})
  })

  it('groups conditions, and switches between all and any of them', async () => {
    const filter: ParameterSpec = { name: 'filter', type: 'filter', label: 'Filter', help: 'x', default: [] }
    const pro = { column: 'plan', op: '=', value: 'pro' }
    const { raw } = mountForm({ filter: [pro, { column: 'event', op: '=', value: 'pay' }] }, {}, [filter])
    await wrapper
      .get('[aria-label="What must hold of Filter"]')
      .findAll('button')
      .find((one) => one.text() === 'Any of')!
      .trigger('click')
    expect(raw.value).toEqual({ filter: [{ any: [pro, { column: 'event', op: '=', value: 'pay' }] }] })
    await button('Remove condition 2').trigger('click')
    await button('Add group').trigger('click')
    // Nothing in the group is finished yet.
    expect(raw.value).toEqual({ filter: [{ any: [pro] }] })
    expect(wrapper.get('[aria-label="What must hold of group 2"]').find('[data-state=checked]').text()).toBe('All of')
    await button('Remove group 2').trigger('click')
    await button('Remove condition 1').trigger('click')
    expect(raw.value).toEqual({})
  })

  it('keeps what is rarely needed under More, and opens it when something there is wrong', async () => {
    mountForm()
    expect(wrapper.text()).not.toContain('Include test users')
    await button('More').trigger('click')
    expect(wrapper.text()).toContain('Include test users')
    wrapper.unmount()
    mountForm({}, { include_test: 'Include test users must be true or false.' })
    expect(wrapper.text()).toContain('must be true or false')
  })
})
