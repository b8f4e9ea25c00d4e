import { hashBytes } from './checksum'
import { KEPT_FOLDER, keptPath, readKeptPath } from './layout'
import type { Workspace } from './workspace'

/** What a workspace keeps at most, and of one answer. */
const MOST_BYTES = 48 * 2 ** 20
const MOST_OF_ONE = 4 * 2 ** 20
/** Several answers are written at once, and none while others are computed. */
const WAIT_MS = 300
const HASH_BYTES = 32

/**
 * Small results beside a workspace's data, each by a key and by the manifest that it was made of: for any other manifest
 * it is litter. Bounded; the earliest written go first. Nobody needs them: what fails here is as if nothing were kept.
 */
export class KeptFiles {
  readonly #workspace: Workspace
  /** By manifest: where each key's file is. */
  #known: { readonly manifest: string; readonly paths: Map<string, string> } | null = null
  #waiting = new Map<string, { readonly manifest: string; readonly key: string; readonly bytes: Uint8Array }>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  /** What was kept of this manifest under a key; null where there is none, or it is not as it was written. */
  async read(manifest: string, key: string): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      const path = (await this.#pathsOf(manifest)).get(key)
      if (path === undefined) return null
      const file = await this.#workspace.files.read(path)
      const bytes = file.slice(HASH_BYTES)
      return toHex(file.subarray(0, HASH_BYTES)) === (await hashBytes(bytes)) ? bytes : null
    } catch {
      return null
    }
  }

  /** Keeps a result, soon. */
  put(manifest: string, key: string, bytes: Uint8Array): void {
    if (bytes.byteLength > MOST_OF_ONE) return
    this.#waiting.set(`${manifest} ${key}`, { manifest, key, bytes })
    this.#timer ??= setTimeout(() => void this.flush(), WAIT_MS)
  }

  /** Writes what waits. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#write()).catch(() => undefined)
    return this.#writing
  }

  async #write(): Promise<void> {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    if (waiting.length === 0) return
    await this.#workspace.whileUnchanged(async (manifest) => {
      const paths = await this.#pathsOf(manifest)
      for (const { manifest: of, key, bytes } of waiting) {
        if (of !== manifest || paths.has(key)) continue
        const path = keptPath(manifest, key)
        const hash = fromHex(await hashBytes(bytes))
        const file = new Uint8Array(HASH_BYTES + bytes.byteLength)
        file.set(hash)
        file.set(bytes, HASH_BYTES)
        await this.#workspace.files.write(path, file)
        paths.set(key, path)
      }
      await this.#makeRoom(manifest)
    })
  }

  async #makeRoom(manifest: string): Promise<void> {
    const files = (await this.#workspace.files.list(KEPT_FOLDER)).filter(({ path }) => readKeptPath(path) !== null)
    // Names of one manifest sort as they were written.
    const ours = files.filter(({ path }) => readKeptPath(path)?.manifest === manifest)
    let bytes = ours.reduce((sum, file) => sum + file.bytes, 0)
    for (const file of files) {
      const isOld = !ours.includes(file)
      if (!isOld && bytes <= MOST_BYTES) continue
      await this.#workspace.files.remove(file.path)
      if (!isOld) bytes -= file.bytes
    }
    this.#known = null
  }

  async #pathsOf(manifest: string): Promise<Map<string, string>> {
    if (this.#known?.manifest === manifest) return this.#known.paths
    const paths = new Map<string, string>()
    for (const { path } of await this.#workspace.files.list(KEPT_FOLDER)) {
      const kept = readKeptPath(path)
      if (kept?.manifest === manifest) paths.set(kept.key, path)
    }
    this.#known = { manifest, paths }
    return paths
  }
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
