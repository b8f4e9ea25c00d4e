import type { SessionStore } from './sessionAnswer'

/** Files that are kept for those who have not read them yet. */
const MOST_KEPT = 12

/**
 * A store for several readers that want the same files at about the same time: each file is read once for all of them,
 * unless one is far behind the others.
 */
export function sharedReads(store: SessionStore, readers: number): SessionStore {
  const kept = new Map<string, { readonly bytes: Promise<Uint8Array | null>; left: number }>()
  return {
    get manifest() {
      return store.manifest
    },
    reload: () => store.reload(),
    readPartition: (entry) => {
      const known = kept.get(entry.path) ?? { bytes: store.readPartition(entry), left: readers }
      known.left -= 1
      if (known.left > 0) kept.set(entry.path, known)
      else kept.delete(entry.path)
      // What could not be read is tried again by the next one.
      known.bytes.then(
        (bytes) => bytes ?? kept.delete(entry.path),
        () => kept.delete(entry.path),
      )
      for (const path of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(path)
      return known.bytes
    },
  }
}
