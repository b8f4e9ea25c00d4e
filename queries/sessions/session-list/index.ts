import { ofElapsedTime } from '../../events/oneZone'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnList, resultColumns } from '../../../src-renderer/query/analysis/resultColumns'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { userIdOf, userIdSql } from '../../events/eventRows'
import { scopedPlan } from '../../events/scopedPlan'
import { sessionRow } from '../drill'
import { cutNote, readCut, sessionEvents, SESSION_KEY, SESSION_PARAMETERS, type SessionCut } from '../sessionEvents'
import { shownSessions } from '../shownSessions'
import { sessionSequence } from '../sessionSequence'
import definition from './definition.md?raw'
import { listSessions } from './kernel'

/** Sessions whose first and last events can be looked up one by one. */
const MOST_LOOKED_UP = 10_000

const COLUMNS = resultColumns({
  user_id: { about: 'Whose session it is.', format: 'text', id: true },
  start_ts: { about: 'Its first event (UTC).', format: 'datetime' },
  end_ts: { about: 'Its last event (UTC).', format: 'datetime' },
  seconds: { about: 'Duration in seconds, last event minus first.', format: 'seconds' },
  events: { about: 'Its events.', format: 'integer' },
  first_event: { about: 'What its first event is.', format: 'text' },
  last_event: { about: 'What its last event is.', format: 'text' },
  session: {
    about: "The file's own session id; empty where sessions are cut by a gap.",
    format: 'text',
    nullable: true,
  },
  _file: { about: 'The file that its first event came from.', format: 'text' },
  _line: { about: "That event's line there.", format: 'integer' },
})

/** The file's own id of a session, over its events; NULL where a gap cuts. */
function ownId({ gapMicros }: SessionCut): string {
  return gapMicros === null ? 'any_value(session)::VARCHAR' : 'NULL::VARCHAR'
}

/** Where each event stands in the log, as it is carried with it. */
const ORIGIN = ['_file', '_line'].map((name) => ({ sql: name, name }))

/** The events of a session, as rows of the log: that which begins with the event of the row's file and line. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { user_id: user, _file: file, _line: line } = row
  if (column !== 'events' || typeof file !== 'string' || (typeof line !== 'number' && typeof line !== 'bigint'))
    return null
  const asked = scope(values, catalog, source)
  return {
    title: `Events of the session of ${String(user)} that begins in line ${String(line)} of ${file}`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      statement(
        [
          ...sessionEvents(asked, readCut(values, asked.source), ORIGIN),
          {
            name: 'told_events',
            about: 'Events with where their session begins',
            sql: `SELECT
  *,
  first_value(_file) OVER own AS first_file,
  first_value(_line) OVER own AS first_line
FROM session_events
WINDOW own AS (PARTITION BY ${SESSION_KEY} ORDER BY ts, _source)`,
          },
        ],
        `SELECT ${userIdOf('told_events')}, event, ts, _file, _line
FROM told_events
WHERE first_file = ${literal(file)} AND first_line = ${literal(line)}
ORDER BY ts, _source`,
      ),
      undefined,
    ),
  }
}

/** The sessions themselves, one by one. */
export const sessionList: Analysis = {
  name: 'session-list',
  title: 'List of sessions',
  about: 'Every session: user, start, duration, number of events, first and last event.',
  grain: 'one row per session',
  definition,
  parameters: [...SESSION_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  oneZone: ofElapsedTime,
  reads: 'events',
  refuses: { per: 'each session is listed with the user whose it is' },
  lists: 'sessions',
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const cut = readCut(values, asked.source)
    const plan = scopedPlan(
      asked,
      statement(
        shownSessions(asked, cut, ORIGIN, [
          { sql: 'first(event ORDER BY ts, _source)', name: 'first_event' },
          { sql: 'last(event ORDER BY ts, _source)', name: 'last_event' },
          { sql: ownId(cut), name: 'own_id' },
          { sql: 'first(_file ORDER BY ts, _source)', name: 'first_file' },
          { sql: 'first(_line ORDER BY ts, _source)', name: 'first_line' },
        ]),
        `SELECT
  ${sessionRow('shown_sessions')},
  first_event::VARCHAR AS first_event,
  last_event::VARCHAR AS last_event,
  own_id AS session,
  first_file AS _file,
  first_line::BIGINT AS _line
FROM shown_sessions
ORDER BY start_ts, user_key, own_id`,
      ),
      undefined,
      [cutNote(cut)],
    )
    // What all sessions hold is a question of the engine's; of a few it is looked up.
    if (typeof values['limit'] !== 'number' || values['limit'] > MOST_LOOKED_UP) return plan
    const sequence = sessionSequence(asked, cut, {
      analysis: 'session-list',
      values,
      columns: { place: { kind: 'number', sql: '_source' } },
      lookedUp: {
        user_id: userIdSql('looked_up'),
        event: 'event::VARCHAR',
        session: cut.gapMicros === null ? 'session_id::VARCHAR' : 'NULL::VARCHAR',
        _file: '_file',
        _line: '_line',
      },
      rule: 'Those that begin first are listed, with what their first and last events are.',
    })
    return { ...plan, ...sequence }
  },
  kernel: (run) => listSessions(run, Number(run.values['limit'])),
  drill,
}
