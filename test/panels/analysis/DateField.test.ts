// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import DateField from '../../../src-renderer/panels/analysis/fields/DateField.vue'

let wrapper: VueWrapper
afterEach(() => {
  wrapper.unmount()
})

function field(modelValue: string | null): {
  input: ReturnType<VueWrapper['find']>
  text: () => string
  sent: () => unknown[]
} {
  wrapper = mount(DateField, {
    props: {
      modelValue,
      label: 'From',
      fallback: '2024-01-01',
      min: '2024-01-01',
      max: '2024-03-31',
      'onUpdate:modelValue': (date: string | null) => wrapper.setProps({ modelValue: date }),
    },
  })
  const input = wrapper.find('input')
  return {
    input,
    text: () => input.element.value,
    sent: () => (wrapper.emitted('update:modelValue') ?? []).map(([date]) => date),
  }
}

describe('the field for a date', () => {
  it("shows ISO dates, and the data's own where none is chosen", () => {
    expect(field('2024-02-03').text()).toBe('2024-02-03')
    wrapper.unmount()
    const open = field(null)
    expect(open.text()).toBe('2024-01-01')
    expect(open.input.classes()).toContain('quiet')
  })

  it('takes a date as people type it, and null for nothing', async () => {
    const { input, text, sent } = field('2024-02-03')
    await input.setValue('2024/2/9')
    await input.trigger('change')
    await nextTick()
    expect(text()).toBe('2024-02-09')
    await input.setValue('')
    await input.trigger('change')
    await nextTick()
    expect(sent()).toEqual(['2024-02-09', null])
    expect(text()).toBe('2024-01-01')
  })

  it('keeps what is no date as typed, marks it, says so, and changes nothing', async () => {
    const { input, text, sent } = field('2024-02-03')
    await input.setValue('2024-02-30')
    await input.trigger('change')
    expect([text(), input.attributes('aria-invalid'), sent()]).toEqual(['2024-02-30', 'true', []])
    expect(wrapper.emitted('unreadable')).toEqual([['2024-02-30']])
    await input.setValue('2024-02-28')
    await input.trigger('change')
    await nextTick()
    expect(input.attributes('aria-invalid')).toBeUndefined()
    expect(wrapper.emitted('unreadable')).toEqual([['2024-02-30'], [null]])
  })

  it("steps by day and month within the data, from the data's day where none is chosen", async () => {
    const { input, text } = field(null)
    for (const [key, date] of [
      ['ArrowUp', '2024-01-02'],
      ['PageUp', '2024-02-02'],
      ['ArrowDown', '2024-02-01'],
      ['PageUp', '2024-03-01'],
      ['PageUp', '2024-03-31'],
      ['ArrowUp', '2024-03-31'],
    ] as const) {
      await input.trigger('keydown', { key })
      await nextTick()
      expect(text()).toBe(date)
    }
  })
})
