import { ofElapsedTime } from '../../events/oneZone'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { userIdOf } from '../../events/eventRows'
import { onDatesSql } from '../../events/eventsInScope'
import { scopedPlan } from '../../events/scopedPlan'
import { durationSequence } from '../durationPass'
import { charts, dividedCharts, kpis } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { measureDurations } from './kernel'
import { DURATION_PARAMETERS, readDurations, type DurationQuestion } from './question'
import { durationsSql, measured } from './sql'

// Ends come later, and which of several beginnings is the first, those before say.
const rangeOf = ({ scope, columns, starts }: DurationQuestion): ReturnType<typeof partitionRange> =>
  partitionRange(scope, columns === null && starts === 'first' ? null : 0, columns === null ? null : 0)

/** How long it took from one event or time to another. */
export const durations: Analysis = {
  name: 'durations',
  title: 'Durations',
  about: 'How long it takes from one event to another, or from one column of times to another.',
  grain: 'one row',
  definition,
  parameters: [...DURATION_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { amounts: ['n', 'starts', 'total_seconds'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: (values, catalog, source) => ({ which: readDurations(values, catalog, source).isStart }),
  plan(values, catalog, source) {
    const question = readDurations(values, catalog, source)
    const { scope, columns } = question
    const range = rangeOf(question)
    const onDates = onDatesSql('local_date(ts)', scope)
    return {
      ...scopedPlan(scope, durationsSql(question), range, columns === null ? [] : [columns.note]),
      ...durationSequence(question, {
        analysis: 'durations',
        values,
        columns: onDates === 'TRUE' ? {} : { on_dates: { kind: 'flag', sql: `(${onDates})` } },
        ...(range === undefined ? {} : { range }),
        rule: 'Those that begin on the dates asked for are measured.',
      }),
    }
  },
  kernel: measureDurations,
  drill({ column }, values, catalog, source) {
    if (column !== 'n' && column !== 'starts') return null
    const question = readDurations(values, catalog, source)
    return {
      title: column === 'n' ? 'Durations, the longest first' : 'Beginnings, those without an end last',
      kind: 'rows',
      plan: scopedPlan(
        question.scope,
        statement(
          measured(question),
          `SELECT ${userIdOf('measured')}, event, from_ts, to_ts, seconds, _file, _line
FROM measured${column === 'n' ? '\nWHERE seconds IS NOT NULL' : ''}
ORDER BY seconds DESC NULLS LAST, from_ts, _line`,
        ),
        rangeOf(question),
      ),
    }
  },
  charts,
  dividedCharts,
  kpis,
}
