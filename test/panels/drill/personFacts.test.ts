import { expect, it } from 'vitest'
import { personFacts } from '../../../src-renderer/panels/drill/personFacts'

const texts = (...given: Parameters<typeof personFacts>): readonly string[] =>
  personFacts(...given).map(({ value }) => value)

it('tells a count that is computed from one that there is not', () => {
  expect(texts({ value: null, running: true }, { value: null, running: false })).toEqual(['…', '…', '–'])
  expect(texts({ value: null, running: false }, { value: null, running: true })).toEqual(['–', '–', '…'])
})

it('adds up the events of the days, and shows 0 as a count', () => {
  const days = [
    { date: '2024-03-01', events: 1200 },
    { date: '2024-03-04', events: 3 },
  ]
  expect(texts({ value: days, running: false }, { value: 0, running: false })).toEqual(['1,203', '2', '0'])
})
