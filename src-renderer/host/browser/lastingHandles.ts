import type { ChosenFile } from '../workbench'

/** A file that can be read again later, chosen for what it is now. */
export async function chosenHandle(handle: FileSystemFileHandle): Promise<ChosenFile> {
  const file = await handle.getFile()
  return { name: file.name, bytes: file.size, handle: file, growing: handle }
}

/** What browsers with access to files have, and the DOM's types lack. */
interface LastingItem extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>
}

/**
 * What was dropped, each with a handle by which it can be read again later; null where the browser gives none. To be
 * called while the drop is told of.
 */
export function lastingHandles(dropped: DataTransfer | null): Promise<readonly ChosenFile[]> | null {
  const items = [...(dropped?.items ?? [])].filter(({ kind }) => kind === 'file') as readonly LastingItem[]
  if (items.length === 0 || items.some((item) => !('getAsFileSystemHandle' in item))) return null
  const asked = items.map((item) => ({ handle: item.getAsFileSystemHandle?.(), file: item.getAsFile() }))
  return Promise.all(
    asked.map(async ({ handle, file }) => {
      const found = await handle
      if (found?.kind === 'file') return chosenHandle(found as FileSystemFileHandle)
      // A file that was made in the page has no place on disk.
      return file === null ? null : { name: file.name, bytes: file.size, handle: file }
    }),
  ).then((files) => files.filter((file) => file !== null))
}
