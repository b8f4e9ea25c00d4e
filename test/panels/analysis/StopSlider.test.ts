// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import DurationField from '../../../src-renderer/panels/analysis/fields/DurationField.vue'
import NumberField from '../../../src-renderer/panels/analysis/fields/NumberField.vue'
import { nearestStop } from '../../../src-renderer/panels/analysis/fields/stops'
import { readParameter } from '../../../src-renderer/query/analysis/parameters'
import type { ParameterSpec, ParameterValue } from '../../../src-renderer/query/contract/parameter'

const SPAN: ParameterSpec = {
  name: 'lookback',
  type: 'duration',
  label: 'Lookback',
  help: '',
  default: '7 days',
  stops: ['1 hours', '1 days', '7 days', 'none'],
}
const DAYS: ParameterSpec = { ...SPAN, name: 'half_life', type: 'number', default: 7, stops: [1, 7, 30] }

let wrapper: VueWrapper
afterEach(() => {
  wrapper.unmount()
})

function slider(isNumber: boolean, spec: ParameterSpec, modelValue: ParameterValue) {
  const sent: unknown[] = []
  wrapper = mount(isNumber ? NumberField : DurationField, {
    props: { spec, label: spec.label, modelValue, 'onUpdate:modelValue': (value: unknown) => sent.push(value) },
  })
  return { input: wrapper.find('input[type=range]'), sent }
}

describe('a slider of stops', () => {
  it('stands where the value is, or nearest to it, and says so in words', async () => {
    const { input, sent } = slider(false, SPAN, '24 hours')
    expect(input.attributes()).toMatchObject({ 'aria-label': 'Lookback: slider', 'aria-valuetext': '1 days', max: '3' })
    await input.setValue('3')
    await input.setValue('0')
    expect(sent).toEqual(['none', '1 hours'])
    wrapper.unmount()
    expect(slider(false, SPAN, 'none').input.attributes('aria-valuetext')).toBe('no limit')
  })

  it('takes the default where nothing is given, and numbers as numbers', async () => {
    const { input, sent } = slider(true, DAYS, null)
    expect(input.attributes('aria-valuetext')).toBe('7')
    await input.setValue('2')
    expect(sent).toEqual([30])
  })

  it('has an empty stop before the others where the field may be empty', async () => {
    const gap: ParameterSpec = { ...DAYS, name: 'gap_minutes', default: null, stops: [null, 5, 30] }
    const { input, sent } = slider(true, gap, null)
    expect(input.attributes()).toMatchObject({ 'aria-valuetext': 'automatic', max: '2' })
    await input.setValue('2')
    await input.setValue('0')
    expect(sent).toEqual([30, null])
    wrapper.unmount()
    expect(slider(true, gap, 28).input.attributes('aria-valuetext')).toBe('30')
  })

  it('is nowhere while something else is typed, and not there without stops', () => {
    const { stops: _stops, ...plain } = SPAN
    expect(slider(false, plain, '1 days').input.exists()).toBe(false)
    expect(nearestStop(SPAN, '3 day')).toBe(2)
    expect([nearestStop(SPAN, '3 dinosaurs'), nearestStop(SPAN, '0 days'), nearestStop(DAYS, 'x')]).toEqual([
      null,
      null,
      null,
    ])
  })

  it('has stops that its parameter takes, in order, wherever an analysis has one', () => {
    const all = analyses.flatMap((analysis) => analysis.parameters).filter((spec) => spec.stops !== undefined)
    expect(new Set(all.map((spec) => spec.name))).toContain('lookback')
    for (const spec of all)
      spec.stops!.forEach((stop, place) => {
        if (stop === null) expect([spec.default, place], spec.name).toEqual([null, 0])
        else expect(readParameter(spec, stop)).toBe(stop)
        expect(nearestStop(spec, stop), `${spec.name} ${stop}`).toBe(place)
      })
  })
})
