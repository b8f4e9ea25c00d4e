import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnNamed } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { scopedPlan } from '../../events/scopedPlan'
import { SESSION_ROW } from '../drill'
import { SESSION_PARAMETERS, cutNote, readCut } from '../sessionEvents'
import { shownSessionsSql } from '../shownSessions'
import definition from './definition.md?raw'

/** Bars of a chart: more do not fit. */
const MOST_BARS = 15
const MISSING = '(none)'

/** WITH queries up to `listed`: sessions with the value of their first and last event, and all values in them. */
function listedSql(asked: Scope, values: ParameterValues): string {
  const named = values['by']
  const column =
    typeof named === 'string' && named !== '' ? identifier(columnNamed(named, asked.source.columns).name) : 'event'
  return shownSessionsSql(
    asked,
    readCut(values, asked.source),
    [`coalesce(${column}::VARCHAR, '${MISSING}') AS value`],
    [
      'first(value ORDER BY ts, _source) AS entry_value',
      'last(value ORDER BY ts, _source) AS exit_value',
      'list_distinct(list(value)) AS seen',
    ],
  )
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows().map((row, index) => ({ row, index }))
  const what = typeof values['by'] === 'string' && values['by'] !== '' ? values['by'] : 'event'
  const ranked = (column: 'entries' | 'exits') =>
    [...rows]
      .filter(({ row }) => (row[column] as number) > 0)
      .sort((a, b) => (b.row[column] as number) - (a.row[column] as number))
      .slice(0, MOST_BARS)
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
          : `${(first.row[column === 'entries' ? 'entry_pct' : 'exit_pct'] as number).toFixed(1)} % of the sessions ${verb} with ${first.row['value'] as string}${rows.length > MOST_BARS ? `; the ${MOST_BARS} most frequent of ${rows.length} are drawn` : ''}.`,
      series: [
        {
          name: 'Sessions',
          points: top.map(({ row, index }) => ({
            x: row['value'] as string,
            y: row[column] as number,
            figure: { row: index, column },
          })),
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
      `${listedSql(asked, values)}\nSELECT ${SESSION_ROW} FROM listed\nWHERE ${which.condition(literal(value))}\nORDER BY start_ts, user_key`,
      undefined,
    ),
  }
}

export const sessionEntries: Analysis = {
  name: 'session-entries',
  title: 'Entries and exits',
  about: 'With which event, or on which page, sessions begin and end.',
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
  columns: [
    { name: 'value', about: 'Event, or value of the column; (none) where it is missing.', format: 'text' },
    { name: 'sessions', about: 'Sessions with it anywhere.', format: 'integer' },
    { name: 'entries', about: 'Sessions whose first event has it.', format: 'integer' },
    { name: 'entry_pct', about: 'Their percentage (0 to 100) of all sessions.', format: 'percent' },
    { name: 'exits', about: 'Sessions whose last event has it.', format: 'integer' },
    { name: 'exit_pct', about: 'Their percentage of all sessions.', format: 'percent' },
    { name: 'bounces', about: 'Sessions of a single event that has it.', format: 'integer' },
  ],
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return scopedPlan(
      asked,
      `${listedSql(asked, values)},
counted AS (
  SELECT value, count(*) AS sessions, count(*) FILTER (value = entry_value) AS entries, count(*) FILTER (value = exit_value) AS exits,
    count(*) FILTER (value = entry_value AND events = 1) AS bounces
  FROM (SELECT unnest(seen) AS value, entry_value, exit_value, events FROM listed) GROUP BY value)
SELECT value, sessions::BIGINT AS sessions, entries::BIGINT AS entries, 100 * entries / (SELECT count(*) FROM listed)::DOUBLE AS entry_pct,
  exits::BIGINT AS exits, 100 * exits / (SELECT count(*) FROM listed)::DOUBLE AS exit_pct, bounces::BIGINT AS bounces
FROM counted
ORDER BY entries DESC, sessions DESC, value`,
      undefined,
      [cutNote(readCut(values, asked.source))],
    )
  },
  charts,
  drill,
}
