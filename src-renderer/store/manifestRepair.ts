import { isLatheError, LatheError } from '../model/error'
import type { FileStore } from './files'
import { damagedManifestPath, MANIFEST_COPY_PATH, MANIFEST_PATH } from './layout'
import type { Manifest } from './manifest'
import { decodeManifest, encodeManifest, readManifestText } from './manifestFormat'

/** What repairManifest did: `sound` is nothing, because nothing was wrong. */
export interface RepairedManifest {
  readonly from: 'sound' | 'edit' | 'copy'
  readonly revision: number
}

/**
 * The way out where a workspace does not open because its manifest is gone, broken or was edited by hand: the copy that
 * was written after the last commit is put back or, with `acceptEdit`, the manifest as it stands is taken. What stood
 * there is kept in `damaged/`. Throws `store-corrupt` where there is nothing to take, and `workspace-locked`.
 */
export async function repairManifest(files: FileStore, acceptEdit: boolean): Promise<RepairedManifest> {
  const release = await files.lock()
  try {
    const bytes = await readOrNull(files, MANIFEST_PATH)
    const sound = bytes === null ? null : await soundOrNull(bytes)
    if (sound !== null) return { from: 'sound', revision: sound.revision }
    const manifest = acceptEdit ? await editOf(bytes, files) : await copyOf(files)
    if (bytes !== null) await files.write(damagedManifestPath(), bytes)
    const text = await encodeManifest(manifest)
    await files.replace(MANIFEST_PATH, text)
    await files.replace(MANIFEST_COPY_PATH, text)
    return { from: acceptEdit ? 'edit' : 'copy', revision: manifest.revision }
  } finally {
    await release()
  }
}

async function editOf(bytes: Uint8Array | null, files: FileStore): Promise<Manifest> {
  if (bytes !== null) return (await readManifestText(bytes)).manifest
  throw new LatheError('store-corrupt', `There is no ${MANIFEST_PATH} in ${files.label}.`, {
    path: MANIFEST_PATH,
    detail: 'gone',
  })
}

async function copyOf(files: FileStore): Promise<Manifest> {
  const bytes = await readOrNull(files, MANIFEST_COPY_PATH)
  const copy = bytes === null ? null : await soundOrNull(bytes)
  if (copy !== null) return copy
  const message =
    `The copy of ${MANIFEST_PATH} (${MANIFEST_COPY_PATH}) is ${bytes === null ? 'gone' : 'broken'} as well; ` +
    'put back a backup of the workspace, or import its files into a new one.'
  throw new LatheError('store-corrupt', message, {
    path: MANIFEST_COPY_PATH,
    detail: bytes === null ? 'gone' : 'broken',
  })
}

async function soundOrNull(bytes: Uint8Array): Promise<Manifest | null> {
  try {
    return await decodeManifest(bytes)
  } catch (error) {
    if (isLatheError(error, 'store-corrupt')) return null
    throw error
  }
}

async function readOrNull(files: FileStore, path: string): Promise<Uint8Array | null> {
  try {
    return await files.read(path)
  } catch (error) {
    if (isLatheError(error, 'not-found')) return null
    throw error
  }
}
