const MINUS = 45
const DOT = 46
const ZERO = 48
/** Digits of which every number is exact as a double. */
const EXACT_DIGITS = 15
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent)

/** The text bytes[from … to) as a whole number of at most 15 digits, without leading zeros; NaN for any other text. */
export function plainInteger(bytes: Uint8Array, from: number, to: number): number {
  const isNegative = bytes[from] === MINUS
  const start = isNegative ? from + 1 : from
  if (to <= start || to - start > EXACT_DIGITS || (bytes[start] === ZERO && to - from > 1)) return NaN
  let value = 0
  for (let at = start; at < to; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) return NaN
    value = value * 10 + digit
  }
  return isNegative ? -value : value
}

/** As {@link plainInteger}, with decimals behind a point: as near as doubles come. NaN for any other text. */
export function plainDecimal(bytes: Uint8Array, from: number, to: number): number {
  const isNegative = bytes[from] === MINUS
  const start = isNegative ? from + 1 : from
  if (to <= start || to - start > EXACT_DIGITS || (bytes[start] === ZERO && to - start > 1 && bytes[start + 1] !== DOT))
    return NaN
  let value = 0
  let point = to
  for (let at = start; at < to; at++) {
    const digit = bytes[at]! - ZERO
    if (digit >= 0 && digit <= 9) value = value * 10 + digit
    else if (bytes[at] === DOT && point === to && at > start && at + 1 < to) point = at
    else return NaN
  }
  // Both are exact, so the quotient is the nearest double.
  if (point < to) value /= POWERS[to - point - 1]!
  return isNegative ? -value : value
}
