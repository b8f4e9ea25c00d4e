import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formOfAmounts, formOfNumbers, seeNumbers } from '../../src-renderer/ingest/columns/detectNumbers'
import { compileNumberReader, formText } from '../../src-renderer/ingest/columns/numberForm'
import type { DecimalMark, NumberForm } from '../../src-renderer/ingest/contract'

/**
 * A second reader, by hand and without expressions, of what the form is said to be: an optional sign or brackets, the
 * unit on one side, digits in one piece or in groups of three by one mark, and decimals. NaN for all else.
 */
function readNaively(text: string, { decimal, unit }: NumberForm): number {
  let rest = text.trim()
  let minus = 0
  let signs = 0
  const takeSign = (): void => {
    if (rest.startsWith('-') || rest.startsWith('−') || rest.startsWith('+')) {
      signs++
      if (!rest.startsWith('+')) minus++
      rest = rest.slice(1)
    }
  }
  const [opens, closes] = [rest.split('(').length - 1, rest.split(')').length - 1]
  if (opens !== closes || opens > 1) return NaN
  if (opens === 1) {
    const [from, to] = [rest.indexOf('('), rest.indexOf(')')]
    const outside = rest.slice(0, from) + rest.slice(to + 1)
    if (to < from || to === from + 1 || [...outside].some((character) => character >= '0' && character <= '9'))
      return NaN
    rest = rest.slice(0, from) + rest.slice(from + 1, to) + rest.slice(to + 1)
    signs++
    minus++
  }
  let units = 0
  takeSign()
  if (unit !== null && unit !== '%' && rest.startsWith(unit)) {
    units++
    rest = rest.slice(unit.length)
  }
  if (rest.startsWith(' ')) rest = rest.slice(1)
  takeSign()
  if (unit !== null && rest.endsWith(unit)) {
    units++
    rest = rest.slice(0, -unit.length)
    if (rest.endsWith(' ')) rest = rest.slice(0, -1)
  }
  if (rest.endsWith('-')) {
    signs++
    minus++
    rest = rest.slice(0, -1)
  }
  if (units > 1 || signs > 1) return NaN
  const mark = decimal === 'point' ? '.' : ','
  const pieces = rest.split(mark)
  if (pieces.length > 2) return NaN
  const [whole, fraction] = pieces as [string, string | undefined]
  const isDigits = (part: string): boolean =>
    part !== '' && [...part].every((character) => character >= '0' && character <= '9')
  if (fraction !== undefined && fraction !== '' && !isDigits(fraction)) return NaN
  if (fraction === '' && (decimal === 'comma' || whole === '')) return NaN
  let digits = whole
  if (!isDigits(whole) && whole !== '') {
    const groups = [decimal === 'point' ? ',' : '.', "'", ' ']
      .map((by) => whole.split(by))
      .find((parts) => parts.length > 1 && parts.every(isDigits))
    if (groups === undefined || groups[0]!.length > 3) return NaN
    const isIndian =
      decimal === 'point' &&
      whole.includes(',') &&
      groups.slice(1, -1).every((group) => group.length === 2) &&
      groups.length > 2 &&
      groups[0]!.length < 3
    if (groups.at(-1)!.length !== 3 || (!isIndian && groups.slice(1).some((group) => group.length !== 3))) return NaN
    if (groups[0]!.startsWith('0')) return NaN
    digits = groups.join('')
  }
  if (digits === '' && fraction === undefined) return NaN
  if (digits.length > 1 && digits.startsWith('0')) return NaN
  const value = Number(`${digits === '' ? '0' : digits}.${fraction === undefined || fraction === '' ? '0' : fraction}`)
  if ((fraction === undefined || fraction === '') && value > Number.MAX_SAFE_INTEGER) return NaN
  return minus > 0 && value !== 0 ? -value : value
}

