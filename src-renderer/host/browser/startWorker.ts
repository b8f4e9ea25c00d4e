/** Trusted Types, as far as they are used here; browsers without them have nothing to ask. */
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
}

/**
 * The address of a worker's script, checked: a script of the built window, from where the window itself comes. Throws
 * TypeError for any other.
 */
export function ownScript(url: string, base: string): string {
  const { protocol, host, pathname, href } = new URL(url, base)
  const own = new URL(base)
  // `npm run dev` serves the sources themselves.
  const isScript = pathname.endsWith('.js') || (import.meta.env.DEV && pathname.endsWith('.worker.ts'))
  if (protocol !== own.protocol || host !== own.host || !isScript || pathname.includes('%'))
    throw new TypeError('A worker starts only from a script of the window itself.')
  return href
}

/**
 * The one policy of our own that the content policy names (src-main/responseHeaders.ts); made once in each window and
 * worker.
 */
let policy: { createScriptURL(url: string): string } | null = null
function trusted(url: string): string {
  const rules = { createScriptURL: (text: string) => ownScript(text, self.location.href) }
  policy ??=
    (self as unknown as { trustedTypes?: PolicyFactory }).trustedTypes?.createPolicy('lathe-worker', rules) ?? rules
  return policy.createScriptURL(url)
}

/** Starts a worker from a script of the built window. Throws TypeError for another address. */
export function startWorker(url: string, options?: WorkerOptions): Worker {
  return new Worker(trusted(url), options)
}
