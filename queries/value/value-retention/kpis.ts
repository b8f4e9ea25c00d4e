import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readUnit } from '../../events/calendarUnit'
import { capitalized, countText, pluralText } from '../../events/texts'
import { byCohort, cellsOf, pooled, type Pooled } from './cells'

/** The users, what they brought, what one of them brought in the first and up to the last period, and when that pays. */
export function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const cells = cellsOf(result)
  const unit = readUnit(values)
  const cohorts = byCohort(cells)
  if (cells.length === 0) return []
  const all = pooled(cells)
  const sum = (of: readonly number[]): number => of.reduce((total, one) => total + one, 0)
  const perUser = (label: string, one: Pooled): Kpi => ({
    label,
    value: one.mean,
    format: 'decimal',
    detail: `${pluralText(one.size, 'user')} of ${pluralText(one.cohorts, 'cohort')}`,
  })
  const [first, last] = [all[0], all.at(-1)]
  const knowsSpend = cells.some((cell) => cell.spend_per_user !== null)
  const paid = all.find((one) => one.spend !== null && one.mean >= one.spend)
  return [
    {
      label: 'Users',
      value: sum([...cohorts.values()].map(([one]) => one?.size ?? 0)),
      format: 'integer',
      detail: pluralText(cohorts.size, 'cohort'),
    },
    { label: 'Value', value: sum(cells.map((cell) => cell.sum)), format: 'decimal', detail: 'in the periods shown' },
    ...(first === undefined ? [] : [perUser(`Per user, ${unit} ${first.period}`, first)]),
    ...(last === undefined || last === first ? [] : [perUser(`Per user, up to ${unit} ${last.period}`, last)]),
    ...(!knowsSpend
      ? []
      : [
          {
            label: `Pays back in ${unit}`,
            value: paid?.period ?? null,
            format: 'integer',
            detail:
              paid === undefined
                ? `not within ${countText(all.length)} ${unit}s`
                : `${capitalized(unit)} ${paid.period} reaches the spend per user`,
          } as const,
        ]),
  ]
}
