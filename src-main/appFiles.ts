import { realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { contentTypeOf, responseHeaders, withNonce } from './responseHeaders'

/**
 * Names that the build made of contents: `assets/duckdb-eh-9ubY-jlA.wasm`. Workers' scripts are not among them: a
 * worker's policy is that of its script's response, and a kept one could be of an older version. Other scripts have the
 * page's.
 */
const NAMED_BY_CONTENT = /^assets\/(?![^/]*worker[^/]*\.m?js$)[^/]+-[\w-]{8}\.\w+$/

export interface AppFile {
  readonly status: 200 | 404
  readonly headers: Record<string, string>
  readonly body: Uint8Array | string
}

function missing(nonce: string): AppFile {
  return { status: 404, headers: responseHeaders('text/plain; charset=utf-8', nonce), body: 'Not found' }
}

/**
 * A file of the built window for a URL's path. Only files inside `folder` are answered, also when the path climbs or
 * goes through a link; everything else is 404.
 */
export async function readAppFile(folder: string, pathname: string, nonce: string): Promise<AppFile> {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return missing(nonce)
  }
  if (decoded.includes('\0')) return missing(nonce)
  const root = resolve(folder)
  const path = resolve(join(root, `.${decoded.endsWith('/') ? `${decoded}index.html` : decoded}`))
  if (!path.startsWith(root + sep)) return missing(nonce)
  try {
    if (!realpathSync(path).startsWith(realpathSync(root) + sep)) return missing(nonce)
    const bytes = await readFile(path)
    const body = path.endsWith('.html') ? withNonce(bytes.toString('utf8'), nonce) : bytes
    const named = NAMED_BY_CONTENT.test(relative(root, path).replaceAll('\\', '/'))
    return { status: 200, headers: responseHeaders(contentTypeOf(path), nonce, named), body }
  } catch {
    return missing(nonce)
  }
}

/** A file of the built window for an address of app://lathe; 404 for every other address, also one that is none. */
export async function readAppUrl(folder: string, address: string, nonce: string): Promise<AppFile> {
  const { host, pathname } = URL.canParse(address) ? new URL(address) : { host: '', pathname: '/' }
  return host === 'lathe' ? readAppFile(folder, pathname === '' ? '/' : pathname, nonce) : missing(nonce)
}
