/** The digits of a number and its power of ten: d.ddd… × 10^power, all of them that a double has. */
function digitsOf(value: number): { readonly digits: string; readonly power: number } {
  const [mantissa, power] = value.toExponential(60).split('e')
  return { digits: mantissa!.replace('.', ''), power: Number(power) }
}

/** A number above 0 to four significant digits, as printf's %.4g writes it: exact halves to the even digit. */
export function fourDigits(value: number): string {
  const { digits, power } = digitsOf(value)
  const [kept, rest] = [Number(digits.slice(0, 4)), digits.slice(4)]
  const half = `5${'0'.repeat(rest.length - 1)}`
  const isUp = rest > half || (rest === half && kept % 2 === 1)
  const rounded = kept + (isUp ? 1 : 0)
  const [significand, shifted] = rounded === 10_000 ? ['1', power + 1] : [String(rounded).replace(/0+$/, ''), power]
  const withPoint = (before: string, after: string): string => (after === '' ? before : `${before}.${after}`)
  if (shifted < -4 || shifted >= 4) {
    const exponent = `${shifted < 0 ? '-' : '+'}${String(Math.abs(shifted)).padStart(2, '0')}`
    return `${withPoint(significand[0]!, significand.slice(1))}e${exponent}`
  }
  if (shifted < 0) return `0.${'0'.repeat(-shifted - 1)}${significand}`
  return withPoint(significand.slice(0, shifted + 1).padEnd(shifted + 1, '0'), significand.slice(shifted + 1))
}
