import { LatheError } from '../model/error'
import type { FileStore } from './files'

/** A place that is only read: every change is refused with `store-write`, in words. */
export function readOnlyFiles(files: FileStore): FileStore {
  const refuse = (path: string): Promise<never> =>
    Promise.reject(
      new LatheError(
        'store-write',
        `${files.label} is open to be read only, so nothing in it was changed; open it without that to change it.`,
        { path },
      ),
    )
  return {
    label: files.label,
    read: (path, room) => files.read(path, room),
    list: (folder) => files.list(folder),
    write: refuse,
    replace: refuse,
    remove: refuse,
    lock: () => refuse(''),
  }
}
