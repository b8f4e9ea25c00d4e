// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { expect, it } from 'vitest'
import { computed, defineComponent, h, shallowRef } from 'vue'
import ColumnsField from '../../../src-renderer/panels/analysis/fields/ColumnsField.vue'
import { formContextKey } from '../../../src-renderer/panels/analysis/formContext'
import { readParameter } from '../../../src-renderer/query/analysis/parameters'
import type { ParameterSpec, ParameterValue } from '../../../src-renderer/query/contract/parameter'
import { catalog } from './fakeContext'

it('builds a list of columns, each once, and leaves blanks out of the value', async () => {
  const value = shallowRef<ParameterValue>(['plan'])
  const Host = defineComponent({
    setup: () => () =>
      h(TooltipProvider, null, {
        default: () =>
          h(ColumnsField, {
            label: 'Dimensions',
            max: 2,
            modelValue: value.value,
            'onUpdate:modelValue': (next: ParameterValue) => {
              value.value = next
            },
          }),
      }),
  })
  const wrapper = mount(Host, {
    attachTo: document.body,
    global: {
      provide: {
        [formContextKey as symbol]: {
          columns: computed(() => catalog.tables[0]!.columns),
          minDate: computed(() => null),
          maxDate: computed(() => null),
          timezone: computed(() => 'UTC'),
          tables: computed(() => []),
          events: shallowRef({ state: 'ready', events: [], message: '' }),
          modelEvents: computed(() => []),
          valuesOf: () => Promise.resolve([]),
        },
      },
    },
  })
  const button = (name: string) =>
    wrapper.findAll('button').find((one) => (one.attributes('aria-label') ?? one.text()) === name)!
  await button('Add column').trigger('click')
  expect(value.value).toEqual(['plan'])
  expect(button('Add column')).toBeUndefined()
  await button('Dimensions 2: Choose a column…').trigger('click')
  await flushPromises()
  const options = [...document.querySelectorAll<HTMLElement>('[role=option]')]
  expect(options.map((one) => one.textContent).some((text) => text.startsWith('plan'))).toBe(false)
  options.find((one) => one.textContent.startsWith('event'))!.click()
  await flushPromises()
  expect(value.value).toEqual(['plan', 'event'])
  await button('Remove plan 1').trigger('click')
  expect(value.value).toEqual(['event'])
  wrapper.unmount()
})

it('is read from JSON and from names with commas, and refused when it names a column twice', () => {
  const spec: ParameterSpec = {
    name: 'dimensions',
    type: 'columns',
    label: 'Dimensions',
    help: '',
    default: [],
    max: 2,
  }
  expect(readParameter(spec, '["a, b"]')).toEqual(['a, b'])
  expect(readParameter(spec, 'a, b')).toEqual(['a', 'b'])
  expect(() => readParameter(spec, 'a,a')).toThrow('once')
  expect(() => readParameter(spec, 'a,b,c')).toThrow('at most 2')
  expect(() => readParameter(spec, '[1]')).toThrow('list of columns')
})
