import {
  AT,
  KeptTimeline,
  OWNER,
  PLACE,
  type AskedColumn,
  type ReadRows as StoredRead,
} from '../../sequence/keptTimeline'
import { ReadColumns } from '../../sequence/readColumns'
import type { Timeline } from '../../sequence/timeline'
import type { SequenceRequest } from '../contract/plan'

/** What all timelines together may hold. */
const MOST_BYTES = 1e9
/** What reading takes besides, at most, for each row. */
export const MOST_ROWS = 24_000_000

/** Answers to the SELECT of a read; `truncated` where there are more rows than the limit. */
export type ReadRows = (
  sql: string,
  limitRows: number,
) => Promise<{ readonly ipc: Uint8Array; readonly truncated: boolean }>

/** The same rows read straight from their files; null where it has to be the engine. */
export type ReadStored = (request: SequenceRequest, names: readonly string[]) => Promise<StoredRead | null>

/** A request's columns, each kept by what it is made of. */
function askedColumns({ columns }: SequenceRequest): readonly AskedColumn[] {
  return Object.entries(columns).map(([name, { kind, sql }]) => ({ name, kind, column: `${kind} ${sql}` }))
}

/** A column of a timeline as a SELECT has it. */
export function columnSql(name: string, { kind, sql }: SequenceRequest['columns'][string]): string {
  const cast =
    kind === 'flag' ? `coalesce(${sql}, FALSE)` : kind === 'number' ? `(${sql})::DOUBLE` : `(${sql})::VARCHAR`
  return `${cast} AS timeline_${name}`
}

/** The SELECT of a request's events with some of its columns; the first read has whose they are and when, too. */
export function timelineSql(request: SequenceRequest, names: readonly string[], isFirst: boolean): string {
  const { columns, from, where } = request
  const selected = [
    ...(isFirst ? [`TRY_CAST(user_key AS INTEGER) AS ${OWNER}`, `epoch_us(ts)::DOUBLE AS ${AT}`] : []),
    `_source::DOUBLE AS ${PLACE}`,
    ...names.map((name) => columnSql(name, columns[name]!)),
  ]
  return `SELECT\n  ${selected.join(',\n  ')}\nFROM ${from}\nWHERE ${where}`
}

/** The SELECT of what a request looks up of the events at some places in the log. */
export function lookUpSql({ from, where, lookedUp = {} }: SequenceRequest, places: readonly number[]): string {
  const selected = [
    'user_key',
    '_source::DOUBLE AS place',
    ...Object.entries(lookedUp).map(([name, sql]) => `${sql} AS ${name}`),
  ]
  const among = places.length === 0 ? 'FALSE' : `_source IN (${[...new Set(places)].join(', ')})`
  return `SELECT\n  ${selected.join(',\n  ')}\nFROM ${from} AS looked_up\nWHERE (${where})\n  AND ${among}`
}

/**
 * The timelines of a session: each is read once and grown by the columns that further questions need, until data or
 * model change (`clear`); where they outgrow their room, those that were used least recently go.
 */
export class Timelines {
  /** The least recently used first; null for events that cannot be had as a timeline. */
  readonly #kept = new Map<string, KeptTimeline | null>()

  clear(): void {
    this.#kept.clear()
  }

  /**
   * The events of a request; `key` tells what else decides which they are (dates, zone, model). Null where they are too
   * many, or their keys, times or places are beyond what can be ordered exactly.
   */
  async get(
    request: SequenceRequest,
    key: string,
    readRows: ReadRows,
    readStored: ReadStored = () => Promise.resolve(null),
  ): Promise<Timeline | null> {
    const asked = askedColumns(request)
    const id = JSON.stringify([request.from, request.where, key])
    const known = this.#kept.get(id)
    if (known === null) return null
    const grown = known === undefined ? false : await this.#grow(known, request, asked, readRows, readStored)
    const kept = known !== undefined && grown ? known : await this.#read(request, asked, readRows, readStored)
    this.#kept.delete(id)
    this.#kept.set(id, kept)
    this.#makeRoom()
    return kept?.view(asked) ?? null
  }

  async #read(
    request: SequenceRequest,
    asked: readonly AskedColumn[],
    readRows: ReadRows,
    readStored: ReadStored,
  ): Promise<KeptTimeline | null> {
    const read =
      (await readStored(request, distinctNames(asked))) ??
      (await askRows(timelineSql(request, distinctNames(asked), true), readRows))
    if (read === null) return null
    const kept = KeptTimeline.from(read)
    return kept?.add(read, kept.lacks(asked)) === true ? kept : null
  }

  /** False where a further read gave the rows in another order. */
  async #grow(
    kept: KeptTimeline,
    request: SequenceRequest,
    asked: readonly AskedColumn[],
    readRows: ReadRows,
    readStored: ReadStored,
  ): Promise<boolean> {
    const lacking = kept.lacks(asked)
    if (lacking.length === 0) return true
    const read =
      (await readStored(request, distinctNames(lacking))) ??
      (await askRows(timelineSql(request, distinctNames(lacking), false), readRows))
    return read !== null && kept.add(read, lacking)
  }

  #makeRoom(): void {
    const bytes = (): number => [...this.#kept.values()].reduce((sum, one) => sum + (one?.bytes ?? 0), 0)
    for (const id of this.#kept.keys()) {
      if (bytes() <= MOST_BYTES || this.#kept.size === 1) return
      this.#kept.delete(id)
    }
  }
}

/** What the engine answers; null where it is more than a timeline may have. */
async function askRows(sql: string, readRows: ReadRows): Promise<ReadColumns | null> {
  const { ipc, truncated } = await readRows(sql, MOST_ROWS)
  return truncated ? null : new ReadColumns(ipc)
}

function distinctNames(asked: readonly AskedColumn[]): readonly string[] {
  return asked
    .filter((one, index) => asked.findIndex((other) => other.column === one.column) === index)
    .map(({ name }) => name)
}
