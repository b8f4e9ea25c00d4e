import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const MAX_BYTES = 2 ** 20

/** The log on this machine's disk, for the person to look into; it goes nowhere else. */
export class FileLog {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  info(text: string): void {
    this.#add('info', text)
  }

  /** `what` says what was going on. */
  fault(what: string, error: unknown): void {
    this.#add('fault', `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }

  /** At once, so that the last words before a crash are there; a full or refused disk must not end the app. */
  #add(level: string, text: string): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true })
      if ((statSync(this.path, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES)
        renameSync(this.path, `${this.path}.old`)
      appendFileSync(this.path, `${new Date().toISOString()} ${level} ${text.replaceAll('\n', '\n    ')}\n`)
    } catch {
      // See above.
    }
  }
}
