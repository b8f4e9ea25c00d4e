import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import type { Cte } from '../../../src-renderer/query/sql/statement'

/** How values are put into bins: about so many of round width, between given bounds, or by powers of ten. */
export type Bins =
  | { readonly kind: 'round'; readonly about: number }
  | { readonly kind: 'bounds'; readonly bounds: readonly number[] }
  | { readonly kind: 'log' }

const ABOUT = 20
/** Bins of round width in front of an open last one, as a multiple of those asked for. */
const MOST_OF_ASKED = 2
const MOST_BINS = 500
/** The number of the bin that holds what has no logarithm, below that of any number. */
const NOT_ABOVE_0 = -1500

/** Reads `bins`: nothing, a number of bins, or their bounds in rising order. Throws `bad-parameter`. */
export function readBins(values: ParameterValues): Bins {
  const given = values['bins']
  const text = typeof given === 'string' ? given.trim() : ''
  if (values['scale'] === 'log')
    return text === ''
      ? { kind: 'log' }
      : refuse('bins', text, 'bins of a log scale are 1, 2, 5, 10 …: leave bins empty')
  if (text === '') return { kind: 'round', about: ABOUT }
  const says = `a number of bins up to ${MOST_BINS}, or their bounds in rising order, such as 0, 1, 5, 10`
  const numbers = text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (!numbers.every(Number.isFinite) || numbers.length > MOST_BINS + 1) return refuse('bins', text, says)
  const [first] = numbers
  if (first !== undefined && numbers.length === 1)
    return Number.isInteger(first) && first >= 1 && first <= MOST_BINS
      ? { kind: 'round', about: first }
      : refuse('bins', text, says)
  if (numbers.some((one, index) => index > 0 && one <= (numbers[index - 1] ?? one))) return refuse('bins', text, says)
  return { kind: 'bounds', bounds: numbers }
}

const atLeast = (bound: number): string => `(value_1 >= ${literal(bound)}::DOUBLE)::INTEGER`

/** Between given bounds: 0 below the first, the last one's upper bound included. */
function betweenBounds(bounds: readonly number[]): readonly Cte[] {
  const last = bounds.length - 1
  const list = `[${bounds.map((bound) => `${literal(bound)}::DOUBLE`).join(', ')}]`
  return [
    {
      name: 'binned_values',
      about: 'Each value with the number of its bin: how many bounds it reaches; the last bin includes its upper bound',
      sql: `SELECT
  *,
  CASE
    WHEN value_1 = ${literal(bounds[last] ?? 0)} THEN ${last}
    ELSE ${bounds.map(atLeast).join(' + ')}
  END AS bin
FROM known_values`,
    },
    {
      name: 'bins',
      about: 'The bins between the bounds, and one below and one above where values lie there',
      sql: `SELECT bin, ${list}[bin] AS lower, ${list}[bin + 1] AS upper
FROM (
  SELECT unnest(range(1, ${last + 1}))::INTEGER AS bin
  UNION
  SELECT bin::INTEGER FROM binned_values
)`,
    },
  ]
}

/** 1, 2, 5, 10 …, and one for what is not above 0. Bounds are divided, not multiplied, below 1, so that they are round. */
function byPowers(): readonly Cte[] {
  const bound = (bin: string): string =>
    `([1, 2, 5]::DOUBLE[])[(${bin} + 3000) % 3 + 1] * pow(10::DOUBLE, greatest(0, (${bin} + 3000) // 3 - 1000)) / pow(10::DOUBLE, greatest(0, 1000 - (${bin} + 3000) // 3))`
  return [
    {
      name: 'near_bins',
      about: 'Each value with the bin that its logarithm says, which may be off by one at a bound',
      sql: `SELECT
  *,
  CASE WHEN value_1 > 0 THEN (floor(3 * log10(value_1)))::INTEGER END AS near
FROM known_values`,
    },
    {
      name: 'binned_values',
      about: 'Each value with the last bin whose lower bound it reaches',
      sql: `SELECT
  * EXCLUDE (near),
  CASE
    WHEN near IS NULL THEN ${NOT_ABOVE_0}
    WHEN value_1 >= ${bound('(near + 1)')} THEN near + 1
    WHEN value_1 >= ${bound('near')} THEN near
    ELSE near - 1
  END AS bin
FROM near_bins`,
    },
    {
      name: 'bins',
      about: 'All bins from the first to the last that holds a value',
      sql: `SELECT
  bin,
  CASE WHEN bin > ${NOT_ABOVE_0} THEN ${bound('bin')} END AS lower,
  CASE WHEN bin > ${NOT_ABOVE_0} THEN ${bound('(bin + 1)')} ELSE 0 END AS upper
FROM (
  SELECT unnest(range(min(bin), max(bin) + 1))::INTEGER AS bin
  FROM binned_values
  WHERE bin > ${NOT_ABOVE_0}
  UNION
  SELECT bin
  FROM binned_values
  WHERE bin = ${NOT_ABOVE_0}
)`,
    },
  ]
}

