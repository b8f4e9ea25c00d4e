import { ofOneMoment } from '../../events/oneZone'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { completeSpec, markOf } from '../../events/completeness'
import { DAY_NUMBER } from '../../events/dataDates'
import { userIdOf } from '../../events/eventRows'
import { scopedPlan } from '../../events/scopedPlan'
import { countText } from '../../events/texts'
import { DURATION_PARAMETERS, readDurations } from '../durations/question'
import { durationSequence } from '../durationPass'
import { concurrencySql, dateSpansSql, intervals } from './sql'
import definition from './definition.md?raw'
import { countAtOnce } from './kernel'

const COLUMNS = resultColumns({
  date: { about: 'The local date.', format: 'date' },
  most: { about: 'The most at once on it.', format: 'integer' },
  mean: {
    about: 'How many at once on average, over the time of the date that is known.',
    format: 'decimal',
    nullable: true,
  },
  begun: { about: 'How many begin on it.', format: 'integer' },
  complete: completeSpec(),
})

/** How many at once, by date. */
function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const peak = rows.toSorted((a, b) => b.most - a.most || a.index - b.index)[0]
  return [
    {
      kind: 'line',
      title: 'How many at once',
      summary:
        peak === undefined || peak.most === 0
          ? 'There is none on these dates.'
          : `At most ${countText(peak.most)} at once, on ${peak.date}.`,
      x: { label: 'Date', type: 'date' },
      y: { label: 'At once', format: 'decimal', zero: true },
      series: (
        [
          ['At most', 'most'],
          ['On average', 'mean'],
        ] as const
      ).map(([name, column]) => ({
        name,
        points: rows.map((row) => ({
          x: row.date,
          y: row[column],
          figure: { row: row.index, column: 'begun' },
          ...markOf(row),
        })),
      })),
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  if (rows.length === 0) return []
  const over = rows.filter(({ complete }) => complete)
  const means = over.flatMap(({ mean }) => (mean === null ? [] : [mean]))
  return [
    { label: 'Most at once', value: rows.reduce((most, row) => Math.max(most, row.most), 0), format: 'integer' },
    {
      label: 'On average',
      value: means.length === 0 ? null : means.reduce((sum, one) => sum + one, 0) / means.length,
      format: 'decimal',
      detail: 'at once, on the dates that are over',
    },
  ]
}

/** How many intervals run at once: rides, viewers, calls. */
export const concurrency: Analysis = {
  name: 'concurrency',
  title: 'How many at once',
  about: 'How many rides, viewers, orders or calls there are at once.',
  grain: 'one row per local date',
  definition,
  parameters: [...DURATION_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  refuses: { sample: 'the most at once in a sample says little of the most at once of all' },
  oneZone: ofOneMoment,
  reads: 'events',
  population: (values, catalog, source) => ({ which: readDurations(values, catalog, source).isStart }),
  plan(values, catalog, source) {
    const question = readDurations(values, catalog, source)
    const { scope, columns } = question
    return {
      ...scopedPlan(scope, concurrencySql(question), undefined, columns === null ? [] : [columns.note]),
      ...durationSequence(question, {
        analysis: 'concurrency',
        values,
        columns: { date: { kind: 'number', sql: DAY_NUMBER } },
        beside: dateSpansSql(question),
        rule: 'The times at which they begin and end are put in order, and from each to the next it is counted how many there are.',
      }),
    }
  },
  kernel: countAtOnce,
  drill({ row, column }, values, catalog, source) {
    const { date } = row
    if (column !== 'begun' || typeof date !== 'string') return null
    const question = readDurations(values, catalog, source)
    return {
      title: `What begins on ${date}`,
      kind: 'rows',
      plan: scopedPlan(
        question.scope,
        statement(
          intervals(question),
          `SELECT ${userIdOf('intervals')}, event, from_ts, to_ts, seconds, _file, _line
FROM intervals
WHERE date = ${dateLiteral(date)}
ORDER BY from_ts, _line`,
        ),
        undefined,
      ),
    }
  },
  charts,
  kpis,
}
