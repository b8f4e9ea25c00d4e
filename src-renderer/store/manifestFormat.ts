import { LatheError } from '../model/error'
import { hashBytes } from './checksum'
import { MANIFEST_COPY_PATH, MANIFEST_PATH } from './layout'
import type { Manifest } from './manifest'

/** What is written; manifests of earlier formats are read as they are. */
export const FORMAT = 2

/** What a manifest's file holds: the manifest, and whether it is as Lathe wrote it. */
export interface ReadManifest {
  readonly manifest: Manifest
  /** False where the checksum differs. A manifest of an older Lathe has none, and counts as sound. */
  readonly isSound: boolean
}

/** The manifest's text, with the checksum of all the rest as its last value. */
export async function encodeManifest(manifest: Manifest): Promise<Uint8Array> {
  const checksum = await checksumOf(manifest)
  return new TextEncoder().encode(`${oneLineStats(JSON.stringify({ ...manifest, checksum }, null, 1))}\n`)
}

/** A file's statistics on one line, where indented they would take three times the room. */
function oneLineStats(json: string): string {
  return json.replace(
    /\n( +)"stats": (\{\n[^]*?\n\1\})/gu,
    (_, indent: string, stats: string) => `\n${indent}"stats": ${JSON.stringify(JSON.parse(stats))}`,
  )
}

/** Throws `workspace-format` for a newer Lathe's manifest and `store-corrupt` for one that is broken or was changed. */
export async function decodeManifest(bytes: Uint8Array): Promise<Manifest> {
  const { manifest, isSound } = await readManifestText(bytes)
  if (!isSound) throw corrupt('its checksum says that something else than Lathe changed it')
  return manifest
}

/** As decodeManifest, but takes one whose checksum differs. */
export async function readManifestText(bytes: Uint8Array): Promise<ReadManifest> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw corrupt(`it is no JSON text (${cause instanceof Error ? cause.message : String(cause)})`, cause)
  }
  if (!isRecord(json)) throw corrupt('it is no JSON object')
  const { format } = json
  if (typeof format !== 'number') throw corrupt('it has no format number')
  if (format > FORMAT) {
    throw new LatheError(
      'workspace-format',
      `This workspace was written by a newer Lathe (format ${format}, this one reads ${FORMAT}); ` +
        'update Lathe to open it.',
      { found: format, supported: FORMAT },
    )
  }
  const { checksum, ...rest } = json
  const isSound = checksum === undefined || checksum === (await checksumOf(rest))
  const fault = findFault(rest)
  if (fault !== null) throw corrupt(fault)
  return { manifest: rest as unknown as Manifest, isSound }
}

/** What tells a manifest from every other one, also from one of the same revision: 16 hex digits of its checksum. */
export async function manifestId(manifest: Manifest): Promise<string> {
  let id = ids.get(manifest)
  if (id === undefined) ids.set(manifest, (id = checksumOf(manifest).then((checksum) => checksum.slice(0, 16))))
  return id
}

const ids = new WeakMap<Manifest, Promise<string>>()

/** Over the values, not the text: who only indents it anew has changed nothing. */
function checksumOf(manifest: object): Promise<string> {
  return hashBytes(new TextEncoder().encode(JSON.stringify(manifest)))
}

function corrupt(detail: string, cause?: unknown): LatheError<'store-corrupt'> {
  const message =
    `The workspace's ${MANIFEST_PATH} cannot be used: ${detail}. Nothing was changed. ` +
    `To go on with its last copy (${MANIFEST_COPY_PATH}): lathe restore ${MANIFEST_PATH} --workspace DIR. ` +
    'If you edited it and mean it: the same with --accept-edit. Or put back a backup of it.'
  return new LatheError(
    'store-corrupt',
    message,
    { path: MANIFEST_PATH, detail },
    cause === undefined ? undefined : { cause },
  )
}

function findFault(json: Record<string, unknown>): string | null {
  for (const key of ['format', 'revision', 'weekStart'])
    if (!Number.isSafeInteger(json[key])) return `“${key}” is no whole number`
  for (const key of ['createdAt', 'timezone']) if (typeof json[key] !== 'string') return `“${key}” is no text`
  if (!Array.isArray(json.sources) || !json.sources.every(isRecord)) return '“sources” is no list of objects'
  if (json.users !== null && !isPartition(json.users)) return '“users” names no file'
  if (!isRecord(json.tables)) return '“tables” is no object'
  for (const [name, table] of Object.entries(json.tables)) {
    if (!isRecord(table) || table.name !== name || (table.kind !== 'events' && table.kind !== 'table'))
      return `table “${name}” is malformed`
    if (
      !Array.isArray(table.columns) ||
      !table.columns.every(
        (column) => isRecord(column) && typeof column.name === 'string' && typeof column.type === 'string',
      )
    )
      return `the columns of table “${name}” are malformed`
    for (const key of ['partitions', 'userDays', 'sessions', 'rejects']) {
      const list = table[key]
      if (!Array.isArray(list) || !list.every(isPartition)) return `“${key}” of table “${name}” is malformed`
    }
    for (const key of ['rows', 'rejected', 'rowsWithoutUser'])
      if (!Number.isSafeInteger(table[key])) return `“${key}” of table “${name}” is no whole number`
  }
  return null
}

function isPartition(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.path === 'string' &&
    typeof value.sha256 === 'string' &&
    Number.isSafeInteger(value.rows) &&
    Number.isSafeInteger(value.bytes) &&
    (value.date === null || typeof value.date === 'string') &&
    (value.lastDate === undefined || typeof value.lastDate === 'string') &&
    (value.stats === undefined || (isRecord(value.stats) && isRecord(value.stats.columns)))
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