/** About so many of a width of 1, 2 or 5 times a power of ten; a long tail stands in one that has no upper bound. */
function ofRoundWidth(about: number): readonly Cte[] {
  const bound = (bin: string): string =>
    `((${bin})::DOUBLE * digit * pow(10::DOUBLE, greatest(0, exponent)) / pow(10::DOUBLE, greatest(0, -exponent)))`
  return [
    {
      name: 'value_range',
      about:
        'From where to where the values reach, all and all but the largest hundredth; whether all are whole numbers',
      sql: `SELECT
  min(value_1) AS least,
  max(value_1) AS most,
  quantile_cont(value_1, 0.99) AS most_but_few,
  bool_and(value_1 = trunc(value_1)) AS are_whole
FROM known_values`,
    },
    {
      name: 'bare_widths',
      about: `The width that makes ${about} bins of them; of whole numbers at least 1`,
      sql: `SELECT
  *,
  greatest(
    CASE WHEN most_but_few > least THEN most_but_few - least WHEN most > least THEN most - least ELSE ${about} END / ${about},
    CASE WHEN are_whole THEN 1 ELSE 0 END
  ) AS width
FROM value_range`,
    },
    {
      name: 'width_digits',
      about: 'The same as a power of ten, and how many times it',
      sql: `SELECT
  *,
  floor(log10(width))::INTEGER AS power,
  width / pow(10::DOUBLE, floor(log10(width))) AS times
FROM bare_widths`,
    },
    {
      name: 'round_widths',
      about: 'Rounded up to 1, 2, 5 or 10 times it',
      sql: `SELECT
  least,
  most,
  most_but_few,
  CASE WHEN times <= 1 + 1e-9 THEN 1 WHEN times <= 2 + 1e-9 THEN 2 WHEN times <= 5 + 1e-9 THEN 5 ELSE 1 END AS digit,
  CASE WHEN times <= 5 + 1e-9 THEN power ELSE power + 1 END AS exponent
FROM width_digits`,
    },
    {
      name: 'numbered_values',
      about: 'Each value with the number of its bin, which may be off by one at a bound',
      sql: `SELECT known_values.*, digit, exponent, floor(value_1 / ${bound('1')})::BIGINT AS near
FROM known_values
CROSS JOIN round_widths`,
    },
    {
      name: 'reached_bins',
      about: 'Each value with the last bin whose lower bound it reaches',
      sql: `SELECT
  * EXCLUDE (near),
  CASE
    WHEN value_1 >= ${bound('near + 1')} THEN near + 1
    WHEN value_1 >= ${bound('near')} THEN near
    ELSE near - 1
  END AS reached
FROM numbered_values`,
    },
    {
      name: 'bin_range',
      about: 'The first and the last bin, and the one in which a tail stands',
      sql: `SELECT
  min(reached) AS first,
  min(reached) + ${MOST_OF_ASKED * about} AS tail_bin,
  least(max(reached), tail_bin) AS last
FROM reached_bins`,
    },
    {
      name: 'binned_values',
      about: 'The same, with those far out in the last one',
      sql: `SELECT reached_bins.*, least(reached, tail_bin) AS bin
FROM reached_bins
CROSS JOIN bin_range`,
    },
    {
      name: 'bins',
      about:
        'All bins from the first to the last, with their bounds; the last one has none above where it holds a tail',
      sql: `SELECT
  bin,
  ${bound('bin')} AS lower,
  CASE WHEN bin < tail_bin THEN ${bound('bin + 1')} END AS upper
FROM (
  SELECT unnest(range(first, last + 1)) AS bin, tail_bin
  FROM bin_range
)
CROSS JOIN round_widths`,
    },
  ]
}

/** WITH queries over `known_values` (value_1) up to `binned_values` (bin) and `bins` (bin, lower, upper). */
export function binned(bins: Bins): readonly Cte[] {
  switch (bins.kind) {
    case 'bounds':
      return betweenBounds(bins.bounds)
    case 'log':
      return byPowers()
    case 'round':
      return ofRoundWidth(bins.about)
  }
}
