import { isLatheError, LatheError } from '../../model/error'
import type { SourceEntry } from '../../store/manifest'
import type { Patience, Workspace } from '../../store/workspace'
import { crcText, Crc32 } from '../bytes/crc32'
import type { ByteSource, IngestPlan, IngestReport, Remark, RowBatch } from '../contract'
import { importBatches, type BatchSource, type IngestOptions } from '../importBatches'
import { batchSource } from '../ingest'
import { LineScan } from './lineScan'

/** A file that may grow while it is looked at. */
export interface GrowingFile {
  readonly name: string
  /** How many bytes it has now; null where it is not there. */
  size(): Promise<number | null>
  read(from: number, to: number): AsyncIterable<Uint8Array>
}

/** What one look at the file brought. */
export interface FollowStep {
  /** The file began anew: it became shorter, or another one is in its place. */
  readonly restarted: 'shorter' | 'replaced' | null
  readonly isThere: boolean
  /** Null where no whole line had come. */
  readonly report: IngestReport | null
  /** How far the file is read. */
  readonly bytes: number
}

/** Formats in which each line, or record, stands for itself: their files can be followed. */
export const FOLLOWED_FORMATS: readonly string[] = ['ndjson', 'csv', 'tsv', 'logfmt', 'access-log']
/** How much of a file's beginning tells it from another one. */
const HEAD_BYTES = 4096

interface Place {
  readonly plan: IngestPlan | null
  /** Its index in the workspace's list of sources; null before its first import. */
  readonly source: number | null
  readonly bytes: number
  readonly lines: number
  readonly crc: Crc32
  readonly head: Uint8Array
}

const start = (): Place => ({
  ...{ plan: null, source: null, bytes: 0, lines: 0 },
  ...{ crc: new Crc32(), head: new Uint8Array() },
})

/**
 * Imports what is appended to a file, whole lines only, each time it is asked to look. How far the file was read is the
 * size and checksum of its source in the manifest, and so is part of the same commit as its rows: what goes on later,
 * after a crash too, goes on at exactly that place. `planOf` says how the file is read when nothing of it was imported
 * before; it may throw. Rows that come later are not held against a file (ImportOptions.continues). With `table`, only
 * what was imported into that one counts. Where others go on with the same file meanwhile, it goes on behind them.
 */
export class Follower {
  readonly #workspace: Workspace
  readonly #file: GrowingFile
  readonly #planOf: (piece: ByteSource) => Promise<IngestPlan>
  readonly #table: string | null
  #place: Place | null = null

  constructor(
    workspace: Workspace,
    file: GrowingFile,
    planOf: (piece: ByteSource) => Promise<IngestPlan>,
    table: string | null = null,
  ) {
    this.#workspace = workspace
    this.#file = file
    this.#planOf = planOf
    this.#table = table
  }

