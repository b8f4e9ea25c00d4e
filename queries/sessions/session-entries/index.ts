import { ofElapsedTime } from '../../events/oneZone'
import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnNamed } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { scopedPlan } from '../../events/scopedPlan'
import { sessionRow } from '../drill'
import { SESSION_PARAMETERS, cutNote, readCut } from '../sessionEvents'
import { sessionSequence } from '../sessionSequence'
import { shownSessions } from '../shownSessions'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import definition from './definition.md?raw'
import { countEntries } from './kernel'

/** Bars of a chart: more do not fit. */
const MOST_BARS = 15
const MISSING = '(none)'

function valueSql(asked: Scope, values: ParameterValues): string {
  const named = values['by']
  const column =
    typeof named === 'string' && named !== '' ? identifier(columnNamed(named, asked.source.columns).name) : 'event'
  return `coalesce(${column}::VARCHAR, '${MISSING}')`
}

/**
 * WITH queries up to `shown_sessions`: sessions with the value of their first and last event, and all values in them.
 */
function sessionsByValue(asked: Scope, values: ParameterValues): readonly Cte[] {
  return shownSessions(
    asked,
    readCut(values, asked.source),
    [{ sql: valueSql(asked, values), name: 'value' }],
    [
      { sql: 'first(value ORDER BY ts, _source)', name: 'entry_value' },
      { sql: 'last(value ORDER BY ts, _source)', name: 'exit_value' },
      { sql: 'list_distinct(list(value))', name: 'seen' },
    ],
  )
}

const COLUMNS = resultColumns({
  value: { about: 'Event, or value of the column; (none) where it is missing.', format: 'text' },
  sessions: { about: 'Sessions with it anywhere.', format: 'integer' },
  entries: { about: 'Sessions whose first event has it.', format: 'integer' },
  entry_pct: { about: 'Their percentage (0 to 100) of all sessions.', format: 'percent' },
  exits: { about: 'Sessions whose last event has it.', format: 'integer' },
  exit_pct: { about: 'Their percentage of all sessions.', format: 'percent' },
  bounces: { about: 'Sessions of a single event that has it.', format: 'integer' },
})

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ row, index }))
  const what = typeof values['by'] === 'string' && values['by'] !== '' ? values['by'] : 'event'
  const ranked = (column: 'entries' | 'exits') =>
    [...rows]
      .filter(({ row }) => row[column] > 0)
      .sort((a, b) => b.row[column] - a.row[column])
      .slice(0, MOST_BARS)
  const drawn = rows.length > MOST_BARS ? `; the ${MOST_BARS} most frequent of ${rows.length} are drawn` : ''
  const chart = (column: 'entries' | 'exits', title: string, verb: string): ChartSpec => {
    const top = ranked(column)
    const first = top[0]
    return {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title,
      x: { label: what, type: 'category' },
      y: { label: 'Sessions', format: 'integer' },
      summary:
        first === undefined
          ? 'There are no sessions in these dates.'
          : `${formatFixed(first.row[column === 'entries' ? 'entry_pct' : 'exit_pct'], 1)} % of the sessions ${verb} with ` +
            `${first.row.value}${drawn}.`,
      series: [
        {
          name: 'Sessions',
          points: top.map(({ row, index }) => ({ x: row.value, y: row[column], figure: { row: index, column } })),
        },
      ],
    }
  }
  return [chart('entries', 'Where sessions begin', 'begin'), chart('exits', 'Where sessions end', 'end')]
}

const WHICH: Readonly<Record<string, { readonly words: string; readonly condition: (value: string) => string }>> = {
  sessions: { words: 'Sessions with', condition: (value) => `list_contains(seen, ${value})` },
  entries: { words: 'Sessions that began with', condition: (value) => `entry_value = ${value}` },
  exits: { words: 'Sessions that ended with', condition: (value) => `exit_value = ${value}` },
  bounces: { words: 'Sessions of nothing but one', condition: (value) => `entry_value = ${value} AND events = 1` },
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const which = WHICH[column]
  const value = row['value']
  if (which === undefined || typeof value !== 'string') return null
  const asked = scope(values, catalog, source)
  return {
    title: `${which.words} ${value}`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      statement(
        sessionsByValue(asked, values),
        `SELECT
  ${sessionRow('shown_sessions')}
FROM shown_sessions
WHERE ${which.condition(literal(value))}
ORDER BY start_ts, user_key`,
      ),
      undefined,
    ),
  }
}

export const sessionEntries: Analysis = {
  name: 'session-entries',
  title: 'Entries and exits',
  about: 'The events or pages sessions start and end with.',
  grain: 'one row per event, or value of a column',
  definition,
  parameters: [
    {
      name: 'by',
      type: 'column',
      label: 'By',
      default: null,
      help: "A column such as the page or the source; empty for the event's name.",
      emptyMeans: 'Automatic',
    },
    ...SESSION_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { amounts: ['sessions', 'entries', 'exits', 'bounces'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const plan = scopedPlan(
      asked,
      statement(
        [
          ...sessionsByValue(asked, values),
          {
            name: 'session_values',
            about: 'Each value in each session',
            sql: 'SELECT unnest(seen) AS value, entry_value, exit_value, events\nFROM shown_sessions',
          },
          {
            name: 'counted',
            about: 'Sessions by value: with it, beginning and ending with it, and of nothing else',
            sql: `SELECT
  value,
  count(*) AS sessions,
  count(*) FILTER (value = entry_value) AS entries,
  count(*) FILTER (value = exit_value) AS exits,
  count(*) FILTER (value = entry_value AND events = 1) AS bounces
FROM session_values
GROUP BY value`,
          },
        ],
        `SELECT
  value,
  sessions::BIGINT AS sessions,
  entries::BIGINT AS entries,
  100 * entries / (SELECT count(*) FROM shown_sessions)::DOUBLE AS entry_pct,
  exits::BIGINT AS exits,
  100 * exits / (SELECT count(*) FROM shown_sessions)::DOUBLE AS exit_pct,
  bounces::BIGINT AS bounces
FROM counted
ORDER BY entries DESC, sessions DESC, value`,
      ),
      undefined,
      [cutNote(readCut(values, asked.source))],
    )
    const sequence = sessionSequence(asked, readCut(values, asked.source), {
      analysis: 'session-entries',
      values,
      columns: { value: { kind: 'text', sql: valueSql(asked, values) } },
      rule: 'Each counts under the values of its first and its last event, and once under each value that it has.',
    })
    return { ...plan, ...sequence }
  },
  kernel: countEntries,
  charts,
  drill,
}
