import { describe, expect, it } from 'vitest'
import { describeEvent, readEventValue, writeEventValue } from '../../../src-renderer/panels/analysis/eventValue'
import { joinDuration, splitDuration } from '../../../src-renderer/panels/analysis/fields/durationText'
import { chosenEvents, moveEntry } from '../../../src-renderer/panels/analysis/fields/eventDrafts'
import { datesOf, RANGES, rangeText } from '../../../src-renderer/model/dateRanges'
import { isInBar } from '../../../src-renderer/query/analysis/scopeParameters'
import { OPEN_SCOPE, scopeValues, withScope } from '../../../src-renderer/panels/scope/scopeState'
import { CUSTOM, DEFAULT, presetNow, presetPart } from '../../../src-renderer/panels/analysis/presets'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { eventItems } from '../../../src-renderer/panels/analysis/eventItems'
import { searchGroups, searchItems } from '../../../src-renderer/panels/analysis/fields/searchItems'
import { draftOfFilter, finishFilter, isGroup } from '../../../src-renderer/panels/analysis/fields/filterDrafts'
import { draftOf, finishDraft, operatorsFor } from '../../../src-renderer/panels/analysis/fields/termDrafts'
import { parameterErrors } from '../../../src-renderer/panels/analysis/parameterErrors'
import { INITIAL_STATE, isPanelState, valuesOf, withValues } from '../../../src-renderer/panels/analysis/panelState'
import { panels } from '../../../queries/index'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import type { ColumnSchema } from '../../../src-renderer/model/schema'
import { readCondition } from '../../../src-renderer/query/sql/condition'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { readParameter } from '../../../src-renderer/query/analysis/parameters'

const columns: readonly ColumnSchema[] = [
  { name: 'plan', type: 'string', source: 'plan' },
  { name: 'age', type: 'integer', source: 'age' },
  { name: 'paid', type: 'boolean', source: 'paid' },
]

describe('events as values', () => {
  it('are written as shortly as the terminal reads them, also when a name looks like JSON', () => {
    const spec: ParameterSpec = { name: 'start_event', type: 'event', label: 'Start', help: '', default: null }
    for (const name of ['paid', 'null', '"quoted"', '[x', '{"event":1}', ' {', '']) {
      const written = writeEventValue({ event: name, where: [] })
      expect(readCondition(readParameter(spec, written), 'start_event')).toEqual({ event: name, where: [] })
    }
    expect(writeEventValue({ event: 'paid', where: [] })).toBe('paid')
    expect(writeEventValue({ event: null, where: [] })).toBeNull()
  })
  it('keep their conditions', () => {
    const value = { event: 'paid', where: [{ column: 'plan', op: '=' as const, value: 'pro' }] }
    expect(readEventValue(writeEventValue(value))).toEqual(value)
    expect(describeEvent(value)).toBe('paid where plan = pro')
    expect(readEventValue({ nonsense: true })).toEqual({ event: null, where: [] })
  })
})

describe('conditions being written', () => {
  it('count only once they are whole', () => {
    expect(finishDraft({ key: 1, column: null, op: '=', texts: ['x'] }, columns)).toBeNull()
    expect(finishDraft({ key: 1, column: 'plan', op: '=', texts: [''] }, columns)).toBeNull()
    expect(finishDraft({ key: 1, column: 'plan', op: 'is null', texts: [] }, columns)).toEqual({
      column: 'plan',
      op: 'is null',
    })
    expect(finishDraft({ key: 1, column: 'age', op: 'in', texts: ['7', '12'] }, columns)).toEqual({
      column: 'age',
      op: 'in',
      value: [7, 12],
    })
  })
  it('give numbers and booleans their type, text stays text, and long integers lose nothing', () => {
    expect(finishDraft({ key: 1, column: 'age', op: '<', texts: ['9007199254740993'] }, columns)).toEqual({
      column: 'age',
      op: '<',
      value: '9007199254740993',
    })
    expect(finishDraft({ key: 1, column: 'plan', op: '=', texts: ['007'] }, columns)).toEqual({
      column: 'plan',
      op: '=',
      value: '007',
    })
    expect(finishDraft({ key: 1, column: 'paid', op: '=', texts: ['false'] }, columns)).toEqual({
      column: 'paid',
      op: '=',
      value: false,
    })
  })
  it('come back from what they were written as', () => {
    const term = { column: 'age', op: 'not in' as const, value: [1, 2] }
    expect(finishDraft(draftOf(term, 3), columns)).toEqual(term)
    expect(operatorsFor('boolean')).not.toContain('contains')
  })
})

