import fc from 'fast-check'
import type { ParameterValue } from '../../../src-renderer/query/contract/parameter'
import type { PropertyRule, SegmentRule } from '../../../src-renderer/query/contract/segment'
import { COUNT_OPERATORS } from '../../../src-renderer/query/sql/segment'
import { randomDate } from '../randomLog'

const where = fc.array(
  fc.constantFrom(
    { column: 'plan', op: '=', value: 'pro' },
    { column: 'plan', op: '!=', value: 'pro' },
    { column: 'plan', op: 'is null' },
  ),
  { minLength: 1, maxLength: 2 },
)
const did: fc.Arbitrary<ParameterValue> = fc.oneof(
  fc.constantFrom('x', 'y', 'never', null),
  fc.record({ event: fc.constantFrom('x', null), where }),
)
const text = fc.constantFrom('pro', 'free', 'PR', 'x', 'z')
const comparison: fc.Arbitrary<Pick<PropertyRule, 'op' | 'value'>> = fc.oneof(
  fc.record({ op: fc.constantFrom('=', '!=', '<', '<=', '>', '>=', 'contains', 'not contains'), value: text }),
  fc.record({ op: fc.constantFrom('in', 'not in'), value: fc.array(text, { maxLength: 2 }) }),
  fc.record({ op: fc.constantFrom('is null', 'is not null') }),
)
const property = fc
  .record({
    property: fc.constantFrom('plan', 'plan', 'event'),
    comparison,
    known: fc.constantFrom('first', 'last', undefined),
  })
  .map(({ property: column, comparison: term, known }): PropertyRule => ({
    property: column,
    ...term,
    ...(known === undefined ? {} : { known }),
  }))
/** Rules of every kind but SQL, over the columns of random logs. */
export const { rule: randomRule } = fc.letrec<{ rule: SegmentRule; parts: SegmentRule[] }>((tie) => ({
  parts: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }),
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .record({
        did,
        times: fc.option(fc.record({ op: fc.constantFrom(...COUNT_OPERATORS), n: fc.integer({ min: 0, max: 4 }) }), {
          nil: undefined,
        }),
        from: randomDate,
        to: randomDate,
      })
      .map(({ times, from, to, did: what }) => ({
        did: what,
        ...(times === undefined ? {} : { times }),
        ...(from === null ? {} : { from }),
        ...(to === null ? {} : { to }),
      })),
    fc
      .record({ rule: property, from: randomDate, to: randomDate })
      .map(({ rule, from, to }) => ({ ...rule, ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) })),
    fc.record({ users: fc.subarray(['a', 'b', 'c', 'd', 'a0', 'b1', 'c2', 'nobody']) }),
    fc.record({ not: tie('rule') }),
    fc.record({ all: tie('parts') }),
    fc.record({ any: tie('parts') }),
  ),
}))
