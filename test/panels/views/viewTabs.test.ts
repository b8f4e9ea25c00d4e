import { assert, constantFrom, integer, oneof, property, record, array, constant } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isViewTabs,
  NO_TABS,
  panesOf,
  withFront,
  withKnown,
  withMoved,
  withoutTab,
  type ViewTabs,
} from '../../../src-renderer/panels/views/viewTabs'

const yes = (): boolean => true
const tabs = (...all: string[]): ViewTabs => ({ tabs: all, beside: null })
const split = (state: ViewTabs, route: string, side: 'left' | 'right' = 'right'): ViewTabs => ({
  ...state,
  beside: { route, side },
})

describe('tabs of open analyses', () => {
  it('open behind the one that was in front, once each', () => {
    expect(withFront(tabs('a', 'b'), 'c', 'a', yes).tabs).toEqual(['a', 'c', 'b'])
    expect(withFront(tabs('a', 'b'), 'b', 'a', yes).tabs).toEqual(['a', 'b'])
    expect(withFront(NO_TABS, 'a', null, yes).tabs).toEqual(['a'])
  })
  it('put what stands beside in front in its place, and what was in front beside it', () => {
    const state = split(tabs('a', 'b', 'c'), 'b')
    expect(panesOf(state, 'a')).toEqual(['a', 'b'])
    const turned = withFront(state, 'b', 'a', yes)
    expect(panesOf(turned, 'b')).toEqual(['a', 'b'])
    expect(panesOf(withFront(turned, 'c', 'b', yes), 'c')).toEqual(['a', 'c'])
  })
  it('close the one in front for the one beside, else for the next one', () => {
    expect(withoutTab(tabs('a', 'b', 'c'), 'b', 'b')).toEqual({ state: tabs('a', 'c'), front: 'c' })
    expect(withoutTab(tabs('a', 'b', 'c'), 'c', 'c').front).toBe('b')
    expect(withoutTab(tabs('a'), 'a', 'a').front).toBeNull()
    expect(withoutTab(split(tabs('a', 'b', 'c'), 'c'), 'a', 'a')).toEqual({ state: tabs('b', 'c'), front: 'c' })
    expect(withoutTab(split(tabs('a', 'b', 'c'), 'c'), 'c', 'a')).toEqual({ state: tabs('a', 'b'), front: 'a' })
  })
  it('are moved as far as the ends', () => {
    expect(withMoved(tabs('a', 'b', 'c'), 'a', 1).tabs).toEqual(['b', 'a', 'c'])
    expect(withMoved(tabs('a', 'b', 'c'), 'a', -1).tabs).toEqual(['a', 'b', 'c'])
    expect(withMoved(tabs('a', 'b', 'c'), 'a', 9).tabs).toEqual(['b', 'c', 'a'])
  })
  it('make room at a dozen, but for one with changes, the one beside and the new one', () => {
    const many = split(tabs(...'abcdefghijkl'), 'b')
    const next = withFront(many, 'm', 'l', (route) => route !== 'a')
    expect(next.tabs).toEqual([...'abdefghijklm'])
    expect(withFront(many, 'm', 'l', () => false).tabs).toHaveLength(13)
  })
  it('are read from what was kept only where it is whole', () => {
    expect(isViewTabs(split(tabs('a'), 'a'))).toBe(true)
    for (const wrong of [null, [], { tabs: [1], beside: null }, { tabs: [] }, { tabs: [], beside: { route: 'a' } }])
      expect(isViewTabs(wrong)).toBe(false)
  })
  it('hold together whatever is done: one tab each, the front and the one beside among them', () => {
    const route = constantFrom(...'abcdefghijklmnop')
    const step = oneof(
      record({ go: route }),
      record({ beside: route }),
      record({ close: integer({ min: 0, max: 20 }) }),
      record({ move: integer({ min: -3, max: 3 }) }),
      record({ gone: route }),
      constant({ alone: true as const }),
    )
    assert(
      property(array(step, { maxLength: 40 }), (steps) => {
        let state = withFront(NO_TABS, 'a', null, yes)
        let front: string | null = 'a'
        const go = (to: string | null): void => {
          if (to !== null) state = withFront(state, to, front, yes)
          front = to
        }
        for (const one of steps) {
          if ('go' in one) go(one.go)
          else if (front === null) continue
          else if ('beside' in one && state.tabs.includes(one.beside)) state = split(state, one.beside)
          else if ('alone' in one) state = { ...state, beside: null }
          else if ('move' in one) state = withMoved(state, front, one.move)
          else if ('gone' in one) state = withKnown(state, (tab) => tab === front || tab !== one.gone)
          else if ('close' in one) {
            const after = withoutTab(state, state.tabs[one.close % state.tabs.length]!, front)
            state = after.state
            if (after.front !== front) go(after.front)
          }
          expect(new Set(state.tabs).size).toBe(state.tabs.length)
          if (front === null) expect(state).toEqual(NO_TABS)
          else {
            expect(state.tabs).toContain(front)
            for (const pane of panesOf(state, front)) expect(state.tabs).toContain(pane)
            expect(state.tabs.length).toBeLessThanOrEqual(12)
          }
        }
      }),
    )
  })
})