const FORMS: readonly NumberForm[] = (['point', 'comma'] as const).flatMap((decimal) =>
  [null, '$', '€', 'USD', 'zł', '%'].map((unit) => ({ decimal, unit })),
)
const formArbitrary = fc.constantFrom(...FORMS)

/** A number as people write it in a form, with its value from the digits alone. */
const written = (form: NumberForm): fc.Arbitrary<{ text: string; value: number }> =>
  fc
    .record({
      whole: fc.bigInt({ min: 0n, max: 999_999_999_999n }),
      decimals: fc.stringMatching(/^\d{0,6}$/),
      group: fc.constantFrom('', form.decimal === 'point' ? ',' : '.', "'", ' ', '\u00a0', '\u202f', '’'),
      sign: fc.constantFrom('', '', '-', '+', '−', '()', 'behind'),
      withUnit: fc.boolean(),
      unitBefore: fc.boolean(),
      blank: fc.constantFrom('', ' ', '\u00a0'),
      around: fc.constantFrom('', ' '),
    })
    .map(({ whole, decimals, group, sign, withUnit, unitBefore, blank, around }) => {
      const digits =
        String(whole).replace(/\B(?=(\d{3})+$)/g, group) +
        (decimals === '' ? '' : (form.decimal === 'point' ? '.' : ',') + decimals)
      const unit = withUnit && form.unit !== null ? form.unit : ''
      const isBefore = unitBefore && unit !== '%'
      const signed = sign === 'behind' ? `${digits}-` : digits
      const bare = unit === '' ? signed : isBefore ? unit + blank + signed : signed + blank + unit
      const text = sign === '()' ? `(${bare})` : sign === 'behind' ? bare : sign + bare
      const size = Number(`${whole}.${decimals === '' ? '0' : decimals}`)
      return {
        text: around + text + around,
        value: size !== 0 && ['-', '−', '()', 'behind'].includes(sign) ? -size : size,
      }
    })

