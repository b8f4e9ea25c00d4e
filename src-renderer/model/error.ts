/** A file that an archive holds. */
export interface ArchiveMember {
  readonly name: string
  /** Unpacked. */
  readonly bytes: number
}

/**
 * The one failure type of Lathe. Every code has a typed payload and comes with a sentence that says what to do.
 * It crosses workers, IPC and the terminal whole, through {@link LatheError.toJSON} and {@link LatheError.fromJSON}.
 * Bad input is no failure but a value (see ingest/contract `Reject`); cancelling is none either (see base/abort).
 */
export interface ErrorPayloads {
  /** A file, workspace, table, column or query that is not there. `candidates` are near names. */
  'not-found': {
    what:
      | 'file'
      | 'workspace'
      | 'table'
      | 'column'
      | 'query'
      | 'event'
      | 'user'
      | 'segment'
      | 'view'
      | 'dashboard'
      | 'pack'
    name: string
    candidates?: readonly string[]
  }
  /**
   * The file cannot be read as the format it claims to be; line and column start at 1 where known. Of an archive, the
   * files in it, of which one must be chosen.
   */
  'bad-file': { file: string; line?: number; column?: number; excerpt?: string; members?: readonly ArchiveMember[] }
  /** The mapping of columns is not certain; candidates by role. */
  'mapping-uncertain': { file: string; role: string; candidates: readonly string[] }
  /** A query's parameter has a wrong value; `says` is what the message says behind the parameter's name. */
  'bad-parameter': { parameter: string; value: string; says?: string }
  /** SQL that DuckDB refused; position is an offset in `sql` where the engine told it. */
  'bad-sql': { sql: string; position?: number }
  /** The engine did not start, trapped, hung, or ran out of memory. */
  'engine-start': { waitedMs: number }
  'engine-crashed': { detail: string }
  'engine-memory': { detail: string }
  /** The store could not read or write; or a stored file's checksum is wrong. */
  'store-read': { path: string }
  'store-write': { path: string }
  'store-corrupt': { path: string; detail: string }
  /** Another window or process holds the workspace; which, where the lock is a file that says it. */
  'workspace-locked': { workspace: string; file?: string; host?: string; pid?: number; ageMs?: number }
  /** Another window or process has changed the workspace since it was read: read it anew. */
  'workspace-changed': { workspace: string }
  /** The manifest was written by a newer Lathe. */
  'workspace-format': { found: number; supported: number }
  /** The host cannot do it (no OPFS, no disk …). */
  unsupported: { feature: string }
  /** Wrong command line. */
  usage: { argument: string }
}

export type ErrorCode = keyof ErrorPayloads

export interface ErrorJson {
  readonly name: 'LatheError'
  readonly code: ErrorCode
  readonly message: string
  readonly payload: unknown
  readonly cause?: string
}

export class LatheError<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'LatheError'
  readonly code: C
  readonly payload: ErrorPayloads[C]

  /** `message` is one sentence for the person at the screen: what happened, and what to do. */
  constructor(code: C, message: string, payload: ErrorPayloads[C], options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.payload = payload
  }

  toJSON(): ErrorJson {
    const cause =
      this.cause === undefined
        ? {}
        : { cause: this.cause instanceof Error ? this.cause.message : JSON.stringify(this.cause) }
    return { name: 'LatheError', code: this.code, message: this.message, payload: this.payload, ...cause }
  }

  /** Inverse of toJSON; the cause comes back as a plain Error with the same message. */
  static fromJSON(json: ErrorJson): LatheError {
    const cause = json.cause === undefined ? undefined : { cause: new Error(json.cause) }
    return new LatheError(json.code, json.message, json.payload as ErrorPayloads[ErrorCode], cause)
  }
}

export function isErrorJson(value: unknown): value is ErrorJson {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as { name?: unknown }).name === 'LatheError' &&
    'code' in value
  )
}

export function isLatheError<C extends ErrorCode>(error: unknown, code?: C): error is LatheError<C> {
  return error instanceof LatheError && (code === undefined || error.code === code)
}

/** What an error says, without the candidates that the engine lists below it. */
export function firstLine({ message }: Error): string {
  return message.split('\n', 1)[0] ?? ''
}
