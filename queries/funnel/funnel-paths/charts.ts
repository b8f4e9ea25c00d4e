import { formatFixed } from '../../../src-renderer/chart/format'
import { elementAt, required } from '../../../src-renderer/base/required'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { LOST, WENT_ON } from './outcomes'

/** A chart for each step: what those who went on and those who were lost did after it. */
export function pathsCharts(result: ResultTable, _values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows().map((row, index) => ({ row, index }))
  const steps = [...new Set(rows.map(({ row }) => row['step'] as number))]
  const chart = (step: number | null): ChartSpec => {
    const own = rows.filter(({ row }) => row['step'] === step)
    const side = (outcome: string): typeof own => own.filter(({ row }) => row['outcome'] === outcome)
    const most = side(LOST)[0]?.row
    return {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title:
        step === null
          ? 'What users did after a step'
          : `After step ${step} (${elementAt(own, 0).row['event'] as string})`,
      summary:
        step === null
          ? 'Nobody entered this funnel in these dates.'
          : `Share of each side that did an event at least once before the next step or the end of the window.${most === undefined ? ' Nobody was lost here.' : ` Of the lost most did ${most['did'] as string} (${formatFixed(most['pct'] as number, 1)} %).`}`,
      x: { label: 'Event', type: 'category' },
      y: { label: '% of the side', format: 'percent' },
      series: [
        [WENT_ON, 'Went on'],
        [LOST, 'Lost'],
      ].map(([outcome, name]) => ({
        name: required(name),
        points: side(required(outcome)).map(({ row, index }) => ({
          x: row['did'] as string,
          y: row['pct'] as number,
          figure: { row: index, column: 'users' },
        })),
      })),
    }
  }
  return steps.length === 0 ? [chart(null)] : steps.map(chart)
}
