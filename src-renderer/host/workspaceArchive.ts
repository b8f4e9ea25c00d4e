import { unzipSync } from 'fflate'
import { joinBytes } from '../base/joinBytes'
import { zipParts, type ZipPart } from '../export/zipParts'
import { zipFiles } from '../ingest/bytes/zip'
import type { ByteSource } from '../ingest/contract'
import { isLatheError, LatheError } from '../model/error'
import type { FileStore } from '../store/files'
import { DAMAGED_FOLDER, DATA_FOLDERS, MANIFEST_PATH, OWN_FILES, OWN_FOLDERS } from '../store/layout'
import { listPartitions } from '../store/partitions'
import type { Workspace } from '../store/workspace'

/** An archive is made and read in memory. */
const MOST_BYTES = 2 ** 30

const FOLDERS = [...DATA_FOLDERS, ...OWN_FOLDERS].filter((folder) => folder !== DAMAGED_FOLDER)

function isOfWorkspace(path: string): boolean {
  const names: readonly string[] = [MANIFEST_PATH, ...OWN_FILES]
  return names.includes(path) || FOLDERS.some((folder) => path.startsWith(`${folder}/`))
}

async function readIfThere(files: FileStore, path: string): Promise<Uint8Array | null> {
  try {
    return await files.read(path)
  } catch (error) {
    if (isLatheError(error, 'not-found')) return null
    throw error
  }
}

/**
 * A workspace as one ZIP archive: its manifest, the files that it names, and people's own. Unpacked anywhere it is the
 * workspace again. Throws `unsupported` for more than 1 GB.
 */
export async function archiveWorkspace({ files, manifest }: Workspace): Promise<Uint8Array<ArrayBuffer>> {
  const stored = listPartitions(manifest).map(({ path }) => path)
  const lists = await Promise.all(OWN_FOLDERS.map((folder) => files.list(folder)))
  const own = lists
    .flat()
    .map(({ path }) => path)
    .filter(isOfWorkspace)
  const parts: ZipPart[] = []
  let bytesRead = 0
  for (const path of [MANIFEST_PATH, ...OWN_FILES, ...own, ...stored]) {
    const bytes = await readIfThere(files, path)
    if (bytes === null) continue
    bytesRead += bytes.length
    if (bytesRead > MOST_BYTES)
      throw new LatheError(
        'unsupported',
        `${files.label} holds more than the 1 GB that an archive can; copy its folder instead, or delete tables first.`,
        { feature: 'zip' },
      )
    parts.push({ path, pieces: [bytes] })
  }
  return zipParts(parts)
}

/**
 * Unpacks an archive into an empty place, the manifest last: until then there is no workspace. Throws `bad-file` for what
 * is no archive of one.
 */
export async function unpackWorkspace(source: ByteSource, files: FileStore): Promise<void> {
  const refuse = (why: string): LatheError<'bad-file'> =>
    new LatheError('bad-file', `${source.name} ${why}`, { file: source.name })
  const entries = await zipFiles(source)
  if (!entries.some(({ name }) => name === MANIFEST_PATH))
    throw refuse(`holds no workspace of Lathe: it has no ${MANIFEST_PATH}.`)
  const odd = entries.find(({ name }) => !isOfWorkspace(name) || name.split('/').includes('..'))
  if (odd !== undefined) throw refuse(`holds ${odd.name}, which is no part of a workspace; nothing was unpacked.`)
  if (entries.reduce((sum, { plainBytes }) => sum + plainBytes, 0) > MOST_BYTES)
    throw refuse('is larger than 1 GB; unpack it and open its folder.')
  const chunks: Uint8Array[] = []
  for await (const chunk of source.open()) chunks.push(chunk)
  const unpacked = new Map(Object.entries(readAll(joinBytes(chunks))))
  for (const [path, bytes] of unpacked)
    if (path !== MANIFEST_PATH && !path.endsWith('/')) await files.write(path, bytes)
  await files.replace(MANIFEST_PATH, unpacked.get(MANIFEST_PATH) ?? new Uint8Array(0))

  function readAll(bytes: Uint8Array): Readonly<Record<string, Uint8Array>> {
    try {
      return unzipSync(bytes)
    } catch (error) {
      throw refuse(`is damaged (${error instanceof Error ? error.message : String(error)}); get it again.`)
    }
  }
}
