import { ofOneMoment } from '../../events/oneZone'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { completeSpec, markOf } from '../../events/completeness'
import { userIdOf } from '../../events/eventRows'
import { scopedPlan } from '../../events/scopedPlan'
import { countText, pluralText } from '../../events/texts'
import definition from './definition.md?raw'
import { countResponses, measureResponses, responseSequence } from './kernel'
import { answers, readResponses, RESPONSE_PARAMETERS, responsesSql, THREAD_NAMES, wholeSql } from './sql'

const time = (about: string) => ({ about, format: 'seconds', nullable: true }) as const

const COLUMNS = resultColumns({
  date: { about: 'The local date on which turns ended.', format: 'date' },
  turns: { about: 'Turns that ended on it: what one writes until another one does.', format: 'integer' },
  answered: { about: 'Those that somebody else answered in time.', format: 'integer' },
  answered_pct: { about: 'The same in percent.', format: 'percent', nullable: true },
  median_seconds: time('The time within which half of the answers came.'),
  p90_seconds: time('The time within which 90 % came.'),
  mean_seconds: time('The time that they took on average.'),
  complete: completeSpec(),
})
const WHOLE = resultColumns({
  turns: { about: 'Turns.', format: 'integer' },
  answered: { about: 'Those that were answered.', format: 'integer' },
  median_seconds: time('Half.'),
  p90_seconds: time('90 %.'),
  mean_seconds: time('The mean.'),
})

/** How long answers take by date, and how many turns get one. */
function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const turns = rows.reduce((sum, row) => sum + row.turns, 0)
  const answered = rows.reduce((sum, row) => sum + row.answered, 0)
  const points = (column: 'median_seconds' | 'p90_seconds') =>
    rows.map((row) => ({ x: row.date, y: row[column], figure: { row: row.index, column: 'answered' }, ...markOf(row) }))
  return [
    {
      kind: 'line',
      title: 'How long answers take',
      summary: turns === 0 ? 'Nobody wrote on these dates.' : 'Half of the answers came within the lower line.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Time', format: 'seconds', zero: true },
      series: [
        { name: 'Half within', points: points('median_seconds') },
        { name: '90 % within', points: points('p90_seconds') },
      ],
    },
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: 'Turns with an answer and without',
      summary: `${countText(answered)} of ${pluralText(turns, 'turn')} were answered by somebody else.`,
      x: { label: 'Date', type: 'date' },
      y: { label: 'Turns', format: 'integer' },
      series: [
        {
          name: 'Answered',
          points: rows.map((row) => ({
            x: row.date,
            y: row.answered,
            figure: { row: row.index, column: 'answered' },
            ...markOf(row),
          })),
        },
        {
          name: 'Not answered',
          points: rows.map((row) => ({
            x: row.date,
            y: row.turns - row.answered,
            figure: { row: row.index, column: 'turns' },
            ...markOf(row),
          })),
        },
      ],
    },
  ]
}

function kpis(_result: ResultTable, _values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  const whole = more === null ? undefined : rowsOf(WHOLE, more)[0]
  const waiting = more === null
  const share = whole === undefined || whole.turns === 0 ? null : (100 * whole.answered) / whole.turns
  return [
    { label: 'Half answered within', value: whole?.median_seconds ?? null, format: 'seconds', waiting },
    { label: '90 % within', value: whole?.p90_seconds ?? null, format: 'seconds', waiting },
    {
      label: 'Turns answered',
      value: share,
      format: 'percent',
      waiting,
      detail: whole === undefined ? '' : `${countText(whole.answered)} of ${pluralText(whole.turns, 'turn')}`,
    },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { date } = row
  if ((column !== 'turns' && column !== 'answered') || typeof date !== 'string') return null
  const question = readResponses(values, catalog, source)
  const by = userIdOf('answers').replace('AS user_id', 'AS written_by')
  const other = userIdOf('answers')
    .replace('answers.user_key', 'answers.answered_by')
    .replace('AS user_id', 'AS answered_by')
  return {
    title: column === 'turns' ? `Turns that ended on ${date}` : `Turns of ${date} that were answered`,
    kind: 'rows',
    plan: scopedPlan(
      question.scope,
      statement(
        answers(question),
        `SELECT
  thread,
  ${by},
  messages,
  from_ts,
  answer_ts,
  ${other},
  seconds,
  _file,
  _line
FROM answers
WHERE date = ${dateLiteral(date)}${column === 'answered' ? '\n  AND seconds IS NOT NULL' : ''}
ORDER BY seconds DESC NULLS FIRST, from_ts, _line`,
      ),
      undefined,
    ),
  }
}

const OF_SEVERAL = 'a thread has messages of several users, and divided by theirs it would be no talk'

/** How soon messages of a thread are answered by somebody else. */
export const responseTimes: Analysis = {
  name: 'response-times',
  title: 'Response times',
  about: 'How soon somebody else answers in a thread, chat or ticket.',
  grain: 'one row per local date',
  definition,
  parameters: [...RESPONSE_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  oneZone: ofOneMoment,
  reads: 'events',
  needs: { what: 'a column of threads', of: 'events', columns: [THREAD_NAMES] },
  refuses: {
    sample: 'who answers may not be in the sample',

    per: 'who answers must be another user than who wrote',
    breakdown: OF_SEVERAL,
    breakdown_users: OF_SEVERAL,
  },
  population(values, catalog, source) {
    const question = readResponses(values, catalog, source)
    return { which: `(${question.isMessage}\n  AND ${question.thread} IS NOT NULL)` }
  },
  plan(values, catalog, source) {
    const question = readResponses(values, catalog, source)
    return {
      ...scopedPlan(question.scope, responsesSql(question), undefined, [`thread: ${question.thread.slice(1, -1)}`]),
      sequence: { analysis: 'response-times', values, ...responseSequence(question) },
    }
  },
  kernel: countResponses,
  kpiPlan(values, catalog, source) {
    const question = readResponses(values, catalog, source)
    return {
      ...scopedPlan(question.scope, wholeSql(question), undefined),
      sequence: { analysis: 'response-times', values, ...responseSequence(question), ofKpis: true },
    }
  },
  kpiKernel: measureResponses,
  drill,
  charts,
  kpis,
}
