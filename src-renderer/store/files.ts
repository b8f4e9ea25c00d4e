/**
 * The few file operations that a workspace needs, the same over OPFS (browser), a folder on disk (desktop, terminal)
 * and memory (tests, `--workspace :memory:`). Paths are relative, with `/`; no `.`/`..`/empty segments (throws
 * `store-read` or `store-write`). One contract suite in test/store holds all implementations.
 */
export interface FileStore {
  /** What to call this place in messages (a folder's path, an OPFS name, `:memory:`). */
  readonly label: string
  /**
   * The whole file. Throws LatheError `not-found` (what: 'file') when it is not there, `store-read` otherwise. The
   * caller owns the bytes. They may be a view of `room`, where it is given and has room for them.
   */
  read(path: string, room?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Creates the file and its folders, and refuses a path that is taken; the bytes are flushed when it resolves, the
   * name with the next replace. Throws `store-write`; then what is left of it may be half a file.
   */
  write(path: string, bytes: Uint8Array): Promise<void>
  /**
   * Creates or replaces the file and its folders; bytes and name are flushed, after the names of all files written
   * before. A reader sees either the old or the new content, also after a crash (temporary file, flush, rename).
   */
  replace(path: string, bytes: Uint8Array): Promise<void>
  /** Removes a file; one that is not there is fine. */
  remove(path: string): Promise<void>
  /** All files under a folder (recursively), sorted by path; empty when the folder is not there. `''` is everything. */
  list(folder: string): Promise<readonly FileInfo[]>
  /**
   * Takes the workspace's single writer lock; rejects at once with `workspace-locked` when somebody else holds it, and
   * says who where it can. Call the result to release.
   */
  lock(): Promise<() => Promise<void>>
}

export interface FileInfo {
  readonly path: string
  readonly bytes: number
}
