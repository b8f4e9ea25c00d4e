import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import { menuFormats, RESULT_FORMATS } from '../../export/formats/index'
import type { QueryPlan } from '../../query/contract/plan'
import type { PanelContext } from '../context'
import type { MenuEntry } from '../ui'
import { saveFile } from './saveFile'
import { safeEntry, safeNote, spreadsheetSafe } from './spreadsheetSafe'

/** In the order of the menu. */
const OFFERED = menuFormats(RESULT_FORMATS, 'result')
type Offered = (typeof OFFERED)[number]['format']

export interface SaveAs {
  readonly saving: Readonly<ShallowRef<boolean>>
  /** Of a menu: the formats, and whether a CSV is safe for spreadsheets. */
  readonly entries: readonly MenuEntry[]
  /**
   * Runs a plan without a row limit and offers the result as a file of the format (a menu entry's id); or turns the
   * choice. `fileName` has no ending.
   */
  save(plan: QueryPlan, fileName: string, format: string): void
}

/** Saves results as files, with progress and Cancel in the status line; stops with the component. */
export function useSaveAs(context: PanelContext): SaveAs {
  const saving = shallowRef(false)
  let leaving: AbortController | null = null
  onScopeDispose(() => leaving?.abort())

  async function save(plan: QueryPlan, fileName: string, format: Offered): Promise<void> {
    const file = `${fileName}.${format.extension}`
    const own = new AbortController()
    leaving = own
    saving.value = true
    const task = context.startTask(`Saving ${file}`, () => own.abort())
    try {
      const safe = format.result.guarded === true && spreadsheetSafe.value
      const { bytes, guarded } = await context.workbench.export(plan, format.name, { safe, signal: own.signal })
      const isSaved = await saveFile(file, bytes, format.mimeType)
      if (isSaved) task.done(`Saved ${file}${safeNote(safe ? { count: guarded } : null)}`)
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
        ...OFFERED.map(({ format, label }) => ({ id: format.name, label })),
        { kind: 'separator' as const, id: 'line' },
        safeEntry(),
      ]
    },
    save(plan, fileName, format) {
      if (format === 'safe') spreadsheetSafe.value = !spreadsheetSafe.value
      const offered = OFFERED.find((one) => one.format.name === format)
      if (offered !== undefined) void save(plan, fileName, offered.format)
    },
  }
}
