import { describe, expect, it } from 'vitest'
import { FORMATS } from '../../../src-renderer/ingest/formats/index'
import { columnsOf, log } from '../../../src-renderer/ingest/formats/log'
import { layoutPattern } from '../../../src-renderer/ingest/formats/logLayout'
import { LOG_PATTERNS } from '../../../src-renderer/ingest/formats/logPatterns'
import { logfmt } from '../../../src-renderer/ingest/formats/logfmt'
import { w3c } from '../../../src-renderer/ingest/formats/w3c'
import { detectTimeFormat } from '../../../src-renderer/ingest/time/detectTime'
import { readAll } from './readAll'

type Row = Record<string, unknown>

async function rowsOf(format: typeof log, text: string, sizes: readonly number[] = []): Promise<Row[]> {
  const { names, rows, rejects } = await readAll(format, text, {}, sizes)
  expect(rejects).toEqual([])
  return rows.map((row): Row => {
    const cells = names.map((name, at): [string, unknown] => [name, row[at]])
    return Object.fromEntries(cells.filter(([, cell]) => cell !== null))
  })
}

/** The format that such a file is taken for. */
function takenFor(text: string, name = 'x.log'): string {
  const head = new TextEncoder().encode(text)
  return FORMATS.map((format) => [format.sniff(head, name), format.name] as const).sort(([a], [b]) => b - a)[0]![1]
}

describe.each(LOG_PATTERNS.map((pattern) => [pattern.name, pattern] as const))('%s', (_name, pattern) => {
  it('reads the line of its documentation, before any other pattern', async () => {
    expect(LOG_PATTERNS.find(({ line }) => line.test(pattern.sample))?.name).toBe(pattern.name)
    const text = `${pattern.sample}\n`.repeat(3)
    expect(takenFor(text)).toBe('log')
    const rows = await rowsOf(log, text, [17])
    expect(rows).toHaveLength(3)
    expect(rows[0]).toMatchObject({ time: expect.any(String) as string })
    expect(new Set(columnsOf(pattern)).size).toBe(columnsOf(pattern).length)
  })
})

describe('log lines', () => {
  it.each<[string, Row]>([
    [
      's3',
      { operation: 'REST.GET.VERSIONING', ip: '192.0.2.3', method: 'GET', status: '200', user_agent: 'S3Console/0.4' },
    ],
    [
      'alb',
      { ip: '192.168.131.39', port: '2817', path: 'http://www.example.com:80/', status: '200', actions: 'forward' },
    ],
    ['haproxy-http', { ip: '10.0.1.2', backend: 'static', server: 'srv1', total_ms: '109', path: '/index.html' }],
    ['syslog-5424', { priority: '34', process: 'su', message_id: 'ID47' }],
    ['syslog-iso', { process: 'sshd', action: 'Accepted', method: 'publickey', user: 'ana', ip: '192.0.2.7' }],
    ['logcat', { level: 'I', tag: 'ActivityManager', pid: '1234' }],
    ['nginx-error', { level: 'error', ip: '192.0.2.7', server: 'localhost', request: 'GET /favicon.ico HTTP/1.1' }],
    ['apache-error', { level: 'core:error', ip: '72.15.99.187' }],
    ['spring', { level: 'INFO', thread: 'main', logger: 'o.s.boot.Application', message: 'Started' }],
    ['python', { level: 'INFO', logger: 'example.app', message: 'Started' }],
  ])('gives the columns of %s', async (name, columns) => {
    const { sample } = LOG_PATTERNS.find((pattern) => pattern.name === name)!
    expect((await rowsOf(log, sample))[0]).toMatchObject(columns)
  })

  it('tells what sshd says of whom, and keeps its other lines', async () => {
    const text = [
      'Oct 11 22:14:15 web sshd[1]: Failed password for invalid user bob from 2001:db8::7 port 22 ssh2',
      'Oct 11 22:14:16 web sshd[1]: Invalid user bob from 192.0.2.7 port 50122',
      'Oct 11 22:14:17 web sshd[1]: Connection closed by authenticating user root 192.0.2.7 port 5 [preauth]',
      'Oct 11 22:14:18 web CRON[2]: pam_unix(cron:session): session opened for user root',
      'Oct 11 22:14:19 web kernel: [12.3] eth0: link up',
    ].join('\n')
    expect((await rowsOf(log, text)).map(({ action, user, ip }) => [action, user, ip])).toEqual([
      ['Failed', 'bob', '2001:db8::7'],
      ['Invalid user', 'bob', '192.0.2.7'],
      ['Connection closed', 'root', '192.0.2.7'],
      ['pam_unix', undefined, undefined],
      [undefined, undefined, undefined],
    ])
  })

  it('joins stack traces to the message before them, at the end of a batch too', async () => {
    const one = '2024-01-15 10:00:00,123 [main] ERROR com.example.App - boom\njava.lang.Error: x\n\tat a.B.c(B.java:1)'
    const rows = await rowsOf(log, `${one}\n`.repeat(9000), [50_000])
    expect(rows).toHaveLength(9000)
    expect(new Set(rows.map((row) => row['message']))).toEqual(
      new Set(['boom\njava.lang.Error: x\n\tat a.B.c(B.java:1)']),
    )
  })

  it('rejects lines of another form with what was expected', async () => {
    const line = 'Oct 11 22:14:15 web su: hello'
    const { rows, rejects } = await readAll(log, `${line}\n${line}\nno such line\n${line}\n`)
    expect(rows).toHaveLength(3)
    expect(rejects).toMatchObject([
      { reason: 'not-a-log-line', line: 3, detail: expect.stringContaining('Oct 11') as string },
    ])
  })

  it('is not what a table is', () => {
    expect(takenFor('user,event,ts\na,x,2024-01-15 10:00:00\nb,y,2024-01-15 10:00:01\n', 'x.csv')).toBe('csv')
    expect(takenFor('2024-01-15 10:00:00,a,x\n2024-01-15 10:00:01,b,y\n', 'x.csv')).toBe('csv')
    expect(takenFor('2024-01-15 10:00:00\ta\tx\n2024-01-15 10:00:01\tb\ty\n', 'x.tsv')).toBe('tsv')
  })

  it('has times that are read', async () => {
    const open: string[] = []
    for (const { name, sample } of LOG_PATTERNS) {
      const [row] = await rowsOf(log, sample)
      if (detectTimeFormat([row!['time'] as string]) === null) open.push(name)
    }
    // A day without its year is none until somebody says which.
    expect(open).toEqual(['syslog', 'apache-error'])
  })

  it('knows the parts of a layout', () => {
    expect(layoutPattern('%d [%t] %p: %m').exec('2024-01-15 10:00:00 [a b] INFO: x')?.groups).toMatchObject({
      thread: 'a b',
      message: 'x',
    })
    expect(() => layoutPattern('%d %q')).toThrow('%q is no part of a layout')
  })
})

