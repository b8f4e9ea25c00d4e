import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { LatheError } from '../../model/error'

/** A folder that is written beside its place and put there whole: there is never half of one. */
export class StagedFolder {
  readonly #target: string
  readonly #stage: string

  /** Throws `store-write` where something lies in the folder already. */
  constructor(folder: string) {
    this.#target = resolve(folder)
    this.#stage = join(dirname(this.#target), `.${basename(this.#target)}.${process.pid}.part`)
    if (existsSync(this.#target) && !isEmptyFolder(this.#target))
      throw new LatheError(
        'store-write',
        `${folder} is there already; name a folder that is new or empty with --out.`,
        { path: folder },
      )
    this.#orFail(() => mkdirSync(this.#stage, { recursive: true }))
  }

  /** Writes a file; `path` is below the folder, with slashes. */
  write(path: string, content: Uint8Array | string): void {
    const file = join(this.#stage, ...path.split('/'))
    this.#orFail(() => {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    })
  }

  /** Puts the folder in its place. */
  finish(): void {
    this.#orFail(() => {
      if (existsSync(this.#target)) rmdirSync(this.#target)
      renameSync(this.#stage, this.#target)
    })
  }

  /** Takes away what was written. */
  discard(): void {
    rmSync(this.#stage, { recursive: true, force: true })
  }

  #orFail(work: () => void): void {
    try {
      work()
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause)
      throw new LatheError(
        'store-write',
        `The export could not be written to ${this.#target} (${detail}); choose another --out, or make room.`,
        { path: this.#target },
        { cause },
      )
    }
  }
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0
  } catch {
    return false
  }
}
