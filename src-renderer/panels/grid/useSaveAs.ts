import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import type { QueryPlan } from '../../query/contract/plan'
import type { PanelContext } from '../context'
import type { MenuEntry } from '../ui'
import { saveFile } from './saveFile'
import { safeEntry, safeNote, spreadsheetSafe } from './spreadsheetSafe'

const FORMATS = {
  csv: { label: 'CSV', type: 'text/csv' },
  parquet: { label: 'Parquet', type: 'application/vnd.apache.parquet' },
  arrow: { label: 'Arrow (file)', type: 'application/vnd.apache.arrow.file' },
  json: { label: 'JSON', type: 'application/json' },
} as const
type SaveFormat = keyof typeof FORMATS

export interface SaveAs {
  readonly saving: Readonly<ShallowRef<boolean>>
  /** Of a menu: the formats, and whether a CSV is safe for spreadsheets. */
  readonly entries: readonly MenuEntry[]
  /** Runs a plan without a row limit and offers the result as a file of the format (a menu entry's id); or turns the choice. `fileName` has no ending. */
  save(plan: QueryPlan, fileName: string, format: string): void
}

/** Saves results as files, with progress and Cancel in the status line; stops with the component. */
export function useSaveAs(context: PanelContext): SaveAs {
  const saving = shallowRef(false)
  let leaving: AbortController | null = null
  onScopeDispose(() => leaving?.abort())

  async function save(plan: QueryPlan, fileName: string, format: SaveFormat): Promise<void> {
    const own = new AbortController()
    leaving = own
    saving.value = true
    const task = context.startTask(`Saving ${fileName}.${format}`, () => own.abort())
    try {
      const safe = format === 'csv' && spreadsheetSafe.value
      const { bytes, guarded } = await context.workbench.export(plan, format, { safe, signal: own.signal })
      const isSaved = await saveFile(`${fileName}.${format}`, bytes, FORMATS[format].type)
      if (isSaved) task.done(`Saved ${fileName}.${format}${safeNote(safe ? { count: guarded } : null)}`)
      else task.stop()
    } catch (error) {
      if (isAbort(error)) task.stop()
      else {
        task.fail('Saving failed')
        context.reportError(error)
      }
    } finally {
      saving.value = false
    }
  }
  return {
    saving,
    get entries() {
      return [
        ...Object.entries(FORMATS).map(([id, format]) => ({ id, label: format.label })),
        { kind: 'separator' as const, id: 'line' },
        safeEntry(),
      ]
    },
    save(plan, fileName, format) {
      if (format === 'safe') spreadsheetSafe.value = !spreadsheetSafe.value
      if (format in FORMATS) void save(plan, fileName, format as SaveFormat)
    },
  }
}
