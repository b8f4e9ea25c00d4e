import { effectScope, type ShallowRef } from 'vue'
import { required } from '../../base/required'
import { isRecord, useRememberedState } from '../analysis/rememberedState'
import { countText, durationText, nounText } from '../ui/quantityText'

/** A run of free SQL: its text as it stood in the editor, when it began, how long it took, and what came of it. */
export interface SqlRunEntry {
  readonly text: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly elapsedMs: number
  readonly outcome:
    | {
        readonly kind: 'rows'
        readonly rows: number
        readonly columns: number
        /** True when there were more rows than those shown. */
        readonly truncated: boolean
      }
    | { readonly kind: 'error'; readonly message: string }
    | { readonly kind: 'cancelled' }
}

/** The newest runs that are kept. */
export const HISTORY_LENGTH = 200

export interface SqlHistory {
  /** Newest first. */
  readonly entries: Readonly<ShallowRef<readonly SqlRunEntry[]>>
  add(entry: SqlRunEntry): void
  /** Forgets all; the result brings them back. */
  clear(): () => void
}

function isEntry(value: unknown): value is SqlRunEntry {
  if (!isRecord(value) || typeof value['text'] !== 'string' || !isRecord(value['outcome'])) return false
  const { kind, rows, columns, message } = value['outcome']
  const isOutcome =
    kind === 'cancelled' ||
    (kind === 'rows' && Number.isInteger(rows) && Number.isInteger(columns)) ||
    (kind === 'error' && typeof message === 'string')
  return isOutcome && Number.isFinite(value['at']) && Number.isFinite(value['elapsedMs'])
}
const isHistory = (value: unknown): value is readonly SqlRunEntry[] => Array.isArray(value) && value.every(isEntry)

const known = new Map<string, SqlHistory>()

/** The runs of a workspace, kept between starts. */
export function sqlHistoryOf(workspaceId: string): SqlHistory {
  const kept = known.get(workspaceId)
  if (kept !== undefined) return kept
  const entries = required(
    effectScope(true).run(() => useRememberedState<readonly SqlRunEntry[]>(workspaceId, 'sql-history', [], isHistory)),
  )
  const history: SqlHistory = {
    entries,
    add(entry) {
      entries.value = [entry, ...entries.value].slice(0, HISTORY_LENGTH)
    },
    clear() {
      const before = entries.value
      entries.value = []
      return () => {
        entries.value = [...entries.value, ...before].slice(0, HISTORY_LENGTH)
      }
    },
  }
  known.set(workspaceId, history)
  return history
}

/** What came of a run: "1,204 rows × 3 columns · 120 ms", or the error's first line. */
export function outcomeText({ outcome, elapsedMs }: SqlRunEntry): string {
  if (outcome.kind === 'error') return outcome.message.split('\n')[0] ?? ''
  if (outcome.kind === 'cancelled') return `cancelled after ${durationText(elapsedMs)}`
  const rows = outcome.truncated ? `first ${countText(outcome.rows)} rows` : nounText(outcome.rows, 'row')
  return `${rows} × ${nounText(outcome.columns, 'column')} · ${durationText(elapsedMs)}`
}
