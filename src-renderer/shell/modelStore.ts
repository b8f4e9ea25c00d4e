import { computed, shallowRef, watch, type ShallowRef } from 'vue'
import { isLatheError, LatheError } from '../model/error'
import { MODEL_PATH } from '../model/dataModel'
import { editDataModel } from '../model/editDataModel'
import { readDataModel, type PlacedModel } from '../model/readDataModel'
import type { Workbench } from '../host/workbench'
import type { Notice, PanelContext } from '../panels/context'
import type { WorkspaceStore } from './workspaceStore'

/** One change of the file, so that it can be taken back to the letter. */
interface Step {
  readonly before: string | null
  readonly after: string | null
  readonly says: string
}

/**
 * The open workspace's `model.json`: read when the workspace opens, and by `read` (when the window comes to the front,
 * since any editor may write the file). What it adds is in the workspace's catalog.
 */
export type ModelStore = PanelContext['model']

/** A text and what it says; where it cannot be read, what was good before stays in view. */
function readFile(text: string | null, last: PlacedModel): NonNullable<ModelStore['file']['value']> {
  try {
    return { text, placed: readDataModel(text ?? '{}'), problem: null }
  } catch (error) {
    if (!isLatheError(error, 'bad-file')) throw error
    return { text, placed: last, problem: error.message }
  }
}

export function createModelStore(
  workbench: Workbench,
  workspaces: Pick<WorkspaceStore, 'current' | 'reload' | 'replaceModelText'>,
  notify: (notice: Notice) => void,
  report: (error: unknown) => void,
): ModelStore {
  const file: ShallowRef<ModelStore['file']['value']> = shallowRef(null)
  const steps = shallowRef<readonly Step[]>([])
  let readOf: string | null = null

  const known = (): PlacedModel => file.value?.placed ?? readDataModel('{}')

  async function read(): Promise<void> {
    const id = workspaces.current.value?.info.id
    if (id === undefined) return
    const text = await workbench.readModelText()
    if (workspaces.current.value?.info.id !== id) return
    const before = file.value
    if (before?.text === text) return
    file.value = readFile(text, known())
    if (before !== null) await workspaces.reload()
  }

  async function replace(before: string | null, text: string | null): Promise<void> {
    await workspaces.replaceModelText(before, text)
    file.value = readFile(text, known())
  }

  async function takeBack(step: Step): Promise<void> {
    if (!steps.value.includes(step)) return
    if (steps.value.at(-1) !== step) {
      notify({ text: `${MODEL_PATH} was changed again since; undo the newer change first.`, tone: 'bad' })
      return
    }
    await replace(step.after, step.before)
    steps.value = steps.value.filter((one) => one !== step)
  }

  async function write(text: string, says: string): Promise<void> {
    const before = file.value?.text ?? null
    const isMended = file.value !== null && file.value.problem !== null
    await replace(before, text)
    if (isMended) {
      // What could not be read is not brought back, and no step leads over it.
      steps.value = []
      notify({ text: says })
      return
    }
    const step = { before, after: text, says }
    steps.value = [...steps.value, step]
    notify({
      text: says,
      undo: () => {
        takeBack(step).catch(report)
      },
    })
  }

  watch(
    workspaces.current,
    (state) => {
      const id = state?.info.id ?? null
      if (id === readOf) return
      readOf = id
      file.value = null
      steps.value = []
      read().catch(report)
    },
    { flush: 'sync' },
  )

  return {
    file,
    canUndo: computed(() => steps.value.length > 0),
    read,
    write,
    async change(change, says) {
      const now = file.value
      if (now === null) return
      if (now.problem !== null)
        throw new LatheError('bad-file', `${now.problem} Mend it first; nothing was changed.`, { file: MODEL_PATH })
      await write(editDataModel(now.text, change), says)
    },
    async undo() {
      const step = steps.value.at(-1)
      if (step === undefined) return
      await takeBack(step)
      notify({ text: `Taken back: ${step.says}` })
    },
  }
}
