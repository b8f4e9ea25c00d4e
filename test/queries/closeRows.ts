import { expect } from 'vitest'

/** Rows equal, fractions up to rounding. */
export function expectCloseRows(actual: readonly object[], expected: readonly object[]): void {
  const rounded = (rows: readonly object[]): readonly object[] =>
    rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]: [string, unknown]) => [
          name,
          typeof value === 'number' ? Number(value.toPrecision(12)) : value,
        ]),
      ),
    )
  expect(rounded(actual)).toEqual(rounded(expected))
}
