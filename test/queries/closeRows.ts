import { expect } from 'vitest'

/** Whole numbers must be equal; others up to the rounding of sums in another order. */
function isClose(actual: unknown, expected: unknown): boolean {
  return (
    typeof actual === 'number' &&
    typeof expected === 'number' &&
    !(Number.isInteger(actual) && Number.isInteger(expected)) &&
    Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(actual), Math.abs(expected))
  )
}

/** Rows equal, fractions up to rounding. */
export function expectCloseRows(actual: readonly object[], expected: readonly object[], message?: string): void {
  const settled = actual.map((row, at) => {
    const wanted = new Map<string, unknown>(Object.entries(expected[at] ?? {}))
    return Object.fromEntries(
      Object.entries(row).map(([name, value]: [string, unknown]) => [
        name,
        isClose(value, wanted.get(name)) ? wanted.get(name) : value,
      ]),
    )
  })
  const at = settled.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(expected[index]))
  const found = `row ${at}: ${JSON.stringify(settled[at])} instead of ${JSON.stringify(expected[at])}`
  expect(settled, message === undefined ? message : `${message}\n${found}`).toEqual(expected)
}
