import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EXPECTED_OPS, type Comparison, type Expectation } from '../../src-renderer/query/contract/expectation'
import { expectationText, readExpectation } from '../../src-renderer/query/saved/expectation'

const numberValue = fc
  .oneof(
    fc.integer().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.constantFrom('+1', '.5', '1e3'),
  )
  .map((text) => ({ kind: 'number' as const, text }))
const anyValue = fc.oneof(
  numberValue,
  fc.string({ unit: 'binary' }).map((text) => ({ kind: 'text' as const, text })),
  fc.constantFrom('true' as const, 'false' as const).map((text) => ({ kind: 'boolean' as const, text })),
)
const countValue = fc.nat().map((count) => ({ kind: 'number' as const, text: String(count) }))
const comparison = (value: typeof anyValue): fc.Arbitrary<Comparison> =>
  fc.oneof(
    fc.record({ op: fc.constantFrom(...EXPECTED_OPS), value }),
    fc.record({ op: fc.constant('between' as const), low: value, high: value }),
    fc.record({ op: fc.constant('in' as const), values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  )
const column = fc.oneof(
  fc.constantFrom('amount', 'Umsatz_2', 'a.b', 'rows', 'Rows', 'between', 'null', 'sum of "x"', '1st', "it's"),
  fc.string({ unit: 'binary', minLength: 1 }),
)
const expectation: fc.Arbitrary<Expectation> = fc.oneof(
  comparison(countValue as typeof anyValue).map((is) => ({ kind: 'rows' as const, is })),
  fc.record({ kind: fc.constant('values' as const), column, is: comparison(anyValue) }),
  fc.record({ kind: fc.constant('not-null' as const), column }),
  fc.record({ kind: fc.constant('unique' as const), columns: fc.array(column, { minLength: 1, maxLength: 3 }) }),
)

describe('an expectation', () => {
  it('is read as it was written, whatever names and values hold', () => {
    fc.assert(
      fc.property(expectation, (one) => {
        expect(readExpectation(expectationText(one))).toEqual(one)
      }),
    )
  })

  it.each<readonly [string, Expectation]>([
    ['rows = 0', { kind: 'rows', is: { op: '=', value: { kind: 'number', text: '0' } } }],
    ['ROWS<>3', { kind: 'rows', is: { op: '!=', value: { kind: 'number', text: '3' } } }],
    [
      'day >= 2024-01-31',
      { kind: 'values', column: 'day', is: { op: '>=', value: { kind: 'text', text: '2024-01-31' } } },
    ],
    ['  ok = TRUE ', { kind: 'values', column: 'ok', is: { op: '=', value: { kind: 'boolean', text: 'true' } } }],
    ['"rows" NOT NULL', { kind: 'not-null', column: 'rows' }],
    ['a , "b c" unique', { kind: 'unique', columns: ['a', 'b c'] }],
    [
      "plan in ('free','it''s')",
      {
        kind: 'values',
        column: 'plan',
        is: {
          op: 'in',
          values: [
            { kind: 'text', text: 'free' },
            { kind: 'text', text: "it's" },
          ],
        },
      },
    ],
  ])('%j is one', (line, read) => {
    expect(readExpectation(line)).toEqual(read)
  })

  it.each([
    '',
    'rows',
    'rows = many',
    'rows = -1',
    'rows = 1.5',
    "rows = '1'",
    'rows unique',
    'amount',
    'amount > ',
    'amount > 1 2',
    'amount > 1; DROP TABLE log',
    'amount > other',
    'amount between 1',
    'amount between 1 and',
    'amount between 1 and 2 3',
    'amount in ()',
    "amount in ('a' 'b')",
    "amount in ('a',)",
    'amount null',
    'a, b not null',
    'a, b > 1',
    ', unique',
    "'a' = 1",
    'amount > (SELECT 1)',
    '"" > 1',
    'amount -- > 1',
  ])('%j is none', (line) => {
    expect(readExpectation(line)).toBeNull()
  })
})
