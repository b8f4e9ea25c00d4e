import { realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { contentTypeOf, responseHeaders, withNonce } from './responseHeaders'

export interface AppFile {
  readonly status: 200 | 404
  readonly headers: Record<string, string>
  readonly body: Uint8Array | string
}

/**
 * A file of the built window for a URL's path. Only files inside `folder` are answered, also when the path climbs or goes
 * through a link; everything else is 404.
 */
export async function readAppFile(folder: string, pathname: string, nonce: string): Promise<AppFile> {
  const missing: AppFile = { status: 404, headers: responseHeaders('text/plain; charset=utf-8', nonce), body: 'Not found' }
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return missing
  }
  if (decoded.includes('\0')) return missing
  const root = resolve(folder)
  const path = resolve(join(root, `.${decoded.endsWith('/') ? `${decoded}index.html` : decoded}`))
  if (!path.startsWith(root + sep)) return missing
  try {
    if (!realpathSync(path).startsWith(realpathSync(root) + sep)) return missing
    const bytes = await readFile(path)
    const body = path.endsWith('.html') ? withNonce(bytes.toString('utf8'), nonce) : bytes
    return { status: 200, headers: responseHeaders(contentTypeOf(path), nonce), body }
  } catch {
    return missing
  }
}
