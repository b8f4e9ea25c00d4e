import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAppFile, readAppUrl } from '../../src-main/appFiles'
import { contentTypeOf } from '../../src-main/responseHeaders'
import { serve, type RunningServer } from '../../src-main/serve'

const SECRET = 'not for the window'
const PAGE = '<meta name="csp-nonce" content="__CSP_NONCE__">'
/** Which files a browser may keep past a build. */
const KEPT = new Map([
  ['assets/duckdb-eh-9ubY-jlA.wasm', true],
  ['assets/events-BJd8yKdp.csv', true],
  ['assets/queries-DFTl1ez7.js', true],
  ['assets/engine.worker-DtcAlUsN.js', false],
  ['assets/duckdb-browser-eh.worker-hQa-dcAV.js', false],
  ['assets/duckdb-eh.wasm', false],
  ['events-BJd8yKdp.csv', false],
])
let server: RunningServer
let outside: string
let served: string
beforeAll(async () => {
  outside = mkdtempSync(join(tmpdir(), 'lathe-serve-'))
  served = join(outside, 'window')
  mkdirSync(join(served, 'assets'), { recursive: true })
  mkdirSync(join(outside, 'window-secret'))
  for (const path of ['secret.txt', 'window-secret/secret.txt']) writeFileSync(join(outside, path), SECRET)
  writeFileSync(join(served, 'index.html'), PAGE)
  writeFileSync(join(served, 'assets/app.js'), 'export {}')
  writeFileSync(join(served, 'assets/[odd] name%.txt'), 'odd')
  for (const name of KEPT.keys()) writeFileSync(join(served, name), 'x')
  symlinkSync(join(outside, 'secret.txt'), join(served, 'link.txt'))
  symlinkSync(outside, join(served, 'up'))
  server = await serve(served, 0)
})
afterAll(async () => {
  await server.close()
  rmSync(outside, { recursive: true, force: true })
})

/** Sends the request's target byte for byte; no client tidies it. Null where the connection ended without an answer. */
function ask(target: string, method = 'GET'): Promise<{ status: number; head: string; body: string } | null> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const socket = connect({ host: '127.0.0.1', port: server.port }, () => {
      socket.write(
        Buffer.from(
          `${method} ${target} HTTP/1.0\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`,
          'latin1',
        ),
      )
    })
    socket.on('data', (part: Buffer) => {
      parts.push(part)
    })
    socket.on('error', reject)
    socket.on('end', () => {
      const text = Buffer.concat(parts).toString('latin1')
      const at = text.indexOf('\r\n\r\n')
      resolve(
        text === ''
          ? null
          : { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), head: text.slice(0, at), body: text.slice(at + 4) },
      )
    })
  })
}

const ODD = fc
  .array(
    fc.constantFrom(
      '/',
      '//',
      '\\',
      '[',
      ']',
      '[::1]',
      '%',
      '%2',
      '%2e',
      '%2E%2e',
      '%2f',
      '%5c',
      '%00',
      '%ff',
      '%c0%af',
      '%zz',
      '..',
      '.',
      '...',
      'index.html',
      'assets',
      'app.js',
      'secret.txt',
      'link.txt',
      'up',
      'window-secret',
      '?',
      '#',
      ':',
      '@',
      '&',
      '=',
      ';',
      '*',
      '~',
      '|',
      '"',
      '<',
      '>',
      '{',
      '}',
      '^',
      '`',
      '\xe9',
      '\x7f',
      '\x01',
      '\t',
      'http://',
      'HTTPS://x',
      'file:///',
      'app://lathe/',
      '127.0.0.1',
      'localhost:1',
      'C:',
      'a'.repeat(300),
    ),
    { maxLength: 9 },
  )
  .map((parts) => parts.join(''))

describe('the port of the window', () => {
  it('is the one that is wanted, or a free one where that is taken', async () => {
    const other = await serve(served, server.port)
    expect(other.port).not.toBe(server.port)
    expect(other.url).toBe(`http://127.0.0.1:${other.port}/`)
    expect(await (await fetch(`${other.url}assets/app.js`)).text()).toBe('export {}')
    await other.close()
    const again = await serve(served, other.port)
    expect(again.port).toBe(other.port)
    await again.close()
    await expect(fetch(again.url)).rejects.toThrow()
  })
})

