import type { ChartSpec, SeriesPoint } from '../../src-renderer/chart/spec'
import type { Analysis } from '../../src-renderer/query/definition'
import type { ResultTable } from '../../src-renderer/query/resultTable'
import { COMMON_PARAMETERS, scope } from '../../src-renderer/query/source'
import { partitionRange } from '../active-users/activeDays'
import definition from './definition.md?raw'
import { cutOf, readsDerivedSessions, sessionsSql } from './sessionsSql'

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const points = (column: string): SeriesPoint[] => rows.map((row) => ({ x: row['date'] as string, y: row[column] as number | null }))
  const total = rows.reduce((sum, row) => sum + (row['sessions'] as number), 0)
  const bounced = rows.reduce((sum, row) => sum + (row['sessions'] as number) * ((row['bounce_pct'] as number | null) ?? 0) / 100, 0)
  return [
    {
      kind: 'line', title: 'Sessions',
      summary: total === 0 ? 'There are no sessions in these dates.'
        : `${total.toLocaleString('en-US')} sessions began in ${rows.length.toLocaleString('en-US')} days; ${(100 * bounced / total).toFixed(1)} % of them were a single event.`,
      x: { label: 'Date', type: 'date' }, y: { label: 'Count', format: 'integer', zero: true },
      series: [{ name: 'Sessions', points: points('sessions') }, { name: 'Users', points: points('users') }],
    },
    {
      kind: 'line', title: 'Session duration', summary: 'From the first to the last event of a session; days without sessions are gaps.',
      x: { label: 'Date', type: 'date' }, y: { label: 'Duration', format: 'seconds', zero: true },
      series: [{ name: 'Mean', points: points('mean_seconds') }, { name: 'Median', points: points('median_seconds') }],
    },
    {
      kind: 'line', title: 'Bounce rate', summary: 'The share of sessions that are a single event.',
      x: { label: 'Date', type: 'date' }, y: { label: 'Bounced', format: 'percent', zero: true },
      series: [{ name: 'Bounce rate', points: points('bounce_pct') }],
    },
  ]
}

export const sessions: Analysis = {
  name: 'sessions',
  title: 'Sessions',
  about: 'How many sessions began on each day, how long they were, and how many were a single event.',
  grain: 'one row per local date',
  definition,
  parameters: [
    { name: 'gap_minutes', type: 'number', label: 'Gap in minutes', default: null, min: 0, max: 100_000, help: 'A longer silence begins a new session; empty for the file\'s own session ids where it has them, else 30 minutes.' },
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'date', about: 'Local date on which the sessions began.', format: 'date' },
    { name: 'sessions', about: 'Sessions that began on the date.', format: 'integer' },
    { name: 'users', about: 'Different users who began one.', format: 'integer' },
    { name: 'mean_seconds', about: 'Mean duration in seconds, last event minus first; empty without sessions.', format: 'seconds' },
    { name: 'median_seconds', about: 'Median duration in seconds.', format: 'seconds' },
    { name: 'bounce_pct', about: 'Percentage (0 to 100) of the sessions that are one event.', format: 'percent' },
  ],
  reads: 'events',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const hasIds = asked.source.columns.some((column) => column.name === 'session_id')
    const gapMinutes = typeof values['gap_minutes'] === 'number' ? values['gap_minutes'] : null
    const cut = cutOf(gapMinutes, hasIds)
    return {
      sql: sessionsSql(asked, cut, hasIds),
      // A session may have begun any time before `from`; only the derived table, kept by the date of its start, can be cut.
      ...(readsDerivedSessions(asked, cut, hasIds) ? { range: partitionRange(asked, 0, 0) } : {}),
      ...(asked.timezone === null ? {} : { timezone: asked.timezone }),
      notes: [...asked.notes, cut.gapMicros === null ? 'sessions: the file\'s own ids' : `sessions: cut after ${gapMinutes ?? 30} minutes of silence`],
    }
  },
  charts,
}
