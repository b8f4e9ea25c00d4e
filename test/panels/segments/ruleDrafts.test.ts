import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  blankRule,
  draftOfRule,
  finishRule,
  rootDraft,
  type RuleDraft,
} from '../../../src-renderer/panels/segments/ruleDrafts'
import { COUNT_OPERATORS, readSegmentRule } from '../../../src-renderer/query/sql/segment'
import type { SegmentRule } from '../../../src-renderer/query/contract/segment'
import { segmentText } from '../../../src-renderer/query/sql/segmentText'
import type { ColumnSchema } from '../../../src-renderer/model/schema'
import { membersOf } from '../../queries/segments/reference'
import { randomEvents } from '../../queries/randomLog'

let last = 0
const COLUMNS: readonly ColumnSchema[] = [
  { name: 'plan', type: 'string', source: 'plan' },
  { name: 'seats', type: 'integer', source: 'seats' },
]
const nextKey = (): number => last++
const date = fc.constantFrom(undefined, '2024-03-07', '2024-03-20')
const { rule: anyRule } = fc.letrec<{ rule: SegmentRule; parts: SegmentRule[] }>((tie) => ({
  parts: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }),
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .record({
        did: fc.constantFrom('x', null, { event: 'y', where: [] }),
        n: fc.integer({ min: 0, max: 3 }),
        op: fc.constantFrom(...COUNT_OPERATORS),
        from: date,
        to: date,
      })
      .map(({ did, n, op, from, to }) => ({
        did,
        times: { op, n },
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      })),
    fc
      .record({
        op: fc.constantFrom('=', '!=', 'contains'),
        value: fc.constantFrom('pro', 'x'),
        known: fc.constantFrom('first', undefined),
        from: date,
        to: date,
      })
      .map(({ op, value, known, from, to }) => ({
        property: 'plan',
        op,
        value,
        ...(known === undefined ? {} : { known }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      })),
    fc.record({ users: fc.subarray(['a', 'b', 'c'], { minLength: 1 }) }),
    fc.record({ not: tie('rule') }),
    fc.record({ all: tie('parts') }),
    fc.record({ any: tie('parts') }),
  ),
}))

/** From after To is refused by the editor; a rule in a file may say so. */
function isForward(rule: SegmentRule): boolean {
  if ('not' in rule) return isForward(rule.not)
  if ('all' in rule) return rule.all.every(isForward)
  if ('any' in rule) return rule.any.every(isForward)
  if (!('did' in rule) && !('property' in rule)) return true
  return rule.from === undefined || rule.to === undefined || rule.from <= rule.to
}