describe('logfmt', () => {
  it('reads pairs, quotes and bare words', async () => {
    // The first line is of https://brandur.org/logfmt.
    const text =
      'at=info method=GET path=/ host=mutelight.org fwd="124.133.52.161" dyno=web.2 connect=4ms service=8ms ' +
      'status=200 bytes=1653\n' +
      'ts=2024-01-15T10:00:00Z level=warn msg="said \\"no\\"" empty= n=3 ok\n'
    expect(takenFor(text)).toBe('logfmt')
    expect(await rowsOf(logfmt, text)).toEqual([
      expect.objectContaining({ at: 'info', fwd: '124.133.52.161', bytes: '1653' }),
      { ts: '2024-01-15T10:00:00Z', level: 'warn', msg: 'said "no"', n: '3', ok: true },
    ])
  })
})

describe('w3c', () => {
  it('reads IIS, whose fields may change, with date and time as one', async () => {
    const text = [
      '#Software: Microsoft Internet Information Services 10.0',
      '#Fields: date time c-ip cs-method cs(User-Agent) sc-status',
      '2024-01-15 00:00:37 192.0.2.60 GET Mozilla/4.0+(compatible) 200',
      '#Fields: date time c-ip sc-status',
      '2024-01-15 00:01:37 2001:db8::1 404',
    ].join('\r\n')
    expect(takenFor(text)).toBe('w3c')
    expect(await rowsOf(w3c, text)).toEqual([
      {
        time: '2024-01-15 00:00:37Z',
        'c-ip': '192.0.2.60',
        'cs-method': 'GET',
        'cs(User-Agent)': 'Mozilla/4.0+(compatible)',
        'sc-status': '200',
      },
      { time: '2024-01-15 00:01:37Z', 'c-ip': '2001:db8::1', 'sc-status': '404' },
    ])
  })

  it('reads CloudFront, and rejects a line with other fields', async () => {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html, shortened
    const text =
      '#Version: 1.0\n#Fields: date time x-edge-location c-ip cs-uri-stem\n' +
      '2019-12-04\t21:02:31\tLAX1\t192.0.2.100\t/index.html\n2019-12-04\t21:02:31\tLAX1\n'
    const { rows, rejects } = await readAll(w3c, text)
    expect(rows).toEqual([['2019-12-04 21:02:31Z', 'LAX1', '192.0.2.100', '/index.html']])
    expect(rejects).toMatchObject([{ line: 4, detail: 'expected 5 fields, as #Fields has them, found 3' }])
  })
})
