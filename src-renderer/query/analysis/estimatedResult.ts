import type { Estimate } from '../contract/plan'
import type { ResultTable, ResultValue } from '../contract/result'
import { countInterval } from '../../stats/countInterval'
import { shareText } from '../sql/sample'
import { computedResult, computedType, type ComputedColumn } from './computedResult'

type Row = Readonly<Record<string, ResultValue>>

/** The columns of the 95 % interval of a count of users. */
function intervalNames(column: string): readonly [low: string, high: string] {
  return [`${column}_low`, `${column}_high`]
}

function scaled(value: ResultValue, by: number, isWhole: boolean): ResultValue {
  if (typeof value !== 'number' && typeof value !== 'bigint') return value
  const product = Number(value) * by
  return isWhole ? Math.round(product) : product
}

/** The ends of the interval of a count; of a count that is drawn downwards (dormant users), downwards, too. */
function ends(value: ResultValue, share: number): readonly [ResultValue, ResultValue] {
  if (typeof value !== 'number' && typeof value !== 'bigint') return [null, null]
  const count = Number(value)
  const [low, high] = countInterval(Math.abs(count), share)
  return count < 0 ? [-high, -low] : [low, high]
}

/**
 * What the answer of a sample says of everybody: counts and sums that add up over users divided by the share, with the
 * interval of each count of users beside it; all other figures as they are. A column that the answer lacks is left out.
 */
export function estimatedResult(table: ResultTable, { share, users, amounts, bySeries }: Estimate): ResultTable {
  const present = new Set(table.columns.map(({ name }) => name))
  const whole = new Set(table.columns.flatMap(({ name, type }) => (type === 'integer' ? [name] : [])))
  const counts = users.filter((name) => present.has(name))
  const sums = [...counts, ...amounts.filter((name) => present.has(name))]
  const ofSeries = (bySeries?.columns ?? []).filter((name) => present.has(name))
  if (sums.length === 0 && ofSeries.length === 0) return table
  const columns = [
    ...table.columns.map(({ name, type }): ComputedColumn => ({ name, type: computedType(type) })),
    ...counts.flatMap(intervalNames).map((name): ComputedColumn => ({ name, type: 'double' })),
  ]
  const rows = table.rows().map((row): Row => {
    const power = bySeries?.powers.get(String(row['series'])) ?? 0
    return {
      ...row,
      ...Object.fromEntries(sums.map((name) => [name, scaled(row[name] ?? null, 1 / share, whole.has(name))])),
      ...Object.fromEntries(
        power === 0 ? [] : ofSeries.map((name) => [name, scaled(row[name] ?? null, share ** -power, whole.has(name))]),
      ),
      ...Object.fromEntries(
        counts.flatMap((name) => {
          const [low, high] = ends(row[name] ?? null, share)
          const [lowName, highName] = intervalNames(name)
          return [
            [lowName, low],
            [highName, high],
          ]
        }),
      ),
    }
  })
  return computedResult(columns, rows)
}

/** What is said beside such an answer. */
export function estimateText({ share, users, amounts, bySeries, noun }: Estimate): string {
  const scales = users.length + amounts.length + (bySeries?.powers.size ?? 0) > 0
  const how = scales
    ? 'counts and sums are scaled up to all of them, other figures are the sample’s own'
    : 'its figures are the sample’s own, not scaled up'
  const certain = users.length > 0 ? '; columns _low and _high hold 95 % intervals' : ''
  return `estimate from ${shareText(share)} of the ${noun}: ${how}${certain}`
}
