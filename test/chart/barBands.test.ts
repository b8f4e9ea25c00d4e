import { expect, it } from 'vitest'
import { barBands } from '../../src-renderer/chart/barBands'

const bands = (xs: readonly number[]): readonly string[] =>
  barBands([{ name: '', points: xs.map((x) => ({ x, y: 1 })) }], { label: 'Percent', type: 'number' }).map(
    ({ text }) => text,
  )

it('puts missing whole numbers back, in the steps in which they come', () => {
  expect(bands([4, 1, 2])).toEqual(['1', '2', '3', '4'])
  expect(bands([5, 10, 30, 25])).toEqual(['5', '10', '15', '20', '25', '30'])
  // Three tell nothing of steps.
  expect(bands([-4, -2, 2])).toEqual(['−4', '−3', '−2', '−1', '0', '1', '2'])
  expect(bands([7])).toEqual(['7'])
  expect(bands([])).toEqual([])
  expect(bands([0.5, 3])).toEqual(['0.5', '3'])
  // Too many to be bands.
  expect(bands([0, 1, 5000])).toEqual(['0', '1', '5,000'])
})
