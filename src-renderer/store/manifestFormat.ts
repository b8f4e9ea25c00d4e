import { LatheError } from '../model/error'
import { MANIFEST_PATH } from './layout'
import type { Manifest } from './manifest'

const SUPPORTED_FORMAT = 1

export function encodeManifest(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`)
}

/** Throws `workspace-format` for a newer Lathe's manifest and `store-corrupt` for one that is broken. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw corrupt('it is no JSON text', cause)
  }
  if (!isRecord(json)) throw corrupt('it is no JSON object')
  const { format } = json
  if (typeof format !== 'number') throw corrupt('it has no format number')
  if (format > SUPPORTED_FORMAT) {
    throw new LatheError('workspace-format', `This workspace was written by a newer Lathe (format ${format}, this one reads ${SUPPORTED_FORMAT}); update Lathe to open it.`, { found: format, supported: SUPPORTED_FORMAT })
  }
  const fault = findFault(json)
  if (fault !== null) throw corrupt(fault)
  return json as unknown as Manifest
}

function corrupt(detail: string, cause?: unknown): LatheError<'store-corrupt'> {
  return new LatheError('store-corrupt', `The workspace's ${MANIFEST_PATH} cannot be used: ${detail}. Restore it from a backup.`, { path: MANIFEST_PATH, detail }, cause === undefined ? undefined : { cause })
}

function findFault(json: Record<string, unknown>): string | null {
  for (const key of ['format', 'revision', 'weekStart']) if (!Number.isSafeInteger(json[key])) return `“${key}” is no whole number`
  for (const key of ['createdAt', 'timezone']) if (typeof json[key] !== 'string') return `“${key}” is no text`
  if (!Array.isArray(json.sources) || !json.sources.every(isRecord)) return '“sources” is no list of objects'
  if (json.users !== null && !isPartition(json.users)) return '“users” names no file'
  if (!isRecord(json.tables)) return '“tables” is no object'
  for (const [name, table] of Object.entries(json.tables)) {
    if (!isRecord(table) || table.name !== name || (table.kind !== 'events' && table.kind !== 'table')) return `table “${name}” is malformed`
    if (!Array.isArray(table.columns) || !table.columns.every((column) => isRecord(column) && typeof column.name === 'string' && typeof column.type === 'string')) return `the columns of table “${name}” are malformed`
    for (const key of ['partitions', 'userDays', 'sessions', 'rejects']) {
      const list = table[key]
      if (!Array.isArray(list) || !list.every(isPartition)) return `“${key}” of table “${name}” is malformed`
    }
    for (const key of ['rows', 'rejected', 'rowsWithoutUser']) if (!Number.isSafeInteger(table[key])) return `“${key}” of table “${name}” is no whole number`
  }
  return null
}

function isPartition(value: unknown): boolean {
  return isRecord(value) && typeof value.path === 'string' && typeof value.sha256 === 'string' && Number.isSafeInteger(value.rows)
    && Number.isSafeInteger(value.bytes) && (value.date === null || typeof value.date === 'string')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
