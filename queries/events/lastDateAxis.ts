import { addDays } from '../../src-renderer/model/isoDate'
import { dataDates } from '../../src-renderer/query/analysis/scopeParameters'
import type { Axis } from '../../src-renderer/query/contract/numberSearch'

/** Whether the last date is counted: tools leave out the day that is not over, or take dates without their end. */
export const LAST_DATE_AXIS: Axis = {
  parameter: 'to',
  values: ({ to }, catalog) => {
    const last = typeof to === 'string' && to !== '' ? to : dataDates(catalog).maxDate
    return last === null ? [] : [addDays(last, -1)]
  },
}