describe('a rule in the editor', () => {
  it('comes out as one that holds the same users as it went in', () => {
    fc.assert(
      fc.property(anyRule.filter(isForward), randomEvents, (rule, events) => {
        for (const draft of [draftOfRule(rule, nextKey), rootDraft(rule, nextKey)]) {
          const finished = finishRule(draft, COLUMNS)
          if ('missing' in finished) throw new Error(finished.missing)
          expect(readSegmentRule(JSON.parse(JSON.stringify(finished.rule)))).toEqual(finished.rule)
          const utc = (ts: number): string => new Date(ts / 1000).toISOString().slice(0, 10)
          expect([...membersOf(finished.rule, events, utc)]).toEqual([...membersOf(rule, events, utc)])
        }
      }),
      { numRuns: 500 },
    )
  })

  it('is open where the rule says nothing: once, whenever', () => {
    expect(draftOfRule({ did: 'pay' }, () => 7)).toEqual({
      key: 7,
      negated: false,
      kind: 'did',
      event: 'pay',
      op: '>=',
      count: '1',
      from: null,
      to: null,
    })
    expect(draftOfRule({ did: 'pay', times: { op: '<', n: 3 }, to: '2024-01-31' }, () => 7)).toMatchObject({
      op: '<',
      count: '3',
      from: null,
      to: '2024-01-31',
    })
  })

  it('keeps a query as it was written, with its zone', () => {
    const rule: SegmentRule = { not: { sql: 'SELECT user_key FROM log', timezone: 'Asia/Tokyo' } }
    expect(finishRule(rootDraft(rule, nextKey), COLUMNS)).toEqual({ rule })
  })

  it('says what is missing', () => {
    const blank = rootDraft(null, nextKey)
    expect(finishRule(blank, COLUMNS)).toEqual({ missing: 'Choose an event.' })
    const did = blank.items[0] as Extract<RuleDraft, { kind: 'did' }>
    const finish = (...items: RuleDraft[]) => finishRule({ ...blank, items }, COLUMNS)
    expect(finish({ ...did, event: 'x', count: 'two' })).toEqual({ missing: 'How often must be a whole number.' })
    expect(finish({ ...did, event: 'x', from: '2024-02-01', to: '2024-01-01' })).toMatchObject({
      missing: expect.stringContaining('later') as string,
    })
    expect(finish()).toEqual({ missing: 'Add a rule.' })
    expect(finish({ key: 1, negated: false, kind: 'users', text: ' \n' })).toEqual({
      missing: 'Write at least one user id.',
    })
    expect(finish({ ...did, event: 'x' })).toEqual({ rule: { did: 'x' } })
    expect(finish({ ...did, event: 'x' }, { key: 1, negated: true, kind: 'users', text: 'a\nb\na' })).toEqual({
      rule: { all: [{ did: 'x' }, { not: { users: ['a', 'b'] } }] },
    })
  })
})

describe('a rule by a property', () => {
  it('reads what is typed as its column has it', () => {
    const draft = blankRule('property', nextKey)
    if (draft.kind !== 'property') throw new Error(draft.kind)
    const finish = (term: Partial<typeof draft.term>, more: Partial<typeof draft> = {}) =>
      finishRule({ ...draft, ...more, term: { ...draft.term, ...term } }, COLUMNS)
    expect(finish({})).toEqual({ missing: 'Choose a column.' })
    expect(finish({ column: 'seats' })).toEqual({ missing: 'Give a value.' })
    expect(finish({ column: 'seats', op: '>', texts: ['3'] }, { known: 'first' })).toEqual({
      rule: { property: 'seats', op: '>', value: 3, known: 'first' },
    })
    expect(finish({ column: 'plan', op: 'is null' }, { negated: true, to: '2024-03-01' })).toEqual({
      rule: { not: { property: 'plan', op: 'is null', to: '2024-03-01' } },
    })
    expect(finish({ column: 'plan', op: 'is null' }, { from: '2024-03-02', to: '2024-03-01' })).toMatchObject({
      missing: expect.stringContaining('later') as string,
    })
  })
})

describe('a rule in words', () => {
  it.each<readonly [SegmentRule, string]>([
    [{ did: 'pay' }, 'did pay'],
    [{ did: null, times: { op: '<=', n: 1 }, from: '2024-01-01' }, 'did any event at most once since 2024-01-01'],
    [
      { all: [{ did: 'pay', times: { op: '>', n: 2 } }, { not: { did: 'refund' } }] },
      'did pay more than 2 times and not (did refund)',
    ],
    [
      { any: [{ users: ['a', 'b', 'c', 'd', 'e'] }, { all: [{ did: 'x' }, { did: 'y' }] }] },
      'user a, b, c and 2 more or (did x and did y)',
    ],
    [
      {
        did: { event: 'pay', where: [{ column: 'plan', op: '=', value: 'pro' }] },
        from: '2024-01-01',
        to: '2024-01-31',
      },
      'did pay where plan = pro from 2024-01-01 to 2024-01-31',
    ],
    [{ property: 'plan', op: 'in', value: ['pro', 'max'] }, 'last known plan in pro, max'],
    [
      { not: { property: 'dim_users.country', op: 'is null', known: 'first', to: '2024-01-31' } },
      'not (first known dim_users.country is null until 2024-01-31)',
    ],
  ])('%j is "%s"', (rule, text) => {
    expect(segmentText(rule)).toBe(text)
  })
})
