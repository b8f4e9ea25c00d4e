import { decodeArrowFile } from '../../store/arrowFile'
import type { PartitionEntry } from '../../store/manifest'
import { holdsDay } from '../../store/partitions'
import type { Workspace } from '../../store/workspace'
import type { PackedCells } from '../bytes/packedCells'
import { AscendingIds } from './ascendingIds'
import { IdSet } from './dedupe'
import type { RowContent } from './rowContent'

/**
 * Tells rows that came twice from rows that merely share an event id: two rows are one only if all of what they say
 * agrees. While ids ascend nothing is looked up, and while none repeats, only ids are. From the first repeat on, the content of each row is hashed;
 * what was stored before is read again for the days on which ids repeat (rows that agree have the same time, so the
 * same day). Memory: 16 bytes for each id, and from then on for each row of those days and of the rest of the import.
 */
export class Duplicates {
  #ids: IdSet
  /** Null once an id came out of order. */
  #ascending: AscendingIds | null
  readonly #contents = new IdSet()
  readonly #loadedDays = new Set<number>()
  #stored: readonly PartitionEntry[] | null = null
  /** Files whose rows are known. */
  readonly #loaded = new Set<string>()

  /** `ids` are those of the rows that are stored; somebody else may want to know those that come, if they are shared. */
  constructor(ids: IdSet, isShared = false) {
    this.#ids = ids
    this.#ascending = ids.count === 0 && !isShared ? new AscendingIds() : null
  }

  /**
   * Whether a batch's first rows have ids that are all new: see {@link AscendingIds}. Those of the rows that are kept
   * are then to be taken. To be asked once a batch, before any of its ids is added.
   */
  areAscending(cells: PackedCells | null, count: number): boolean {
    const ascending = this.#ascending
    if (ascending === null) return false
    if (cells !== null && ascending.follow(cells, count)) return true
    this.#ascending = null
    this.#ids = new IdSet(ascending.count * 2)
    ascending.addTo(this.#ids)
    return false
  }

  /** The ids of rows that are kept, of a batch that is ascending. */
  takeAscending(cells: PackedCells, kept: Int32Array): void {
    this.#ascending?.take(cells, kept)
  }

  /** True when the id is new. `known` are hashes by row, where they are known. */
  addId(bytes: Uint8Array, from: number, to: number, known: Uint32Array | null, row: number): boolean {
    return known === null ? this.#ids.addBytes(bytes, from, to) : this.#ids.addKnown(known, row)
  }

  /** Before the ids of a batch's first rows are added one by one: see {@link IdSet.warm}. */
  warm(known: Uint32Array, count: number): void {
    this.#ids.warm(known, count)
  }

  /** Whether contents are compared yet. */
  get comparesContents(): boolean {
    return this.#stored !== null
  }

  /** From now on contents are compared; `parts` hold all rows so far. */
  compareContents(parts: readonly PartitionEntry[]): void {
    this.#stored = parts
  }

  /** Whether the contents of a day's rows are known. */
  knowsDay(day: number): boolean {
    return this.#loadedDays.has(day)
  }

  /** Reads the rows of a day that were stored before contents were compared. */
  async loadDay(day: number, workspace: Workspace, content: RowContent): Promise<void> {
    for (const entry of this.#stored ?? []) {
      if (!holdsDay(entry, day) || this.#loaded.has(entry.path)) continue
      this.#loaded.add(entry.path)
      const bytes = await workspace.readPartition(entry)
      if (bytes !== null)
        content.ofStored(decodeArrowFile(bytes), (hash) => {
          this.#contents.addHash(hash)
        })
    }
    this.#loadedDays.add(day)
  }

  /** True when no row with this content came before. */
  addContent(hash: Uint32Array): boolean {
    return this.#contents.addHash(hash)
  }
}
