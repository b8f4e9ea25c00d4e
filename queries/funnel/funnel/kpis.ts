import { formatCount } from '../../../src-renderer/chart/format'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { brokenBy } from '../../events/brokenBy'
import { readOptions } from '../options'

/** How many went all the way, and how long that took them; `more` is the answer of planFunnelTotal. */
export function kpis(result: ResultTable, values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  const rows = result.rows()
  const last = rows.reduce((most, row) => Math.max(most, row['step'] as number), 0)
  // Where each key has one value of the breakdown its values add up; else the whole is asked for.
  const at = (step: number): number =>
    rows.filter((row) => row['step'] === step).reduce((sum, row) => sum + (row['users'] as number), 0)
  const addsUp = !readOptions(values).eachValue
  const whole = (column: string): number | null => (more === null ? null : Number(more.value(0, column)))
  const [entered, done] = addsUp ? [at(1), at(last)] : [whole('entered'), whole('completed')]
  const seconds = (column: string): number | null => (more === null ? null : (more.value(0, column) as number | null))
  // With a breakdown a figure is of several cells.
  const broken = brokenBy(values) !== null
  const cell = (step: number): Partial<Kpi> =>
    broken || rows[step - 1] === undefined ? {} : { figure: { row: step - 1, column: 'users' } }
  const count = (value: number | null): string => (value === null ? '…' : formatCount(value))
  return [
    {
      label: 'Conversion',
      value: entered === null || done === null || entered === 0 ? null : (100 * done) / entered,
      format: 'percent',
      detail: `${count(done)} of ${count(entered)}`,
      ...cell(last),
    },
    { label: 'Entered', value: entered, format: 'integer', detail: 'reached step 1', ...cell(1) },
    { label: 'Completed', value: done, format: 'integer', detail: `reached step ${last}`, ...cell(last) },
    {
      label: 'Median time',
      value: seconds('median_seconds'),
      format: 'seconds',
      detail: `from step 1 to step ${last}`,
    },
    { label: '90 % within', value: seconds('p90_seconds'), format: 'seconds', detail: `from step 1 to step ${last}` },
  ]
}
