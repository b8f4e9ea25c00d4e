import type { PartitionEntry } from './manifest'

/** The dates that a file holds. */
type Dates = Pick<PartitionEntry, 'date' | 'lastDate'>

export const MANIFEST_PATH = 'lathe.json'
/** The manifest once more, written after each commit: for when the manifest itself is damaged. */
export const MANIFEST_COPY_PATH = 'lathe.copy.json'
/** Where an older Lathe moved files whose bytes were not what the manifest says. */
export const DAMAGED_FOLDER = 'damaged'
/** People's own folders and files: no manifest names them. The desktop app lets a window reach these and no others. */
export const OWN_FOLDERS = ['queries', 'segments', 'views', 'dashboards', DAMAGED_FOLDER] as const
export const OWN_FILES = ['annotations.json', 'model.json', 'packs.json', 'checks.json', 'following.json'] as const
/** Where partitions are: what no manifest names in here is litter. */
export const DATA_FOLDERS = ['tables', 'users'] as const

/** Where results are kept, each of one manifest (store/keptFiles). */
export const KEPT_FOLDER = 'kept'
const KEPT_PATH = /^kept\/([0-9a-f]{16})-[0-9a-z]{10}-([0-9a-f]{64})\.answer$/

/** A new name: those of one manifest sort as they were written. */
export function keptPath(manifest: string, key: string): string {
  return `${KEPT_FOLDER}/${manifest}-${Date.now().toString(36).padStart(10, '0')}-${key}.answer`
}

/** Which manifest and key a kept result is of; null for another file. */
export function readKeptPath(path: string): { readonly manifest: string; readonly key: string } | null {
  const found = KEPT_PATH.exec(path)
  return found === null ? null : { manifest: found[1] ?? '', key: found[2] ?? '' }
}

/** Whether a file is what a replaced manifest was before it got its name. */
export function isTemporaryPath(path: string): boolean {
  return path.endsWith('.lathe-tmp') && [MANIFEST_PATH, MANIFEST_COPY_PATH].some((name) => path.startsWith(`${name}.`))
}

/**
 * Whether a file that no manifest names is Lathe's to take away: a person's folder may hold anything else besides. Of
 * kept results those of `manifest` stay.
 */
export function mayBeLitter(path: string, manifest: string): boolean {
  const kept = readKeptPath(path)
  if (kept !== null) return kept.manifest !== manifest
  return isTemporaryPath(path) || DATA_FOLDERS.some((folder) => path.startsWith(`${folder}/`))
}

/** A table's folder. Names keep letters, digits, `_` and `-`; everything else is written as %XX of its UTF-8 bytes. */
function tableFolder(table: string): string {
  return `tables/${escapeName(table)}`
}

/**
 * A new name each time: the revision that wrote the file and a random part, so that no file is ever written over,
 * whatever another process does meanwhile. Names of one date sort as they were written.
 */
export function partPath(table: string, dates: Dates, revision: number, part: number): string {
  return `${tableFolder(table)}/${dateFolder(dates)}part-${revision}-${part}-${randomPart()}.arrow`
}

/** Whether a file holds a table's rows, not what is derived of them. */
export function isRowsPath(path: string): boolean {
  return /^tables\/[^/]+\/(?:date=[^/]+\/)?part-[^/]+$/.test(path)
}

export function derivedPath(table: string, kind: 'user_days' | 'sessions', dates: Dates, revision: number): string {
  return `${tableFolder(table)}/${kind}/${dateFolder(dates)}part-${revision}-${randomPart()}.arrow`
}

export function rejectsPath(table: string, revision: number, part: number): string {
  return `${tableFolder(table)}/rejects/part-${revision}-${part}-${randomPart()}.arrow`
}

export function usersPath(revision: number): string {
  return `users/part-${revision}-${randomPart()}.arrow`
}

/** Where what stood in a manifest's place is kept: its time for people, and a random part. */
export function damagedManifestPath(): string {
  return `${DAMAGED_FOLDER}/lathe-${Date.now()}-${randomPart()}.json`
}

function dateFolder({ date, lastDate }: Dates): string {
  return date === null ? '' : `date=${date}${lastDate === undefined ? '' : `_to_${lastDate}`}/`
}

function randomPart(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function escapeName(name: string): string {
  let text = ''
  for (const byte of new TextEncoder().encode(name)) {
    const char = String.fromCharCode(byte)
    text += /[A-Za-z0-9_-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return text
}