describe('groups of conditions being written', () => {
  const pro = { column: 'plan', op: '=' as const, value: 'pro' }
  const old = { column: 'age', op: '>=' as const, value: 60 }
  const paid = { column: 'paid', op: '=' as const, value: true }
  it.each([
    [[]],
    [[pro]],
    [[pro, old]],
    [[{ any: [pro, old] }]],
    [[pro, { any: [old, paid] }]],
    [[{ any: [pro, { all: [old, { any: [paid, pro] }] }] }]],
    [[{ any: [pro] }, { all: [old] }]],
  ])('come back from what they were written as: %j', (filter) => {
    let key = 0
    expect(
      finishFilter(
        draftOfFilter(filter, () => key++),
        columns,
      ),
    ).toEqual(filter)
  })
  it('take alternatives at the root as the way of the whole', () => {
    const draft = draftOfFilter([{ any: [pro, old] }], () => 0)
    expect([draft.mode, draft.items.length, draft.items.some(isGroup)]).toEqual(['any', 2, false])
  })
  it('leave out what is not finished, and groups in which nothing is', () => {
    const open = { key: 9, column: null, op: '=' as const, texts: [] }
    const draft = draftOfFilter([pro, { any: [old, paid] }], () => 0)
    expect(
      finishFilter(
        { ...draft, mode: 'any', items: [...draft.items, open, { key: 8, mode: 'any', items: [open, open] }] },
        columns,
      ),
    ).toEqual([{ any: [pro, { any: [old, paid] }] }])
    expect(finishFilter({ key: 1, mode: 'any', items: [open] }, columns)).toEqual([])
  })
})

