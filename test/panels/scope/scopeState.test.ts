// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import {
  OPEN_SCOPE,
  scopeDates,
  scopeValues,
  useScopeState,
  withScope,
  type ScopeState,
} from '../../../src-renderer/panels/scope/scopeState'
import { dataDates, isInBar } from '../../../src-renderer/query/analysis/scopeParameters'
import type { Catalog, CatalogTable } from '../../../src-renderer/query/contract/catalog'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'

const table = (
  name: string,
  kind: CatalogTable['kind'],
  minDate: string | null,
  maxDate: string | null,
): CatalogTable => ({ name, kind, rows: 1, minTs: null, maxTs: null, minDate, maxDate, columns: [] })
const of = (...tables: readonly CatalogTable[]): Catalog => ({
  timezone: 'UTC',
  weekStart: 1,
  hasTestUsers: false,
  tables,
})
beforeEach(() => {
  localStorage.clear()
})

describe('the dates that the bar speaks of', () => {
  const log = table('log', 'events', '2024-02-01', '2024-03-20'),
    more = table('more', 'events', '2024-01-05', '2024-03-10'),
    shops = table('shops', 'table', '2020-01-01', '2025-01-01'),
    plain = table('plain', 'table', '2021-01-01', '2021-02-01')

  it('are those of all events, or of plain tables where there are none', () => {
    expect(dataDates(of(log, more, shops))).toEqual({ minDate: '2024-01-05', maxDate: '2024-03-20' })
    expect(dataDates(of(plain, shops))).toEqual({ minDate: '2020-01-01', maxDate: '2025-01-01' })
    expect(dataDates(of(table('empty', 'events', null, null), plain))).toEqual({
      minDate: '2021-01-01',
      maxDate: '2021-02-01',
    })
    expect(dataDates(of(table('undated', 'table', null, null)))).toEqual({ minDate: null, maxDate: null })
  })

  it('are counted back from the newest of them', () => {
    expect(scopeDates({ ...OPEN_SCOPE, range: 'last-7' }, of(log, more))).toEqual({ from: '2024-03-14', to: null })
    expect(scopeDates({ ...OPEN_SCOPE, range: { from: '2024-01-01', to: null } }, of(log))).toEqual({
      from: '2024-01-01',
      to: null,
    })
    expect(scopeDates(OPEN_SCOPE, of())).toEqual({ from: null, to: null })
  })
})

describe('the bar of a workspace', () => {
  const chosen: ScopeState = {
    range: { from: '2024-01-01', to: null },
    segment: 'payers',
    compare: 'previous-week',
    timezone: 'Asia/Tokyo',
    includeTest: true,
  }

  it('is one for all its pages, and remembered between starts', async () => {
    const state = useScopeState('scope-a')
    expect(state.value).toEqual(OPEN_SCOPE)
    expect(useScopeState('scope-a')).toBe(state)
    expect(useScopeState('scope-b')).not.toBe(state)
    state.value = chosen
    await nextTick()
    expect(JSON.stringify(Object.values({ ...localStorage }))).toContain('Asia/Tokyo')
  })

  it.each<readonly [string, unknown, boolean]>([
    ['every choice', chosen, true],
    ['a named range', { ...chosen, range: 'previous-month' }, true],
    ['a range by hand, open', { ...OPEN_SCOPE, range: { from: null, to: null } }, true],
    ['a range of no name', { ...chosen, range: 'last-8' }, false],
    ['half a range', { ...chosen, range: { from: '2024-01-01' } }, false],
    ['a number for a date', { ...chosen, range: { from: 5, to: null } }, false],
    ['a number at its end', { ...chosen, range: { from: null, to: 5 } }, false],
    ['no range', { ...chosen, range: null }, false],
    ['a segment that is no name', { ...chosen, segment: 5 }, false],
    ['a comparison that is none', { ...chosen, compare: true }, false],
    ['a zone that is none', { ...chosen, timezone: 0 }, false],
    ['test users neither in nor out', { ...chosen, includeTest: 'yes' }, false],
    ['nothing', null, false],
    ['a text', 'all', false],
  ])('takes from an earlier start %s', async (name, stored, isTaken) => {
    const other = useScopeState(`scope-key-${name}`)
    other.value = { ...OPEN_SCOPE, segment: 'to find the key' }
    await nextTick()
    const key = Object.keys({ ...localStorage }).find((one) => localStorage.getItem(one)!.includes('to find the key'))!
    const id = `scope-${name}`
    localStorage.setItem(key.replace(`scope-key-${name}`, id), JSON.stringify(stored))
    expect(useScopeState(id).value).toEqual(isTaken ? stored : OPEN_SCOPE)
  })

  it('gives an analysis what differs from its defaults, and leaves a saved query the dates that it has itself', () => {
    expect(scopeValues(chosen, { from: '2024-01-01', to: null }, COMMON_PARAMETERS)).toEqual({
      from: '2024-01-01',
      segment: 'payers',
      compare: 'previous-week',
      timezone: 'Asia/Tokyo',
      include_test: true,
    })
    expect(scopeValues({ ...OPEN_SCOPE }, { from: null, to: '2024-02-01' }, COMMON_PARAMETERS)).toEqual({
      to: '2024-02-01',
    })
    expect([
      isInBar({ name: 'from', type: 'date', default: null }),
      isInBar({ name: 'from', type: 'date', default: '2024-01-01' }),
      isInBar({ name: 'from', type: 'text', default: null }),
      isInBar({ name: 'include_test', type: 'boolean', default: false }),
      isInBar({ name: 'other', type: 'date', default: null }),
    ]).toEqual([true, false, false, true, false])
  })

  it('drops a comparison that has lost its ground, and no other', () => {
    const compare = (state: Partial<ScopeState>): string | null => withScope({ ...chosen, ...state }, {}).compare
    expect([
      compare({}),
      compare({ range: 'last-7' }),
      compare({ range: { from: null, to: '2024-01-01' } }),
      compare({ range: 'all' }),
    ]).toEqual(['previous-week', 'previous-week', null, null])
    expect([
      compare({ compare: 'everyone-else' }),
      compare({ compare: 'everyone-else', segment: null }),
      compare({ compare: 'everyone-else', range: 'all' }),
    ]).toEqual(['everyone-else', null, 'everyone-else'])
    expect([
      compare({ compare: 'segment:free' }),
      compare({ compare: 'segment:payers' }),
      compare({ compare: 'segment:null', segment: null }),
      compare({ compare: null }),
    ]).toEqual(['segment:free', null, 'segment:null', null])
  })
})