describe('numbers in a form', () => {
  it('are read as the nearest double, however they are grouped, signed and labelled', () => {
    fc.assert(
      fc.property(
        formArbitrary.chain((form) => fc.tuple(fc.constant(form), written(form))),
        ([form, { text, value }]) => {
          expect(compileNumberReader(form)(text)).toBe(value)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('agree with a reader that was written without them, whatever the text', () => {
    const noise = fc
      .array(
        fc.constantFrom(
          '0',
          '1',
          '2',
          '12',
          '123',
          '000',
          '.',
          ',',
          "'",
          ' ',
          '-',
          '+',
          '(',
          ')',
          '$',
          '€',
          '%',
          'USD',
          'zł',
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(formArbitrary, noise, (form, text) => {
        expect([text, compileNumberReader(form)(text)]).toEqual([text, readNaively(text, form)])
      }),
      { numRuns: 10_000 },
    )
  })

  it.each([
    ['1.234,56', 'comma', null, 1234.56],
    ['12,50', 'comma', null, 12.5],
    ['$1,234.50', 'point', '$', 1234.5],
    ['1 234,56 €', 'comma', '€', 1234.56],
    ['(12.00)', 'point', null, -12],
    ['12.5%', 'point', '%', 12.5],
    ['€12', 'comma', '€', 12],
    ['USD 5', 'point', 'USD', 5],
    ["1'234.50", 'point', null, 1234.5],
    ['1.234,56', 'point', null, NaN],
    ['1,234', 'comma', null, 1.234],
    ['1,234', 'point', null, 1234],
    ['01234', 'point', null, NaN],
    ['007,5', 'comma', null, NaN],
    ['$5', 'point', '€', NaN],
    ['ABC 5', 'point', 'ABC', NaN],
    ['n/a', 'point', null, NaN],
    ['12,34,567.5', 'point', null, 1_234_567.5],
    ['9007199254740993', 'comma', null, NaN],
    ['0,1', 'comma', null, 0.1],
    ['-0,00', 'comma', null, 0],
    ['1,5E+03', 'comma', null, 1500],
  ] as const)('%s with decimal %s and %s is %d', (text, decimal, unit, value) => {
    expect(compileNumberReader({ decimal, unit })(text)).toBe(value)
  })

  it('passes typed numbers as they are', () => {
    const read = compileNumberReader({ decimal: 'comma', unit: null })
    expect([1.5, -3, 2n ** 60n, true, null].map(read)).toEqual([1.5, -3, NaN, NaN, NaN])
  })
})

const AROUND = { given: undefined, proven: new Set<DecimalMark>(), delimiter: ',' }
const amounts = (
  cells: readonly string[],
  around: Partial<typeof AROUND> | { given: DecimalMark } | { proven: Set<DecimalMark> } = {},
): string => {
  const seen = seeNumbers(cells)
  if (seen === null) return 'no numbers'
  const form = formOfAmounts(seen, { ...AROUND, ...around })
  return form === null ? 'open' : formText(form)
}
const others = (cells: readonly string[], delimiter = ',', given?: DecimalMark): string => {
  const seen = seeNumbers(cells)
  const form = seen === null ? null : formOfNumbers(seen, { ...AROUND, delimiter, given })
  return form === null ? 'as it is' : formText(form)
}

describe('the form of a column', () => {
  it('is proven by any text that reads one way only, and open where all read both ways', () => {
    expect(amounts(['1,234', '12,50'])).toBe('decimal comma')
    expect(amounts(['1,234', '1,234.50'])).toBe('decimal point')
    expect(amounts(['1.234', '1.234.567'])).toBe('decimal comma')
    expect(amounts(['0,125', '1,234'])).toBe('decimal comma')
    expect(amounts(['1,234', '5,678', '7'])).toBe('open')
    expect(amounts(['1,234', '1.234'])).toBe('open')
    expect(amounts(['1,5', '1.5'])).toBe('open')
    expect(amounts(['1,234'], { given: 'comma' })).toBe('decimal comma')
    expect(amounts(['12', '7'])).toBe('decimal point')
    expect(amounts(['€1,50', '2,25 €'])).toBe('decimal comma, €')
    expect(amounts(['kr. 5,50', '2,25 kr'])).toBe('decimal comma, kr')
    expect(amounts(['soon', 'later'])).toBe('no numbers')
  })

  it('takes 1.234 for a decimal point, unless the file writes decimal commas or parts its fields by semicolons', () => {
    expect(amounts(['1.234', '2.500'])).toBe('decimal point')
    expect(amounts(['1.234', '2.500'], { delimiter: ';' })).toBe('open')
    expect(amounts(['1.234', '2.500'], { proven: new Set<DecimalMark>(['comma']) })).toBe('open')
    expect(amounts(['1.234', '2.5'], { delimiter: ';' })).toBe('decimal point')
  })

  it('makes numbers of other columns only where they can be nothing else', () => {
    expect(others(['12,50', '7,25'])).toBe('decimal comma')
    expect(others(['$1,234.50', '$7.25'])).toBe('decimal point, $')
    expect(others(['12 %', '5 %'])).toBe('decimal point, %')
    // Codes, lists, places on a screen, more than one currency, leading zeros.
    for (const cells of [
      ['1,234', '5,678'],
      ['3,17', '4,5'],
      ['1920,1080', '1280,720'],
      ['555 123 456'],
      ['$5', '€5'],
      ['01234', '12345'],
      ['SKU 12', 'SKU 13'],
      ['TOP 10', 'TOP 20'],
      ['(1)', '(2)'],
      ['12,50', 'n/a?'],
      ['1,234,567', '1,234,568'],
    ]) {
      expect([cells, others(cells)]).toEqual([cells, 'as it is'])
    }
    expect(others(['3,17', '4,5'], ';')).toBe('decimal comma')
    expect(others(['1.234', '2.345'], ';', 'comma')).toBe('decimal comma')
    expect(others(['1.5', '2.345'], ';', 'comma')).toBe('as it is')
  })
})
