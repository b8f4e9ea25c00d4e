import { expect, it } from 'vitest'
import { formatCell } from '../../src-renderer/export/formatCell'

it.each([
  [1000.25, '1,000.25'],
  [-1234567.5, '−1,234,567.5'],
  [1000.004, '1,000'],
  [12, '12'],
])('keeps the cents of %s in a cell', (value, text) => {
  expect(formatCell(value, 'decimal')).toBe(text)
  expect(formatCell(value, 'integer')).toBe(text)
})
