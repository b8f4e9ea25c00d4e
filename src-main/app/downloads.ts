import type { DownloadItem, Session } from 'electron'
import { basename, dirname, join } from 'node:path'

/** What files are called in the save dialog where their ending in capitals is not their name. */
const FILE_NAMES: Readonly<Record<string, string>> = { arrow: 'Arrow', parquet: 'Parquet', md: 'Markdown' }

/** The folder that a kind of dialog was last in. */
export interface FolderMemory {
  folder(kind: DialogKind): string
  keep(kind: DialogKind, folder: string): void
}
export type DialogKind = 'files' | 'workspaces' | 'exports'

interface End {
  readonly promise: Promise<boolean>
  readonly resolve: (isSaved: boolean) => void
}

/**
 * How downloads ended, by the id in their blob's address, for the window that began them: whoever comes first, the
 * download or the question, waits for the other.
 */
export class DownloadEnds {
  readonly #ends = new Map<string, End>()

  tell(id: string, isSaved: boolean): void {
    this.#of(id).resolve(isSaved)
  }

  async ask(id: string): Promise<boolean> {
    const isSaved = await this.#of(id).promise
    this.#ends.delete(id)
    return isSaved
  }

  #of(id: string): End {
    const known = this.#ends.get(id)
    if (known !== undefined) return known
    let resolve: End['resolve'] = () => undefined
    const end: End = {
      promise: new Promise<boolean>((done) => {
        resolve = done
      }),
      resolve,
    }
    this.#ends.set(id, end)
    return end
  }
}

/**
 * Exports leave the window as downloads of its own blobs, and the person says where to in a save dialog. Every other
 * download is refused.
 */
export function guardDownloads(
  session: Pick<Session, 'on'>,
  memory: FolderMemory,
  ends: Pick<DownloadEnds, 'tell'>,
  onFault: (error: unknown) => void,
): void {
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith('blob:app://lathe/')) {
      event.preventDefault()
      onFault(new Error('A download was refused'))
      return
    }
    const name = safeName(item)
    const ending = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : ''
    item.setSaveDialogOptions({
      defaultPath: join(memory.folder('exports'), name),
      ...(ending === ''
        ? {}
        : { filters: [{ name: FILE_NAMES[ending] ?? ending.toUpperCase(), extensions: [ending] }] }),
    })
    item.once('done', (_event, state) => {
      ends.tell(item.getURL().slice(item.getURL().lastIndexOf('/') + 1), state === 'completed')
      if (state === 'completed') memory.keep('exports', dirname(item.getSavePath()))
      else if (state === 'interrupted')
        onFault(
          new Error(`${name} could not be saved; check that the place is writable and has space, then save it again.`),
        )
    })
  })
}

/** The window proposes a name, never a folder. */
function safeName(item: Pick<DownloadItem, 'getFilename'>): string {
  const name = basename(item.getFilename().replaceAll('\\', '/'))
  return name === '' || name.startsWith('.') ? 'export' : name
}
