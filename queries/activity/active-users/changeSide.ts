import { addDays } from '../../../src-renderer/model/isoDate'
import type { ChangeSide, Figure, Unexplained } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { usersMeasure } from '../activeMeasure'

const DAYS: Readonly<Record<string, number>> = { dau: 1, wau: 7, mau: 30 }

/** The active users of a date as a measure on its days; ratios are of two spans of time. */
export function activeSide({ row, column }: Figure, values: ParameterValues): ChangeSide | Unexplained {
  const [days, to] = [DAYS[column], row['date']]
  if (days === undefined || typeof to !== 'string')
    return { why: `${column} is no number of users; choose a figure of dau, wau or mau` }
  const measure = usersMeasure('Active users', values)
  return 'why' in measure ? measure : { ...measure, from: addDays(to, 1 - days), to, which: [] }
}