describe('the loopback server', () => {
  it.each([
    '//[',
    '//[/',
    '//',
    '///',
    '//%',
    '//a:b@c/',
    '/[',
    '/?',
    '/%',
    '/%[',
    '//[::1]:x/',
    '*',
    'http://[',
    '/\\',
    '/..\\..\\secret.txt',
    '/.',
    '/a\xe9',
    `/${'x'.repeat(9000)}`,
  ])('answers %s as a path, not as a fault', async (target) => {
    const answer = await ask(target)
    expect([200, 400, 404]).toContain(answer?.status)
    expect(answer?.body).not.toContain(SECRET)
  })

  it('never fails, and never leaves its folder, whatever the target', async () => {
    const seen = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(ODD, async (target) => {
        const answer = await ask(`/${target}`)
        const status = answer?.status ?? 400
        seen.set(status, (seen.get(status) ?? 0) + 1)
        expect([200, 400, 404]).toContain(status)
        if (answer === null) return
        expect(answer.body).not.toContain(SECRET)
        if (status === 200)
          expect(answer.body).toMatch(/^(?:<meta name="csp-nonce" content="[A-Za-z0-9+/=]{20,}">|export \{\})$/)
        if (status === 404) expect(answer.head).toContain("default-src 'none'")
      }),
      { numRuns: 600 },
    )
    for (const status of [200, 400, 404]) expect(seen.get(status) ?? 0, String(status)).toBeGreaterThan(5)
  })

  it('answers files by their path alone, whatever follows it', async () => {
    for (const target of [
      '/',
      '/?x=1',
      '/#/sql',
      '/index.html',
      '/?a#b',
      '/./',
      '/assets/..',
      `http://127.0.0.1:${server.port}/`,
      'http://127.0.0.1',
      '/index.html?/../../secret.txt',
    ]) {
      const answer = await ask(target)
      expect([target, answer?.status, answer?.body.startsWith('<meta')]).toEqual([
        target,
        target === '/assets/..' ? 404 : 200,
        target !== '/assets/..',
      ])
    }
    expect((await ask('/assets/%5Bodd%5D%20name%25.txt'))?.body).toBe('odd')
    const head = await ask('/assets/app.js?v=2', 'HEAD')
    expect([head?.status, head?.body, /content-type: (.*)\r/i.exec(head?.head ?? '')?.[1]]).toEqual([
      200,
      '',
      'text/javascript; charset=utf-8',
    ])
  })
})

describe('app://lathe', () => {
  it('never fails, and never leaves the built window, whatever the address', async () => {
    const hosts = fc.constantFrom(
      'app://lathe',
      'app://lathe/',
      'app:',
      'app://other',
      'app://lathe:80',
      'https://lathe',
      '',
      'app://lathe.',
      'app://user@lathe',
    )
    await fc.assert(
      fc.asyncProperty(hosts, ODD, async (host, target) => {
        const { status, body } = await readAppUrl(served, `${host}/${target}`, 'n'.repeat(24))
        expect([200, 404]).toContain(status)
        const text = typeof body === 'string' ? body : Buffer.from(body).toString()
        expect(text).not.toContain(SECRET)
        if (status === 200) expect(text).toMatch(/^(?:<meta name="csp-nonce" content="n{24}">|export \{\})$/)
      }),
      { numRuns: 600 },
    )
  })

  it('is answered at its own address alone', async () => {
    for (const [address, status] of [
      ['app://lathe/', 200],
      ['app://lathe', 200],
      ['app://lathe/index.html', 200],
      ['app://lathe/assets/app.js?x#y', 200],
      ['app://other/', 404],
      ['app://lathe/none', 404],
      ['nonsense', 404],
      ['', 404],
      ['app://lathe/../secret.txt', 404],
      ['app://lathe/up/secret.txt', 404],
    ] as const) {
      expect([address, (await readAppUrl(served, address, 'n')).status]).toEqual([address, status])
    }
  })

  it('may be kept where its name says its content, unless it is a worker, whose policy could be of old', async () => {
    for (const [name, kept] of KEPT) {
      const { headers } = await readAppFile(served, `/${name}`, 'n')
      expect([name, headers['Cache-Control']?.includes('immutable')]).toEqual([name, kept])
    }
  })

  it('has nothing where the folder itself is gone, and no folder is a file', async () => {
    for (const [folder, path] of [
      [join(outside, 'none'), '/index.html'],
      [served, '/assets'],
      [served, '/up/'],
      [served, '/assets/'],
    ] as const)
      expect((await readAppFile(folder, path, 'n')).status).toBe(404)
  })
})

describe('types of files', () => {
  it('are known by their ending', () => {
    expect(
      ['x.js', 'x.mjs', 'a.b/x.HTML', 'x.wasm', 'x.csv', 'x.csv.gz', 'x.exe', 'none', 'x.'].map(contentTypeOf),
    ).toEqual([
      'text/javascript; charset=utf-8',
      'text/javascript; charset=utf-8',
      'text/html; charset=utf-8',
      'application/wasm',
      'text/csv; charset=utf-8',
      'application/gzip',
      'application/octet-stream',
      'application/octet-stream',
      'application/octet-stream',
    ])
  })
})
