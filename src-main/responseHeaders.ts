/**
 * What the window may do, the same for Electron's app:// scheme and the browser host. Scripts and styles only from the
 * app itself.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    // Text becomes markup or a script's address only through these: Vue's for the markup of its own templates, ours for
    // workers.
    "require-trusted-types-for 'script'",
    'trusted-types vue lathe-worker',
    "worker-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * Headers of every response: policy, cross-origin isolation, no sniffing. What is `named` by its content never changes,
 * so the browser may keep it, and what it compiled of it; everything else is asked for anew, because of a new build.
 */
export function responseHeaders(contentType: string, nonce: string, named = false): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=()',
    'Cache-Control': named ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  wasm: 'application/wasm',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  woff: 'font/woff',
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson',
  gz: 'application/gzip',
  parquet: 'application/vnd.apache.parquet',
  log: 'text/plain; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
}

export function contentTypeOf(path: string): string {
  return TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'
}

/** index.html holds the nonce in a meta element, from which the window takes it for the styles that libraries add. */
export function withNonce(html: string, nonce: string): string {
  return html.replaceAll('__CSP_NONCE__', nonce)
}
