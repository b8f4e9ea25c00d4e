import { resultColumns, rowsOf } from '../../src-renderer/query/analysis/resultColumns'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import type { Share } from './chains'

/** Rows of an answer of shares; `parent` is empty only in rows that are none (of share-uplift). */
const SHARE_ROWS = resultColumns({
  child: { about: 'What the share made.', format: 'text', nullable: true },
  parent: { about: 'What was shared.', format: 'text', nullable: true },
  user_key: { about: 'Who shared.', format: 'integer', nullable: true },
  ts: { about: 'When (UTC).', format: 'datetime', nullable: true },
  seen: { about: 'Whether other events are about the parent.', format: 'boolean', nullable: true },
  creator: { about: 'Who made the parent.', format: 'text', nullable: true },
})

/** The shares in the answer of chainRowsSql(), in its order; rows without a parent are left out. */
export function readShares(answer: ResultTable): readonly Share[] {
  return rowsOf(SHARE_ROWS, answer).flatMap(({ child, parent, user_key: user, ts, seen, creator }): readonly Share[] =>
    parent === null ? [] : [{ child, parent, user: user ?? 0, tsMicros: ts ?? 0, seen: seen === true, creator }],
  )
}
