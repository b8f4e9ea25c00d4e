import { LatheError } from '../model/error'

/** The segments of a path inside a FileStore; throws for one that is empty, absolute, or climbs out of the store. */
export function splitPath(path: string, code: 'store-read' | 'store-write'): readonly string[] {
  const segments = path.split('/')
  if (
    segments.some(
      (segment) =>
        segment === '' || segment === '.' || segment === '..' || segment.includes('\\') || segment.includes('\0'),
    )
  ) {
    throw new LatheError(code, `“${path}” is no path inside a workspace; use names joined by “/”.`, { path })
  }
  return segments
}

/** As splitPath for a folder, where `''` is the whole store. */
export function splitFolder(folder: string): readonly string[] {
  return folder === '' ? [] : splitPath(folder, 'store-read')
}
