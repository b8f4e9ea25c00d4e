import * as v from 'valibot'
import type { DialogKind, FolderMemory } from './downloads'
import { JsonFile } from './jsonFile'
import { windowState, type WindowState } from './windowState'

const settings = v.object({ window: v.nullable(windowState), folders: v.record(v.string(), v.string()) })

/** What the app remembers of itself from one start to the next: the window's place, the dialogs' folders. */
export class Settings implements FolderMemory {
  readonly #file: JsonFile<typeof settings>
  readonly #defaults: Readonly<Record<DialogKind, () => string>>
  #now: v.InferOutput<typeof settings> = { window: null, folders: {} }
  readonly #onFault: (error: unknown) => void

  /**
   * `defaults` are the folders where dialogs begin for the first time. A settings file that cannot be written costs the
   * memory, and is told to `onFault`.
   */
  constructor(path: string, defaults: Readonly<Record<DialogKind, () => string>>, onFault: (error: unknown) => void) {
    this.#file = new JsonFile(path, settings, this.#now)
    this.#defaults = defaults
    this.#onFault = onFault
  }

  async load(): Promise<void> {
    this.#now = await this.#file.read()
  }

  get window(): WindowState | null {
    return this.#now.window
  }

  keepWindow(window: WindowState): void {
    this.#keep({ ...this.#now, window })
  }

  folder(kind: DialogKind): string {
    return this.#now.folders[kind] ?? this.#defaults[kind]()
  }

  keep(kind: DialogKind, folder: string): void {
    this.#keep({ ...this.#now, folders: { ...this.#now.folders, [kind]: folder } })
  }

  #keep(next: v.InferOutput<typeof settings>): void {
    this.#now = next
    this.#file.change(() => this.#now).catch(this.#onFault)
  }

  /** Resolves when all is on disk. */
  async flushed(): Promise<void> {
    await this.#file.read().catch(this.#onFault)
  }
}