describe('lists of events', () => {
  it('move by steps and stop at the ends', () => {
    expect(moveEntry(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
    expect(moveEntry(['a', 'b', 'c'], 2, -2)).toEqual(['c', 'a', 'b'])
    expect([
      moveEntry(['a', 'b', 'c'], 0, 9),
      moveEntry(['a', 'b', 'c'], 1, 1),
      moveEntry(['a', 'b', 'c'], 2, -9),
    ]).toEqual([
      ['b', 'c', 'a'],
      ['a', 'c', 'b'],
      ['c', 'a', 'b'],
    ])
    const list = ['a']
    expect(moveEntry(list, 0, 1)).toBe(list)
  })
  it('leave out places where nothing is chosen, but not "any event"', () => {
    expect(
      chosenEvents([
        { key: 1, value: 'a' },
        { key: 2, value: undefined },
        { key: 3, value: null },
      ]),
    ).toEqual(['a', null])
  })
})

describe('the dates of the bar', () => {
  it('count back from the last day of the data, and stay open where they run to it', () => {
    expect(RANGES.map(({ name }) => [name, datesOf(name, '2016-03-02')])).toEqual([
      ['all', { from: null, to: null }],
      ['last-7', { from: '2016-02-25', to: null }],
      ['last-28', { from: '2016-02-04', to: null }],
      ['last-90', { from: '2015-12-04', to: null }],
      ['this-month', { from: '2016-03-01', to: null }],
      ['previous-month', { from: '2016-02-01', to: '2016-02-29' }],
      ['this-quarter', { from: '2016-01-01', to: null }],
      ['previous-quarter', { from: '2015-10-01', to: '2015-12-31' }],
      ['this-year', { from: '2016-01-01', to: null }],
      ['previous-year', { from: '2015-01-01', to: '2015-12-31' }],
    ])
    expect(datesOf('last-7', null)).toEqual({ from: null, to: null })
    expect(datesOf('previous-month', '2024-01-31')).toEqual({ from: '2023-12-01', to: '2023-12-31' })
  })
  it("are worded with the data's own where they are open", () => {
    expect(rangeText({ from: null, to: null }, '2016-02-01', '2016-03-02')).toBe('1 Feb – 2 Mar 2016')
    expect(rangeText({ from: '2016-03-01', to: null }, '2016-02-01', '2016-03-02')).toBe('1 – 2 Mar 2016')
    expect(rangeText({ from: null, to: '2016-01-03' }, '2015-12-30', '2016-03-02')).toBe('30 Dec 2015 – 3 Jan 2016')
    expect(rangeText({ from: null, to: null }, null, null)).toBe('')
  })
})

describe('the bar', () => {
  const state = {
    ...OPEN_SCOPE,
    range: 'last-7' as const,
    segment: 'payers',
    compare: 'previous-week',
    includeTest: true,
  }
  it('gives each analysis what it has parameters for, and nothing that stands at its default', () => {
    const dates = { from: '2024-01-01', to: null }
    expect(scopeValues(state, dates, COMMON_PARAMETERS)).toEqual({
      from: '2024-01-01',
      segment: 'payers',
      compare: 'previous-week',
      include_test: true,
    })
    expect(scopeValues(OPEN_SCOPE, { from: null, to: null }, COMMON_PARAMETERS)).toEqual({})
    expect(
      scopeValues(
        state,
        dates,
        COMMON_PARAMETERS.filter((spec) => spec.name === 'from'),
      ),
    ).toEqual({ from: '2024-01-01' })
    expect(scopeValues(state, dates, [{ name: 'from', type: 'text', label: '', help: '', default: null }])).toEqual({})
    expect(COMMON_PARAMETERS.filter((spec) => !isInBar(spec)).map((spec) => spec.name)).toEqual([
      'filter',
      'week_start',
      'as_of',
    ])
  })
  it('drops a comparison that has lost its ground', () => {
    expect(withScope(state, { range: 'all' }).compare).toBeNull()
    expect(withScope(state, { range: { from: null, to: '2024-01-01' } }).compare).toBeNull()
    expect(withScope(state, { range: 'last-28' }).compare).toBe('previous-week')
    expect(withScope({ ...state, compare: 'everyone-else' }, { segment: null }).compare).toBeNull()
    expect(withScope({ ...state, compare: 'segment:free' }, { segment: 'free' }).compare).toBeNull()
  })
})

describe('presets', () => {
  const spec = (name: string, value: number): ParameterSpec => ({
    name,
    type: 'integer',
    label: name,
    help: '',
    default: value,
  })
  const specs = [spec('window', 14), spec('ties', 0), spec('steps', 2)]
  const presets = [
    { name: 'a', title: 'A', about: '', values: { window: 30 } },
    { name: 'b', title: 'B', about: '', values: { window: 7, ties: 1 } },
  ]
  it('set what any of them sets, and leave the question alone', () => {
    expect(presetPart(presets, specs, 'a')).toEqual({ window: 30, ties: 0 })
    expect(presetPart(presets, specs, DEFAULT)).toEqual({ window: 14, ties: 0 })
  })
  it('are recognised by their values', () => {
    expect(presetNow(presets, specs, {})).toBe(DEFAULT)
    expect(presetNow(presets, specs, { window: 30, steps: 5 })).toBe('a')
    expect(presetNow(presets, specs, { window: 7, ties: 1 })).toBe('b')
    expect(presetNow(presets, specs, { window: 7 })).toBe(CUSTOM)
  })
})

describe('durations', () => {
  it('split and join to what the query reads the same', () => {
    for (const text of ['14 days', '30 minutes', '1h', '2 weeks', '90 s', 'none', '1.5 days']) {
      expect(readDuration(joinDuration(splitDuration(text)!))).toBe(readDuration(text))
    }
    expect(splitDuration('soon')).toBeNull()
  })
  it('leave a wrong amount for the check to refuse', () =>
    expect(() => readDuration(joinDuration({ amount: 'x', unit: 'days' }))).toThrow(/duration/))
})

describe('searching', () => {
  it('puts names that begin with the text first', () => {
    const items = ['post_view', 'view_post', 'Viewed', 'like'].map((value) => ({ value, label: value }))
    expect(searchItems(items, 'view').map((item) => item.value)).toEqual(['view_post', 'Viewed', 'post_view'])
  })
})

describe('the events that a list offers', () => {
  const said = { any: [], sequence: null, label: '', about: '', isHidden: false }
  const steps = { steps: ['open', 'pay'], window: '1 day', order: 'ordered' } as const
  const log = ['open', 'pay', 'ping', 'paying'].map((value, index) => ({ value, rows: 1000 - index }))

  it("are the model's under a heading of their own, without what it hides, and the log's by their labels", () => {
    const items = eventItems(log, [
      { ...said, name: 'paying', any: ['pay'] },
      { ...said, name: 'onboarded', sequence: steps, label: 'Onboarded' },
      { ...said, name: 'old', any: ['pay'], isHidden: true },
      { ...said, name: 'open', label: 'Opened' },
      { ...said, name: 'ping', isHidden: true },
    ])
    expect(items.map(({ group, label, note, value }) => [group?.split(' ').at(-1), value, label, note])).toEqual([
      ['model', 'paying', 'paying', 'custom'],
      ['model', 'onboarded', 'Onboarded (onboarded)', 'sequence'],
      ['log', 'open', 'Opened (open)', '1,000'],
      ['log', 'pay', 'pay', '999'],
    ])
    // Searching keeps the groups together.
    expect(searchItems(items, 'p').map(({ value }) => value)).toEqual(['paying', 'pay', 'open'])
    expect(searchGroups(items).map((one) => [one.heading, one.items.length])).toEqual([
      ['Events of the model', 2],
      ['Events of the log', 2],
    ])
  })

  it('stand under no heading where the model makes none', () => {
    expect(eventItems(log, [{ ...said, name: 'open', label: 'Opened' }]).map(({ group }) => group)).toEqual(
      log.map(() => undefined),
    )
  })
})

describe('checking parameters', () => {
  const specs: readonly ParameterSpec[] = [
    { name: 'periods', type: 'integer', label: 'Periods', help: '', default: 30, min: 1, max: 60 },
    { name: 'window', type: 'duration', label: 'Window', help: '', default: '14 days' },
  ]
  it('says by label what is wrong, as the terminal would', () => {
    expect(parameterErrors(specs, { periods: 0, window: 'x days' })).toEqual({
      periods: 'Periods must be at least 1, not "0".',
      window: 'Window must be a duration like "14 days", "30 minutes" or "none", not "x days".',
    })
    expect(parameterErrors(specs, { periods: 7 })).toEqual({})
  })
})

describe('what a panel remembers', () => {
  const active = panels.find((panel) => panel.name === 'active-users')!
  const retention = panels.find((panel) => panel.name === 'retention')!
  it('shares dates between analyses, and all parameters where they are the same', () => {
    const state = withValues(INITIAL_STATE, active, 'lifecycle', { from: '2024-01-01', unit: 'week' })
    expect(valuesOf(state, 'stickiness')).toEqual({ from: '2024-01-01' })
    expect(valuesOf(state, 'lifecycle')).toEqual({ from: '2024-01-01', unit: 'week' })
    expect(valuesOf(withValues(INITIAL_STATE, retention, 'retention', { unit: 'week' }), 'retention-summary')).toEqual({
      unit: 'week',
    })
    expect(valuesOf(withValues(state, active, 'lifecycle', { unit: 'week' }), 'stickiness')).toEqual({})
  })
  it('forgets what is no state', () => {
    expect(isPanelState(JSON.parse(JSON.stringify(INITIAL_STATE)))).toBe(true)
    for (const wrong of [null, [], {}, { ...INITIAL_STATE, view: 'x' }, { ...INITIAL_STATE, values: { a: 1 } }])
      expect(isPanelState(wrong)).toBe(false)
  })
})
