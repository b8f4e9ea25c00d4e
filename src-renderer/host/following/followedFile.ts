import type { IngestReport } from '../../ingest/contract'
import type { FollowedFile } from './savedFollowing'

/** So many of what happened are kept for each file. */
const MOST_REMARKS = 10

/** A file of which the first import has been made. */
export function firstLook(
  file: Pick<FollowedFile, 'id' | 'name'>,
  everySeconds: number,
  { table, rows }: Pick<IngestReport, 'table' | 'rows'>,
): FollowedFile {
  const last = rows === 0 ? null : { at: new Date().toISOString(), rows }
  return { ...file, table, everySeconds, isPaused: false, rows, last, problem: null, remarks: [] }
}

/** The file with what happened to it, which is not said twice in a row. */
export function withRemarks(file: FollowedFile, at: string, texts: readonly string[]): FollowedFile {
  const fresh = texts.filter((text) => text !== file.remarks[0]?.text).map((text) => ({ at, text }))
  return fresh.length === 0 ? file : { ...file, remarks: [...fresh, ...file.remarks].slice(0, MOST_REMARKS) }
}
