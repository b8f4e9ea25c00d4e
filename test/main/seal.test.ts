import { describe, expect, it } from 'vitest'
import { sealedPreferences } from '../../src-main/app/seal'
import { contentSecurityPolicy, responseHeaders, withNonce } from '../../src-main/responseHeaders'

describe('what a window of the app may be', () => {
  it('is a page in the sandbox: what Electron could give it besides is off', () => {
    const { preload, devTools, ...rest } = sealedPreferences('/preload.js', true)
    expect([preload, devTools, sealedPreferences('/preload.js', false).devTools]).toEqual(['/preload.js', false, true])
    const guards = ['sandbox', 'contextIsolation', 'webSecurity']
    expect(Object.entries(rest).filter(([name, value]) => value !== guards.includes(name))).toEqual([])
    expect(Object.keys(rest)).toEqual(
      expect.arrayContaining([
        ...guards,
        'nodeIntegration',
        'nodeIntegrationInWorker',
        'nodeIntegrationInSubFrames',
        'allowRunningInsecureContent',
        'experimentalFeatures',
        'webviewTag',
        'navigateOnDragDrop',
        'spellcheck',
      ]),
    )
  })
})

describe('the policy of every page', () => {
  const directives = (nonce: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      contentSecurityPolicy(nonce)
        .split('; ')
        .map((one) => [one.split(' ')[0]!, one.slice(one.indexOf(' ') + 1)]),
    )

  it('lets nothing in from elsewhere, and nothing be put around or below it', () => {
    const policy = directives('n0')
    for (const name of ['default-src', 'base-uri', 'form-action', 'frame-ancestors'])
      expect([name, policy[name]]).toEqual([name, "'none'"])
    for (const name of ['img-src', 'font-src', 'worker-src', 'connect-src'])
      expect([name, policy[name]]).toEqual([name, "'self'"])
    expect([policy['script-src'], policy['style-src']]).toEqual(["'self' 'wasm-unsafe-eval'", "'self' 'nonce-n0'"])
    expect([policy['require-trusted-types-for'], policy['trusted-types'], Object.keys(policy).length]).toEqual([
      "'script'",
      'vue lathe-worker',
      12,
    ])
  })

  it('comes with headers that isolate the page and let nobody guess types', () => {
    expect(responseHeaders('text/html', 'n0')).toMatchObject({
      'Content-Type': 'text/html',
      'Content-Security-Policy': contentSecurityPolicy('n0'),
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    })
    expect(responseHeaders('font/woff2', 'n0', true)['Cache-Control']).toBe('public, max-age=31536000, immutable')
    expect(withNonce('<a __CSP_NONCE__><b __CSP_NONCE__>', 'n0')).toBe('<a n0><b n0>')
  })
})
