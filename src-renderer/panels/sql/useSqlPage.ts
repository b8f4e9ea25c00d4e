import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { isLatheError } from '../../model/error'
import { statementAt, statementsOf } from '../../query/sql/splitStatements'
import type { WorkspaceState } from '../../host/workbench'
import { placeOf } from './errorMark'
import { prepareSql, UndeclaredParameter } from './prepareSql'
import type { SqlTabSession } from './sqlTabSession'
import type { SqlStatement } from './useSqlRun'

/** What of a text is to run. */
type SqlPart = 'chosen' | 'all'

interface SqlFault {
  readonly message: string
  readonly place: { readonly line: number; readonly column: number } | null
}

export interface SqlPage {
  /** Where the cursor is, or what is selected. */
  readonly cursor: ShallowRef<{ readonly from: number; readonly to: number }>
  /** What `run('chosen')` runs: a selection, one of several statements, or the text. */
  readonly chosen: ComputedRef<'selection' | 'statement' | 'text'>
  /** What went wrong with the text or its run, and where. */
  readonly fault: ComputedRef<SqlFault | null>
  /** Whether the answers on screen are of a run before the one that went wrong. */
  readonly isEarlier: ComputedRef<boolean>
  run(part: SqlPart): Promise<void>
  clearFault(): void
  /** Shows a LatheError about the text; `offset` is where the part that was read begins. Throws anything else. */
  showFault(error: unknown, offset?: number): void
}

/** Runs a tab's text, all of it or a part, and says where it is wrong; `mark` underlines the place in the editor. */
export function useSqlPage(
  { draft, run, shown }: SqlTabSession,
  workspace: () => WorkspaceState,
  mark: (offset: number | null) => void,
): SqlPage {
  const cursor = shallowRef({ from: 0, to: 0 })
  const textFault = shallowRef<SqlFault | null>(null)
  const markedAt = shallowRef<SqlFault['place']>(null)
  const chosen = computed(() => {
    const { from, to } = cursor.value
    if (draft.text.value.slice(from, to).trim() !== '') return 'selection'
    return statementsOf(draft.text.value).length > 1 ? 'statement' : 'text'
  })

  /** The parts that are to run, each with where it begins. */
  function partsOf(part: SqlPart): readonly { readonly text: string; readonly offset: number }[] {
    const text = draft.text.value
    if (part === 'chosen' && chosen.value === 'selection')
      return [{ text: text.slice(cursor.value.from, cursor.value.to), offset: cursor.value.from }]
    const statements = statementsOf(text)
    if (statements.length < 2) return text.trim() === '' ? [] : [{ text, offset: 0 }]
    const at = part === 'chosen' ? statementAt(text, cursor.value.from) : null
    return (at === null ? statements : [at]).map(({ from, to }) => ({ text: text.slice(from, to), offset: from }))
  }

  function clearFault(): void {
    textFault.value = null
    markedAt.value = null
    mark(null)
    run.clearFailure()
  }

  function showFault(error: unknown, offset = 0): void {
    if (!isLatheError(error)) throw error
    clearFault()
    const text = draft.text.value
    const line = isLatheError(error, 'bad-file') ? (error.payload.line ?? null) : null
    const lines = text.split('\n')
    let at: number | null = null
    if (error instanceof UndeclaredParameter) at = offset + error.offset
    else if (line !== null && line <= lines.length) at = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
    if (at !== null) mark(at)
    textFault.value = { message: error.message, place: at === null ? null : placeOf(text, at) }
  }

  async function start(part: SqlPart): Promise<void> {
    const parts = partsOf(part)
    if (parts.length === 0) return
    clearFault()
    const statements: SqlStatement[] = []
    for (const { text, offset } of parts) {
      try {
        statements.push({ ...prepareSql(draft.text.value, text, workspace().catalog), text, offset })
      } catch (error) {
        showFault(error, offset)
        return
      }
    }
    shown.value = Infinity
    await run.run(statements)
    const failed = run.failure.value
    if (failed === null || failed.position === null) return
    const { statement, position } = failed
    const { text, offset } = statement
    // The text may have been edited while it ran: then nothing is marked.
    if (draft.text.value.slice(offset, offset + text.length) !== text) return
    const at = offset + statement.positionOf(position)
    markedAt.value = placeOf(draft.text.value, at)
    mark(at)
  }

  return {
    cursor,
    chosen,
    fault: computed(
      () =>
        textFault.value ??
        (run.failure.value === null ? null : { message: run.failure.value.message, place: markedAt.value }),
    ),
    isEarlier: computed(() => textFault.value !== null || run.failure.value?.answered === 0),
    run: start,
    clearFault,
    showFault,
  }
}