  async look(patience: Patience & Pick<IngestOptions, 'onProgress'> = {}): Promise<FollowStep> {
    const size = await this.#file.size()
    if (size === null) return { restarted: null, isThere: false, report: null, bytes: this.#place?.bytes ?? 0 }
    let place = this.#place
    if (place === null || size !== place.bytes) await this.#workspace.reload()
    if (place === null || this.#isOvertaken(place)) place = await this.#resume(size, place?.plan ?? null)
    const restarted = await this.#isAnother(place, size)
    if (restarted !== null) place = { ...start(), plan: place.plan }
    const next = size === place.bytes ? null : await this.#takeUp(place, size, patience).catch(leaveToNext)
    this.#place = next?.place ?? place
    return { restarted, isThere: true, report: next?.report ?? null, bytes: this.#place.bytes }
  }

  /** Whether the file's source is not as this follower left it. */
  #isOvertaken({ source, bytes }: Place): boolean {
    return source !== null && this.#workspace.manifest.sources[source]?.bytes !== bytes
  }

  /** Where an earlier import of this very file ended; its beginning where there was none. */
  async #resume(size: number, plan: IngestPlan | null): Promise<Place> {
    const { sources, tables } = this.#workspace.manifest
    const own = sources
      .map((entry, index) => ({ entry, index }))
      .filter(({ entry }) => entry.name === this.#file.name && tables[entry.table] !== undefined)
      .filter(({ entry }) => this.#table === null || entry.table === this.#table)
      .reverse()
    for (const { entry, index } of own) {
      if (entry.bytes === null || entry.crc32 === undefined || entry.bytes > size) continue
      const crc = new Crc32()
      const scan = new LineScan(crc, null)
      for await (const chunk of this.#file.read(0, entry.bytes)) scan.add(chunk)
      if (scan.bytes !== entry.bytes) await this.#refuseHalfLine(entry)
      else if (crcText(crc) === entry.crc32)
        return {
          plan: this.#storedPlan(entry),
          source: index,
          bytes: scan.bytes,
          lines: scan.lines,
          crc,
          head: await this.#head(entry.bytes),
        }
    }
    return { ...start(), plan }
  }

  /** A file that was imported in the middle of a line cannot be gone on with. */
  async #refuseHalfLine({ bytes, crc32 }: SourceEntry): Promise<void> {
    const whole = new Crc32()
    for await (const chunk of this.#file.read(0, bytes ?? 0)) whole.add(chunk)
    if (crcText(whole) !== crc32) return
    throw new LatheError(
      'bad-file',
      `${this.#file.name} was imported while its last line was not complete, so that it cannot be gone on with; read ` +
        'it again into another table to follow it.',
      { file: this.#file.name },
    )
  }

  #storedPlan({ table, plan }: SourceEntry): IngestPlan | null {
    const stored = plan === undefined ? undefined : this.#workspace.manifest.tables[table]?.plans?.[plan]
    return stored === undefined ? null : (stored as unknown as IngestPlan)
  }

  async #isAnother({ bytes, head }: Place, size: number): Promise<'shorter' | 'replaced' | null> {
    if (size < bytes) return 'shorter'
    const now = await this.#head(bytes)
    return now.length === head.length && now.every((byte, index) => byte === head[index]) ? null : 'replaced'
  }

  #head(bytes: number): Promise<Uint8Array> {
    return this.#bytes(0, Math.min(HEAD_BYTES, bytes))
  }

  async #bytes(from: number, to: number): Promise<Uint8Array> {
    const found = new Uint8Array(to - from)
    let at = 0
    if (to > from)
      for await (const chunk of this.#file.read(from, to)) {
        found.set(chunk.subarray(0, found.length - at), at)
        at += chunk.length
      }
    return found.subarray(0, at)
  }

  /** Imports the whole lines between a place and the end of the file; null where there is none. */
  async #takeUp(
    place: Place,
    size: number,
    patience: Patience & Pick<IngestOptions, 'onProgress'>,
  ): Promise<{ readonly place: Place; readonly report: IngestReport } | null> {
    let { plan } = place
    if (plan === null) {
      const whole = await this.#scan(start(), size, null)
      if (whole.bytes === 0) return null
      plan = await this.#planOf(this.#piece(0, whole.bytes, new Uint8Array()))
      checkFormat(plan, this.#file.name)
    }
    const quote = plan.format !== 'csv' ? null : plan.quoting === 'single' ? "'" : '"'
    const end = await this.#scan(place, size, quote)
    if (end.bytes === place.bytes) return null
    const header = place.bytes === 0 ? NO_HEADER : await this.#header(plan, place.bytes)
    const own = plan
    const remarks: Remark[] = []
    const read = batchSource(own, this.#piece(place.bytes, end.bytes, header.bytes), remarks, {
      signal: patience.signal,
    })
    const source: BatchSource = {
      name: this.#file.name,
      size: end.bytes,
      plan: own,
      read: (keep) => onLines(read.read(keep), place.lines - header.lines),
      crc32: () => crcText(end.crc),
    }
    const continues = this.#sourceOf(place, own)
    const report = await importBatches(own, [source], this.#workspace, {
      ...patience,
      ...(continues === null ? {} : { continues: { source: continues, bytes: place.bytes } }),
    })
    const at = continues ?? this.#workspace.manifest.sources.length - 1
    const next = { plan: own, source: at, bytes: end.bytes, lines: end.lines, crc: end.crc }
    return {
      place: { ...next, head: await this.#head(end.bytes) },
      report: { ...report, remarks: [...remarks, ...report.remarks] },
    }
  }

  /** The source that goes on; null for a new one, also where its table is gone. */
  #sourceOf({ source }: Place, plan: IngestPlan): number | null {
    return source !== null && this.#workspace.manifest.sources[source]?.table === plan.table ? source : null
  }

  async #scan(place: Place, size: number, quote: string | null): Promise<{ bytes: number; lines: number; crc: Crc32 }> {
    const crc = place.crc.copy()
    const scan = new LineScan(crc, quote)
    for await (const chunk of this.#file.read(place.bytes, size)) scan.add(chunk)
    return { bytes: place.bytes + scan.bytes, lines: place.lines + scan.lines, crc }
  }

  /** The lines that name the columns, and those above them. */
  async #header(plan: IngestPlan, before: number): Promise<{ readonly bytes: Uint8Array; readonly lines: number }> {
    if (plan.header !== true) return NO_HEADER
    const lines = (plan.skip ?? 0) + 1
    const head = await this.#bytes(0, Math.min(before, 2 ** 20))
    let end = 0
    for (let line = 0; line < lines; line++) end = head.indexOf(10, end) + 1
    return { bytes: head.subarray(0, end), lines }
  }

  #piece(from: number, to: number, header: Uint8Array): ByteSource {
    const file = this.#file
    return {
      name: file.name,
      size: header.length + to - from,
      open: async function* () {
        if (header.length > 0) yield header
        yield* file.read(from, to)
      },
    }
  }
}

/** Where somebody else went on with the file at the same time, the next look goes on behind them. */
function leaveToNext(error: unknown): null {
  if (isLatheError(error, 'workspace-changed')) return null
  throw error
}

const NO_HEADER = { bytes: new Uint8Array(), lines: 0 }

function checkFormat({ format, encoding }: IngestPlan, file: string): void {
  const isPlain = encoding === undefined || !/^utf-?(?:16|32)/i.test(encoding)
  if (FOLLOWED_FORMATS.includes(format) && isPlain) return
  throw new LatheError(
    'bad-file',
    `${file} is ${format}${isPlain ? '' : ` in ${encoding}`}, which cannot be followed line by line; these can: ` +
      `${FOLLOWED_FORMATS.join(', ')}, in UTF-8 or another encoding of single bytes. Import it without --follow.`,
    { file },
  )
}

/** Batches with the lines that their rows have in the whole file. */
async function* onLines(batches: AsyncIterable<RowBatch>, more: number): AsyncIterable<RowBatch> {
  for await (const batch of batches)
    yield {
      ...batch,
      lines: Array.from(batch.lines, (line) => line + more),
      rejects: batch.rejects.map((reject) => ({ ...reject, line: reject.line + more })),
    }
}
