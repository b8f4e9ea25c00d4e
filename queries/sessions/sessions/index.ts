import { ofElapsedTime } from '../../events/oneZone'
import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec, SeriesPoint } from '../../../src-renderer/chart/spec'
import { required } from '../../../src-renderer/base/required'
import { derivedNames } from '../../../src-renderer/model/schema'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { tableSql } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { inBrackets } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { completeSpec, markOf } from '../../events/completeness'
import { storedUsers, whereLines } from '../../events/eventsInScope'
import { scopedPlan } from '../../events/scopedPlan'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { countText } from '../../events/texts'
import definition from './definition.md?raw'
import { drill } from '../drill'
import { SESSION_SEARCH } from '../otherTools'
import { SESSION_PARAMETERS, cutNote, readCut, type SessionCut } from '../sessionEvents'
import { sessionSequence } from '../sessionSequence'
import { readsDerivedSessions, sessionsSql } from '../sessionsSql'

const COLUMNS = resultColumns({
  date: { about: 'Local date on which the sessions began.', format: 'date' },
  sessions: { about: 'Sessions that began on the date.', format: 'integer' },
  users: { about: 'Different users who began one.', format: 'integer' },
  mean_seconds: {
    about: 'Mean duration in seconds, last event minus first; empty without sessions.',
    format: 'seconds',
    nullable: true,
  },
  median_seconds: { about: 'Median duration in seconds.', format: 'seconds', nullable: true },
  bounce_pct: { about: 'Percentage (0 to 100) of the sessions that are one event.', format: 'percent', nullable: true },
  complete: completeSpec(),
})

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const points = (column: 'sessions' | 'users' | 'mean_seconds' | 'median_seconds' | 'bounce_pct'): SeriesPoint[] =>
    rows.map((row, index) => ({
      x: row.date,
      y: row[column],
      figure: { row: index, column: column === 'users' ? 'users' : 'sessions' },
      ...markOf(row),
    }))
  const total = rows.reduce((sum, row) => sum + row.sessions, 0)
  const bounced = rows.reduce((sum, row) => sum + (row.sessions * (row.bounce_pct ?? 0)) / 100, 0)
  return [
    {
      kind: 'line',
      title: 'Sessions',
      summary:
        total === 0
          ? 'There are no sessions in these dates.'
          : `${countText(total)} sessions began in ${countText(rows.length)} days; ` +
            `${formatFixed((100 * bounced) / total, 1)} % of them were a single event.`,
      x: { label: 'Date', type: 'date' },
      y: { label: 'Count', format: 'integer', zero: true },
      series: [
        { name: 'Sessions', points: points('sessions') },
        { name: 'Users', points: points('users') },
      ],
    },
    {
      kind: 'line',
      title: 'Session duration',
      summary: 'From the first to the last event of a session; days without sessions are gaps.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Duration', format: 'seconds', zero: true },
      series: [
        { name: 'Mean', points: points('mean_seconds') },
        { name: 'Median', points: points('median_seconds') },
      ],
    },
    {
      kind: 'line',
      title: 'Bounce rate',
      summary: 'The share of sessions that are a single event.',
      x: { label: 'Date', type: 'date' },
      y: { label: 'Bounced', format: 'percent', zero: true },
      series: [{ name: 'Bounce rate', points: points('bounce_pct') }],
    },
  ]
}

const RULE = 'Each counts on the date on which it began, with its user, its length, and whether one event is all.'

/**
 * The same of the sessions that are stored, each as an event of a timeline. They have no place in the log: all their
 * columns are always read together.
 */
function storedSequence(
  { sequence }: Pick<QueryPlan, 'sequence'>,
  asked: Scope,
  cut: SessionCut,
  range: QueryPlan['range'],
): Pick<QueryPlan, 'sequence'> {
  const table = derivedNames(required(asked.source.table)).sessions
  if (sequence === undefined) return {}
  const there = cut.gapMicros === null ? ['session_id'] : []
  const where = whereLines(asked.userWhere, ...there.map((column) => `${column} IS NOT NULL`))
  return {
    sequence: {
      ...sequence,
      from: inBrackets(`SELECT *, start_ts AS ts, 0 AS _source\nFROM ${tableSql(table)}\nWHERE ${where}`),
      stored: { table, from: tableSql(table), where: 'TRUE', there, time: 'start_ts', ...storedUsers(asked) },
      columns: {
        date: { kind: 'number', sql: "local_date(start_ts) - DATE '1970-01-01'" },
        end: { kind: 'number', sql: 'epoch_us(end_ts)' },
        bounce: { kind: 'flag', sql: '(events = 1)' },
      },
      ...(range === undefined ? {} : { range }),
      rule: `The sessions that are stored are walked once, user by user. ${RULE}`,
    },
  }
}

export const sessions: Analysis = {
  name: 'sessions',
  title: 'Sessions',
  about: 'Sessions per day, their duration, and the share with a single event.',
  grain: 'one row per local date',
  definition,
  parameters: [...SESSION_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { users: ['users'], amounts: ['sessions'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  otherTools: SESSION_SEARCH,
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const cut = readCut(values, asked.source)
    // A session may have begun any time before `from`; only the derived table, kept by the date of its start, can be
    // cut.
    const isDerived = readsDerivedSessions(asked, cut)
    const range = isDerived ? partitionRange(asked, 0, 0) : undefined
    const plan = scopedPlan(asked, sessionsSql(asked, cut), range, [cutNote(cut)])
    const sequence = sessionSequence(asked, cut, { analysis: 'sessions', values, columns: {}, rule: RULE })
    return { ...plan, ...(isDerived ? storedSequence(sequence, asked, cut, range) : sequence) }
  },
  kernel: async (run) => (await import('./kernel')).countSessions(run),
  charts,
  drill,
}
