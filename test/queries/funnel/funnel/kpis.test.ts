import { describe, expect, it } from 'vitest'
import { kpis } from '../../../../queries/funnel/funnel/kpis'
import { arrayTable } from '../../../panels/grid/arrayTable'

const STEPS = { steps: ['a', 'b', 'c'] }
const more = arrayTable({ median_seconds: ['double', [60]], p90_seconds: ['double', [90]] })
const plain = arrayTable({ step: ['integer', [1, 2, 3]], users: ['integer', [100, 40, 10]] })
const broken = arrayTable({
  step: ['integer', [1, 2, 1, 2]],
  browser: ['string', ['a', 'a', 'b', 'b']],
  users: ['integer', [60, 30, 40, 10]],
})

describe('figures above a funnel', () => {
  it('are of the first and the last step, and open the users of their cells', () => {
    expect(kpis(plain, { ...STEPS, breakdown: null }, more)).toEqual([
      { label: 'Conversion', value: 10, format: 'percent', detail: '10 of 100', figure: { row: 2, column: 'users' } },
      {
        label: 'Entered',
        value: 100,
        format: 'integer',
        detail: 'reached step 1',
        figure: { row: 0, column: 'users' },
      },
      {
        label: 'Completed',
        value: 10,
        format: 'integer',
        detail: 'reached step 3',
        figure: { row: 2, column: 'users' },
      },
      { label: 'Median time', value: 60, format: 'seconds', detail: 'from step 1 to step 3' },
      { label: '90 % within', value: 90, format: 'seconds', detail: 'from step 1 to step 3' },
    ])
    expect(kpis(plain, { ...STEPS, breakdown: '' }, null).map((kpi) => [kpi.value, kpi.figure?.row])).toEqual([
      [10, 2],
      [100, 0],
      [10, 2],
      [null, undefined],
      [null, undefined],
    ])
  })

  it('with a breakdown are sums of its values, behind which no single cell stands', () => {
    expect(kpis(broken, { ...STEPS, breakdown: 'browser' }, null)).toEqual([
      { label: 'Conversion', value: 40, format: 'percent', detail: '40 of 100' },
      { label: 'Entered', value: 100, format: 'integer', detail: 'reached step 1' },
      { label: 'Completed', value: 40, format: 'integer', detail: 'reached step 2' },
      { label: 'Median time', value: null, format: 'seconds', detail: 'from step 1 to step 2' },
      { label: '90 % within', value: null, format: 'seconds', detail: 'from step 1 to step 2' },
    ])
  })

  it('have no share of nobody, and no cell of a row that is not there', () => {
    const nobody = arrayTable({ step: ['integer', [1, 2]], users: ['integer', [0, 0]] })
    expect(kpis(nobody, STEPS, null)[0]).toEqual({
      label: 'Conversion',
      value: null,
      format: 'percent',
      detail: '0 of 0',
      figure: { row: 1, column: 'users' },
    })
    expect(
      kpis(arrayTable({ step: ['integer', []], users: ['integer', []] }), STEPS, null).map((kpi) => [
        kpi.value,
        kpi.figure?.row,
      ])[1],
    ).toEqual([0, undefined])
  })
})
