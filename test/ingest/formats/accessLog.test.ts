import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { ACCESS_LOG_COLUMNS, accessLog } from '../../../src-renderer/ingest/formats/accessLog'
import { readAll } from './readAll'

const start = '83.149.9.216 - frank [17/May/2015:10:05:03 +0000]'

async function readLine(line: string): Promise<Record<string, unknown>> {
  const { rows, rejects } = await readAll(accessLog, line)
  expect(rejects).toEqual([])
  return Object.fromEntries(ACCESS_LOG_COLUMNS.map((name, i) => [name, rows[0]![i]]))
}

describe('access log', () => {
  it('reads the combined form', async () => {
    expect(await readLine(`${start} "GET /a?b=c HTTP/1.1" 200 203023 "http://x.org/" "Mozilla/5.0 (X11)"`)).toEqual({
      ip: '83.149.9.216',
      ident: null,
      user: 'frank',
      time: '17/May/2015:10:05:03 +0000',
      method: 'GET',
      path: '/a?b=c',
      protocol: 'HTTP/1.1',
      status: '200',
      bytes: '203023',
      referrer: 'http://x.org/',
      user_agent: 'Mozilla/5.0 (X11)',
    })
  })

  it('reads the common form, and - as null', async () => {
    expect(await readLine(`::1 - - [17/May/2015:10:05:03 +0000] "HEAD / HTTP/1.0" 304 -\r`)).toMatchObject({
      ip: '::1',
      user: null,
      bytes: null,
      status: '304',
      referrer: null,
      user_agent: null,
    })
  })

  it.each([
    [
      'escaped quotes',
      `${start} "GET / HTTP/1.1" 200 1 "-" "a \\"b\\" \\\\c"`,
      { user_agent: 'a "b" \\c', referrer: null },
    ],
    [
      'a last quote that is never closed',
      `${start} "GET / HTTP/1.1" 200 1 "-" "Mozilla/5.0 (no end`,
      { user_agent: 'Mozilla/5.0 (no end' },
    ],
    [
      'a user with a blank',
      `1.2.3.4 - John Doe [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1`,
      { user: 'John Doe', method: 'GET' },
    ],
    ['an empty request', `${start} "-" 408 0 "-" "-"`, { method: null, path: null, status: '408', user_agent: null }],
    [
      'a probe that is no request',
      `${start} "\\x16\\x03\\x01" 400 226 "-" "-"`,
      { method: null, path: '\\x16\\x03\\x01', protocol: null },
    ],
    ['blanks in the path', `${start} "GET /a b c HTTP/1.1" 404 1`, { path: '/a b c', protocol: 'HTTP/1.1' }],
    ['HTTP/0.9', `${start} "GET /old" 200 1`, { path: '/old', protocol: null }],
    ['further fields', `${start} "GET / HTTP/1.1" 200 1 "-" "curl" "10.0.0.1" 0.003`, { user_agent: 'curl' }],
  ])('keeps %s', async (_what, line, expected) => expect(await readLine(line)).toMatchObject(expected))

  const rest = '[17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1'
  it.each([
    [
      'a name and port',
      `shop.example.com:443 192.0.2.1 - - ${rest}`,
      { ip: '192.0.2.1', user: null, ident: null, vhost: 'shop.example.com', port: '443' },
    ],
    [
      'a name alone',
      `shop.example.com 192.0.2.1 - ann ${rest}`,
      { ip: '192.0.2.1', user: 'ann', vhost: 'shop.example.com', port: null },
    ],
    [
      'an IPv6 client',
      `shop.example.com:443 2001:db8::1 - - ${rest}`,
      { ip: '2001:db8::1', user: null, vhost: 'shop.example.com' },
    ],
    [
      'an IPv6 host',
      `[2001:db8::5]:80 ::ffff:192.0.2.1 - - ${rest}`,
      { ip: '::ffff:192.0.2.1', vhost: '2001:db8::5', port: '80' },
    ],
    ['an address as host', `10.0.0.1:80 192.0.2.1 - - ${rest}`, { ip: '192.0.2.1', vhost: '10.0.0.1', port: '80' }],
    [
      'a client by name, because of the port',
      `a.example:80 host-7.isp.example - Jo Do ${rest}`,
      { ip: 'host-7.isp.example', user: 'Jo Do', vhost: 'a.example' },
    ],
    ['a host that nobody named', `- 192.0.2.1 - - ${rest}`, { ip: '192.0.2.1', user: null, vhost: null }],
    [
      'a list of clients behind it',
      `a.example:80 192.0.2.1, 10.0.0.1 - - ${rest}`,
      { ip: '192.0.2.1, 10.0.0.1', user: null, vhost: 'a.example' },
    ],
  ])('takes %s in front for the virtual host', async (_what, line, expected) => {
    const { names, rows, rejects } = await readAll(accessLog, line)
    expect(rejects).toEqual([])
    expect(Object.fromEntries(names.map((name, i) => [name, rows[0]![i]]))).toMatchObject(expected)
  })

  it.each([
    ['a user with blanks', `1.2.3.4 - jo do ${rest}`, { ip: '1.2.3.4', user: 'jo do' }],
    ['an IPv6 client', `2001:db8::1 - jo do ${rest}`, { ip: '2001:db8::1', user: 'jo do' }],
    ['a client by name', `host.example - - ${rest}`, { ip: 'host.example', user: null }],
    ['a list of clients', `1.2.3.4, 10.0.0.1 - - ${rest}`, { ip: '1.2.3.4, 10.0.0.1', user: null }],
  ])('takes %s for no virtual host', async (_what, line, expected) => {
    const { names } = await readAll(accessLog, line)
    expect(names).toEqual([...ACCESS_LOG_COLUMNS])
    expect(await readLine(line)).toMatchObject(expected)
  })

  it('gives the host of each line, however lines with and without one are mixed', async () => {
    const lines = Array.from({ length: 20_000 }, (_, row) =>
      row > 9000 && row % 3 === 0
        ? `a.example:80 192.0.2.${row % 200} - - ${rest}`
        : `192.0.2.${row % 200} - - ${rest}`,
    )
    const { names, rows } = await readAll(accessLog, lines.join('\n'))
    const [ip, vhost] = [names.indexOf('ip'), names.indexOf('vhost')]
    expect(rows.map((row) => [row[ip], row[vhost] ?? null])).toEqual(
      lines.map((_, row) => [`192.0.2.${row % 200}`, row > 9000 && row % 3 === 0 ? 'a.example' : null]),
    )
  })

  it('points into a line behind its virtual host', async () => {
    const { rejects } = await readAll(accessLog, `a.example:80 192.0.2.1 - - 17/May/2015 "GET /" 200 1`)
    expect(rejects.map(({ column, detail }) => [column, detail])).toEqual([
      [26, 'expected a user or -, and a time in brackets'],
    ])
  })

  it('names line and column of what is no log line', async () => {
    const good = `${start} "GET / HTTP/1.1" 200 1 "-" "curl"`
    const text = [
      good,
      'nonsense',
      '',
      `${start} GET / 200 1`,
      `${start} "GET / HTTP/1.1" 2000 1`,
      `1.2.3.4 - - 17/May/2015 "GET /" 200 1`,
      good,
      `${start} "GET / HTTP/1.1" 200 1 "-`,
    ].join('\n')
    for (const sizes of [[], [1], [50, 3]]) {
      const result = await readAll(accessLog, text, {}, sizes)
      expect(result.rejects.map(({ line, column, detail }) => [line, column, detail])).toEqual([
        [2, 1, 'expected an address'],
        [4, start.length + 2, 'expected a request in quotes'],
        [5, start.length + 19, 'expected a status of three digits'],
        [6, 11, 'expected a user or -, and a time in brackets'],
        [8, start.length + 24, 'expected a referrer in quotes'],
      ])
      expect(result.lines).toEqual([1, 7])
      expect(result.rejects.every((reject) => reject.reason === 'not-a-log-line')).toBe(true)
    }
  })

  it('reads all of a real log', async () => {
    const bytes = await readFile('samples/open-data/apache_logs/apache_logs.log')
    const result = await readAll(accessLog, bytes, {}, [65536])
    const column = (name: (typeof ACCESS_LOG_COLUMNS)[number]): unknown[] =>
      result.rows.map((row) => row[ACCESS_LOG_COLUMNS.indexOf(name)])
    expect([result.rows.length, result.rejects]).toEqual([10000, []])
    expect(new Set(column('ip')).size).toBe(1753)
    expect(column('time').every((time) => /^\d\d\/May\/2015:/.test(String(time)))).toBe(true)
    expect(accessLog.sniff(bytes.subarray(0, 65536), 'x')).toBeGreaterThan(0.9)
    expect(accessLog.sniff(Buffer.from('a,b\n1,2\n'), 'x.log')).toBe(0)
  })
})
