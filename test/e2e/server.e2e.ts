import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serve, type RunningServer } from '../../src-main/serve'
import { RENDERER } from './app'

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

let server: RunningServer
let outside: string
let served: string
beforeAll(async () => {
  outside = mkdtempSync(join(tmpdir(), 'lathe-served-'))
  served = join(outside, 'window')
  mkdirSync(served)
  mkdirSync(join(outside, 'window-secret'))
  writeFileSync(join(outside, 'secret.txt'), 'not for the window')
  writeFileSync(join(outside, 'window-secret/secret.txt'), 'not for the window')
  writeFileSync(join(served, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">')
  writeFileSync(join(served, 'app.js'), 'export {}')
  symlinkSync(join(outside, 'secret.txt'), join(served, 'link.txt'))
  symlinkSync(outside, join(served, 'up'))
  server = await serve(served, 0)
})
afterAll(async () => {
  await server.close()
  rmSync(outside, { recursive: true, force: true })
})

/** Sends the path as it is written: no client tidies it first. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; port?: number } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(
      {
        host: '127.0.0.1',
        port: options.port ?? server.port,
        path,
        method: options.method ?? 'GET',
        headers: options.headers ?? {},
      },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => {
          parts.push(part)
        })
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString(),
          })
        })
      },
    )
      .on('error', reject)
      .end()
  })
}

describe('the loopback server', () => {
  it('listens on loopback alone', async () => {
    const addresses = [
      '::1',
      ...Object.values(networkInterfaces()).flatMap((found) =>
        (found ?? []).filter((one) => !one.internal && one.family === 'IPv4').map((one) => one.address),
      ),
    ]
    for (const host of addresses) {
      const outcome = await new Promise<string>((resolve) => {
        const socket = connect({ host, port: server.port }, () => {
          socket.destroy()
          resolve('answered')
        })
        socket.on('error', () => {
          resolve('refused')
        })
      })
      expect(`${host} ${outcome}`).toBe(`${host} refused`)
    }
  })

  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', '127.0.0.1.evil.example', '[::1]'])(
    'refuses Host %s, as a rebound name would send it',
    async (host) => {
      const answer = await ask('/', { headers: { Host: host } })
      expect(answer.status).toBe(403)
      expect(answer.body).not.toContain('csp-nonce')
    },
  )

  it('answers to its own names', async () => {
    for (const name of ['127.0.0.1', 'localhost']) {
      expect((await ask('/', { headers: { Host: `${name}:${server.port}` } })).status).toBe(200)
      expect((await ask('/app.js', { headers: { Origin: `http://${name}:${server.port}` } })).status).toBe(200)
    }
  })

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://localhost'])(
    'refuses Origin %s',
    async (origin) => {
      expect((await ask('/', { headers: { Origin: origin } })).status).toBe(403)
    },
  )

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('refuses %s', async (method) => {
    expect((await ask('/', { method })).status).toBe(405)
  })

  it('answers HEAD without a body', async () => {
    const answer = await ask('/', { method: 'HEAD' })
    expect(answer.status).toBe(200)
    expect(answer.body).toBe('')
  })

  it.each([
    '/..%2fsecret.txt',
    '/..%2f..%2fpackage.json',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%5csecret.txt',
    '/..%2fwindow-secret%2fsecret.txt',
    '/link.txt',
    '/up/secret.txt',
    '/up/',
    '/%00',
    '/app.js%00.html',
    '/%ff',
    '/%',
    '//127.0.0.1/../secret.txt',
    '/window-secret/secret.txt',
    '/none.js',
  ])('has nothing at %s', async (path) => {
    const answer = await ask(path)
    expect(answer.status).toBe(404)
    expect(answer.body).toBe('Not found')
    expect(answer.headers['content-security-policy']).toBeDefined()
  })

  it('sends the same strict headers with every file', async () => {
    for (const [path, type] of [
      ['/', 'text/html; charset=utf-8'],
      ['/app.js', 'text/javascript; charset=utf-8'],
      ['/none', 'text/plain; charset=utf-8'],
    ] as const) {
      const { headers } = await ask(path)
      expect(headers['content-type']).toBe(type)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['cross-origin-opener-policy']).toBe('same-origin')
      expect(headers['cross-origin-embedder-policy']).toBe('require-corp')
      expect(headers['cross-origin-resource-policy']).toBe('same-origin')
      expect(headers['referrer-policy']).toBe('no-referrer')
      const policy = String(headers['content-security-policy'])
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
      expect(policy).toContain("connect-src 'self';")
      expect(policy).not.toContain('unsafe-inline')
      expect(policy).not.toContain("'unsafe-eval'")
      expect(policy).not.toMatch(/https?:|\*/)
    }
  })

  it('draws a new nonce for each page and puts the same one into it', async () => {
    const [first, second] = [await ask('/'), await ask('/index.html')]
    const nonces = [first, second].map(
      (answer) => /'nonce-([^']{20,})'/.exec(String(answer.headers['content-security-policy']))?.[1],
    )
    expect(nonces[0]).toBeDefined()
    expect(nonces[0]).not.toBe(nonces[1])
    expect(first.body).toContain(`content="${nonces[0] ?? ''}"`)
    expect(second.body).toContain(`content="${nonces[1] ?? ''}"`)
  })

  it('serves the built window whole: every file that index.html names', async () => {
    const built = await serve(RENDERER, 0)
    try {
      const page = await ask('/', { port: built.port })
      const files = [...page.body.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => match[1] ?? '')
      expect(files.length).toBeGreaterThan(1)
      for (const file of files)
        expect(`${file} ${(await ask(`/${file}`, { port: built.port })).status}`).toBe(`${file} 200`)
      expect((await ask('/..%2f..%2fpackage.json', { port: built.port })).status).toBe(404)
    } finally {
      await built.close()
    }
  })

  it('takes a free port where the preferred one is taken', async () => {
    const other = await serve(served, server.port)
    expect(other.port).not.toBe(server.port)
    await other.close()
  })
})
