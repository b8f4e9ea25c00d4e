import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inspect } from '../../src-renderer/ingest/inspect/inspect'
import type { InspectOptions } from '../../src-renderer/ingest/contract'
import { importCase, importTexts } from './importCase'
import { memorySource } from './memorySource'
import { runs } from '../runs'

const iso = (micros: unknown): string => new Date(Number(micros) / 1000).toISOString()
const look = (text: string, options: InspectOptions = {}, name = 'e.csv'): ReturnType<typeof inspect> =>
  inspect(memorySource(text, [], name), options)
const csv = (amounts: readonly string[], by = ',', name = 'amount'): string =>
  `user_id${by}event${by}ts${by}${name}\n` +
  `${amounts.map((amount, row) => `u${row}${by}buy${by}2024-01-01 00:00:${String(row).padStart(2, '0')}${by}${amount.includes(by) ? `"${amount}"` : amount}`).join('\n')}\n`
const valuesOf = async (text: string, options: InspectOptions = {}): Promise<unknown[]> =>
  (await (await importTexts([['e.csv', text]], options)).rows()).map(({ value }) => value)

describe('amounts', () => {
  it('with currency, groups and signs are summed as they are (ndb-core#3453)', async () => {
    const { found, rows } = await importCase(['015-currency-thousands/e.csv'])
    expect(found.mapping.value).toBe('amount')
    expect((await rows()).map(({ value }) => value)).toEqual([1234.5, 7.25, -10])
    expect(found.remarks).toMatchObject([
      { kind: 'numbers', column: 'amount', text: 'amount: read as numbers, decimal point, $.' },
    ])
  })

  it('with decimal commas between semicolons are numbers, also in columns without a role (csvlint#171)', async () => {
    const { found, rows, report } = await importCase(['024-semicolons-with-commas/e.csv'])
    expect(found.columns.map(({ type }) => type)).toEqual(['string', 'string', 'timestamp', 'double', 'double'])
    expect((await rows()).map(({ preis, rabatt }) => [preis, rabatt])).toEqual([
      [1.5, 0.1],
      [2.5, 0.2],
      [3.5, 0.3],
    ])
    expect(report.lost).toBeUndefined()
  })

  it.each([
    [
      ['1.234,56', '12,50'],
      [1234.56, 12.5],
    ],
    [
      ["1'234.50", '7.25'],
      [1234.5, 7.25],
    ],
    [
      ['1 234,56 €', '(2,00) €'],
      [1234.56, -2],
    ],
    [
      ['(12.00)', '1,000'],
      [-12, 1000],
    ],
    [
      ['USD 5', 'USD 1,000.25'],
      [5, 1000.25],
    ],
    [
      ['12.5%', '3%'],
      [12.5, 3],
    ],
    [
      ['1,234,567', '12'],
      [1_234_567, 12],
    ],
  ])('%j are %j', async (texts, values) => expect(await valuesOf(csv(texts))).toEqual(values))

  it('are asked about where the mark is open, and read as they are said to be', async () => {
    const text = csv(['1,234', '5,678'])
    const found = await look(text)
    expect(found).toMatchObject({
      certain: false,
      mapping: { value: 'amount' },
      doubt: { role: 'value', option: 'decimal', candidates: ['point', 'comma'] },
    })
    expect(found.doubt!.message).toBe(
      'The numbers in amount, such as “1,234”, read as 1234 (decimal point) and as 1.234 (decimal comma): say ' +
        'which is meant.',
    )
    expect(await valuesOf(text, { decimal: 'point' })).toEqual([1234, 5678])
    expect(await valuesOf(text, { decimal: 'comma' })).toEqual([1.234, 5.678])
    expect((await look(text, { mapping: { time: 'ts', user: 'user_id', value: 'amount' } })).doubt).toMatchObject({
      option: 'decimal',
    })
    expect(await look(text, { mapping: { value: '' }, completeMapping: true })).toMatchObject({ certain: true })
    expect((await look(csv(['1.234', '5.678'], ';'))).doubt).toMatchObject({ option: 'decimal' })
    expect(await valuesOf(csv(['1.234', '5.678']))).toEqual([1.234, 5.678])
  })

  it('that cannot be read are counted with a place and an example, before and after, and kept as text', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => (row === 7 || row === 9 ? 'free?' : `${row},50`))
    const {
      found,
      report,
      rows: stored,
    } = await importTexts([
      ['e.csv', csv(rows, ';')],
      ['f.csv', csv(['$5'], ';')],
    ])
    expect(found.mapping.value).toBe('amount')
    expect(found.remarks.map(({ text }) => text)).toContain(
      'amount: 2 of 20 values are no numbers and are empty as the value, such as “free?” in line 9.',
    )
    expect(report.lost).toEqual({ value: { column: 'amount', count: 3, file: 'e.csv', line: 9, example: 'free?' } })
    const all = await stored()
    expect(
      all
        .filter(({ value }) => value === null)
        .map(({ amount }) => amount)
        .sort(),
    ).toEqual(['$5', 'free?', 'free?'])
    expect(all.reduce((sum, { value }) => sum + Number(value ?? 0), 0)).toBe(
      Array.from({ length: 20 }, (_, row) => (row === 7 || row === 9 ? 0 : row + 0.5)).reduce((a, b) => a + b),
    )
  })

  it('that are mostly lost are no amounts, whoever maps them: nothing is kept', async () => {
    const mapped = { mapping: { value: 'amount' }, completeMapping: true }
    await expect(importTexts([['e.csv', csv(['much', 'little', '3'])]], mapped)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('2 of 3 values of amount cannot be read as numbers') as string,
    })
    const { found, report } = await importTexts([['e.csv', csv(['much', '3'])]], mapped)
    expect(found.remarks).toMatchObject([{ kind: 'lost', column: 'amount', count: 1 }])
    expect(report.lost).toMatchObject({ value: { count: 1, line: 2, example: 'much' } })
  })

  it('of another currency than the usual one are not added to it', async () => {
    const texts = [...Array.from({ length: 9 }, () => '$1.50'), '€2.50']
    expect(await look(csv(['$5.00', '€5.00']))).not.toMatchObject({ mapping: { value: 'amount' } })
    const { report, rows } = await importTexts([['e.csv', csv(texts)]])
    expect(report.lost).toMatchObject({ value: { count: 1, example: '€2.50' } })
    expect((await rows()).map(({ value, amount }) => [value, amount]).at(-1)).toEqual([null, '€2.50'])
  })

  it('whose form breaks off later become text, all written alike, and none is lost', async () => {
    const { report, rows } = await importTexts([
      ['e.csv', csv(['1.234,50', '2,25'], ';', 'price')],
      ['f.csv', csv(['on request', '1.000,75', '7'], ';', 'price')],
    ])
    expect((await rows()).map(({ price }) => price).sort()).toEqual(['1000.75', '1234.5', '2.25', '7', 'on request'])
    expect(report.lost).toBeUndefined()
  })

  it('that only look like numbers stay what they are: codes with groups, zip codes, lists', async () => {
    const { found, rows } = await importTexts([
      [
        'e.csv',
        'user_id,event,ts,code,zip,pair\nu,a,2024-01-01,"1,234",01234,"3,17"\nu,b,2024-01-02,"5,678",99999,"4,5"\n',
      ],
    ])
    expect(found.columns.map(({ type }) => type)).toEqual(['string', 'string', 'date', 'string', 'string', 'string'])
    expect((await rows()).map(({ code, zip, pair }) => [code, zip, pair])).toEqual([
      ['1,234', '01234', '3,17'],
      ['5,678', '99999', '4,5'],
    ])
  })

  it('as 1.234 in a file that writes decimal commas elsewhere stay text, because they may be groups', async () => {
    const { found } = await importTexts([
      ['e.csv', 'user_id;event;ts;price;stock\nu;a;2024-01-01;1,50;1.234\nu;b;2024-01-02;2,75;5.678\n'],
    ])
    expect(found.columns.slice(3).map(({ type }) => type)).toEqual(['double', 'string'])
  })

  it('come back exactly from files in any form', async () => {
    const column = fc.record({
      decimal: fc.constantFrom('.', ','),
      group: fc.constantFrom('', 'other', "'", ' '),
      unit: fc.constantFrom('', '$', ' €'),
      cents: fc.array(fc.integer({ min: -99_999_999, max: 99_999_999 }), { minLength: 1, maxLength: 12 }),
    })
    await fc.assert(
      fc.asyncProperty(column, async ({ decimal, group, unit, cents }) => {
        const by = group === 'other' ? (decimal === '.' ? ',' : '.') : group
        const texts = cents.map((value) => {
          const size = Math.abs(value)
          const whole = String(Math.floor(size / 100)).replace(/\B(?=(\d{3})+$)/g, by)
          const number = `${whole}${decimal}${String(size % 100).padStart(2, '0')}`
          return `${value < 0 ? '-' : ''}${unit === '$' ? unit : ''}${number}${unit === '$' ? '' : unit}`
        })
        expect(await valuesOf(csv(texts, ';'))).toEqual(cents.map((value) => value / 100 + 0))
      }),
      { numRuns: runs(12) },
    )
  })
})

describe('a flag', () => {
  it('that is neither yes nor no is counted', async () => {
    const text =
      'user_id,event,ts,is_test\n' +
      `${Array.from({ length: 10 }, (_, row) => `u${row},a,2024-01-01,${row === 3 ? 'maybe' : 0}`).join('\n')}\n`
    const { report } = await importTexts([['e.csv', text]], { mapping: { test: 'is_test' }, completeMapping: true })
    expect(report.lost).toEqual({ test: { column: 'is_test', count: 1, file: 'e.csv', line: 5, example: 'maybe' } })
  })
})

describe('a time in two columns', () => {
  it('is day and time of day together (submersion#63)', async () => {
    const { found, rows, report } = await importCase(['045-date-and-time-columns/e.csv'])
    expect(found).toMatchObject({
      mapping: { time: 'date+time' },
      guesses: { time: { column: 'date+time', others: ['date'] } },
      certain: true,
    })
    expect((await rows()).map(({ ts }) => iso(ts))).toEqual([
      '2024-01-15T09:00:00.000Z',
      '2024-01-15T14:00:00.000Z',
      '2024-01-16T11:22:00.000Z',
    ])
    expect(report.rejected).toBe(0)
  })

  it('needs both, and says where one is missing', async () => {
    const { report } = await importTexts([
      ['e.csv', 'user_id,event,date,time\nu,a,2024-01-15,09:00\nu,b,2024-01-16,\nu,c,,10:00\nu,d,2024-01-15,09:01\n'],
    ])
    expect(report).toMatchObject({ rows: 2, rejected: 2, minTs: '2024-01-15T09:00:00.000Z' })
  })

  it(
    'is asked about when several times of day could belong to the day, and left to the person where none does by ' +
      'name',
    async () => {
      const rows = (names: string): string =>
        `user_id,event,${names}\nu,a,2024-01-15,09:00,10:00\nu,b,2024-01-16,09:30,10:30\n`
      expect(await look(rows('date,start_time,log_time'))).toMatchObject({
        doubt: { role: 'time', candidates: ['date+start_time', 'date+log_time', 'date'] },
      })
      expect(await look(rows('order_date,order_time,opens'))).toMatchObject({
        certain: true,
        mapping: { time: 'order_date+order_time' },
      })
      const found = await look(rows('date,watched,opens'))
      expect(found).toMatchObject({ certain: true, mapping: { time: 'date' } })
      expect(found.remarks.map(({ text }) => text)).toContain(
        'date: days without a time of day; watched holds times of day: choose date+watched as the time if they ' +
          'belong together.',
      )
    },
  )

  it('is what somebody maps, in any order, and a column that is called so comes first', async () => {
    const text = 'user_id,event,day,at\nu,a,15.01.2024,9:05\nu,b,16.01.2024,21:30\n'
    const { rows } = await importTexts([['e.csv', text]], { mapping: { time: 'day+at' }, completeMapping: true })
    expect((await rows()).map(({ ts }) => iso(ts))).toEqual(['2024-01-15T09:05:00.000Z', '2024-01-16T21:30:00.000Z'])
    await expect(look(text, { mapping: { time: 'day+when' }, completeMapping: true })).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(
      await look('user_id,event,a+b,a,b\nu,x,2024-01-01,2024-01-02,09:00\n', {
        mapping: { time: 'a+b' },
        completeMapping: true,
      }),
    ).toMatchObject({ timeFormat: 'iso', mapping: { time: 'a+b' } })
  })

  it('is asked about where day and month may change places', async () => {
    expect((await look('user_id,event,date,time\nu,a,03/04/2024,09:00\nu,b,04/05/2024,10:00\n')).doubt).toMatchObject({
      role: 'time',
      option: 'timeFormat',
      candidates: ['%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M'],
    })
  })

  it('joins any day with any time of day', async () => {
    const pad = (value: number, size = 2): string => String(value).padStart(size, '0')
    const days: readonly ((at: Date) => string)[] = [
      (at) => at.toISOString().slice(0, 10),
      (at) => at.toISOString().slice(0, 10).replaceAll('-', ''),
      (at) => `${at.toISOString().slice(0, 10)} 00:00:00`,
      (at) => `${at.toISOString().slice(0, 10)}T00:00:00.000Z`,
      (at) => `${pad(at.getUTCDate())}.${pad(at.getUTCMonth() + 1)}.${at.getUTCFullYear()}`,
      (at) => at.toISOString().slice(0, 10).replaceAll('-', '/'),
    ]
    const clocks: readonly ((at: Date) => string)[] = [
      (at) => at.toISOString().slice(11, 19),
      (at) =>
        `${((at.getUTCHours() + 11) % 12) + 1}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())} ` +
        `${at.getUTCHours() < 12 ? 'AM' : 'PM'}`,
      (at) => at.toISOString().slice(11, 19).replaceAll(':', ''),
      (at) => `1899-12-30 ${at.toISOString().slice(11, 19)}`,
      (at) => `${at.getUTCHours()}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())}`,
    ]
    // One of the days is beyond the 12th, so that its order is not open.
    const times = fc
      .array(fc.integer({ min: Date.UTC(2001, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 }), {
        minLength: 1,
        maxLength: 5,
      })
      .map((seconds) => [Date.UTC(2024, 4, 25, 13, 7, 9) / 1000, ...seconds])
    await fc.assert(
      fc.asyncProperty(times, fc.constantFrom(...days), fc.constantFrom(...clocks), async (seconds, day, clock) => {
        const text =
          'user_id,event,date,time\n' +
          `${seconds.map((second, row) => `u${row},a,${day(new Date(second * 1000))},${clock(new Date(second * 1000))}`).join('\n')}\n`
        const { rows, report } = await importTexts([['e.csv', text]])
        expect(report.rejected).toBe(0)
        expect((await rows()).map(({ ts }) => Number(ts) / 1_000_000).sort((a, b) => a - b)).toEqual(
          [...seconds].sort((a, b) => a - b),
        )
      }),
      { numRuns: runs(12) },
    )
  })
})

describe('epochs and days of spreadsheets', () => {
  it.each([
    ['048-excel-serial/e.csv', ['2024-01-15T10:00:00.000Z', '2024-01-15T12:00:00.000Z', '2024-01-16T06:00:00.000Z']],
    ['049-epoch-scientific/e.csv', ['2024-01-15T10:00:00.000Z', '2024-01-16T10:00:00.000Z']],
    ['050-epoch-float-seconds/e.csv', ['2024-01-15T10:00:00.123Z', '2024-01-15T10:00:01.500Z']],
  ])('%s', async (name, times) => {
    const { rows, report } = await importCase([name])
    expect(report.rejected).toBe(0)
    expect((await rows()).map(({ ts }) => iso(ts))).toEqual(times)
  })

  it('of several units are each read by their size, and it is said', async () => {
    const { found, rows, report } = await importTexts([
      ['e.csv', 'user_id,event,ts\nu,a,1705312800\nu,b,1705312801000\nu,c,1705312802000000\nu,d,1705312803000000000\n'],
    ])
    expect(found.timeFormat).toBe('epoch-mixed')
    expect(found.remarks).toMatchObject([{ kind: 'epochs', column: 'ts' }])
    expect((await rows()).map(({ ts }) => iso(ts))).toEqual(
      [0, 1, 2, 3].map((second) => `2024-01-15T10:00:0${second}.000Z`),
    )
    expect(report.rejected).toBe(0)
  })

  it('never land in 1970 by accident: another unit behind the sample is read as what it is, and zero is rejected', async () => {
    const rows = [...Array.from({ length: 450 }, (_, row) => 1_705_312_800_000 + row), 1_705_312_900, 0, 86_400]
    const {
      report,
      rows: stored,
      found,
    } = await importTexts([['e.csv', `user_id,event,ts\n${rows.map((ts) => `u,a,${ts}`).join('\n')}\n`]])
    expect(found.timeFormat).toBe('epoch-ms')
    expect(report).toMatchObject({
      rows: 451,
      rejected: 2,
      minTs: '2024-01-15T10:00:00.000Z',
      maxTs: '2024-01-15T10:01:40.000Z',
    })
    expect(found.remarks.map(({ text }) => text)).toContain(
      'ts: 2 of 453 values are no times; such rows are rejected, such as “0” in line 453.',
    )
    expect(await stored()).toHaveLength(451)
  })

  it('of a unit that somebody says are taken at their word, with a remark where that is January 1970', async () => {
    const { found, report } = await importTexts([['e.csv', 'user_id,event,ts\nu,a,1705312800\nu,b,1705312801\n']], {
      timeFormat: 'epoch-ms',
    })
    expect(found.remarks.map(({ text }) => text)).toContain(
      'ts: as epoch-ms most times fall in January 1970; their size is that of epoch-s.',
    )
    expect(report.minTs).toBe('1970-01-20T17:41:52.800Z')
  })

  it('agree with whole numbers of nanoseconds, whatever their unit and dress', async () => {
    const unit = fc.constantFrom(['s', 9], ['ms', 6], ['us', 3], ['ns', 0]) as fc.Arbitrary<readonly [string, number]>
    const one = fc.tuple(fc.bigInt({ min: 315_532_800n * 10n ** 9n, max: 4_102_444_799n * 10n ** 9n }), unit)
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 12 }), async (times) => {
        const whole = times.map(([nanos, [, zeros]]) => nanos - (nanos % 10n ** BigInt(zeros)))
        const text =
          'user_id,event,ts\n' +
          `${whole.map((nanos, row) => `u${row},a,${nanos / 10n ** BigInt(times[row]![1][1])}`).join('\n')}\n`
        const { rows, report } = await importTexts([['e.csv', text]])
        expect(report.rejected).toBe(0)
        // Digits below a microsecond are cut off.
        const micros = whole.map((nanos) => Number(nanos / 1000n)).sort((a, b) => a - b)
        expect((await rows()).map(({ ts }) => Number(ts)).sort((a, b) => a - b)).toEqual(micros)
      }),
      { numRuns: runs(12) },
    )
  })
})

describe('keys that flatten to one name', () => {
  it('keep a column each, and it is said', async () => {
    const line = (rest: string): string => `{"user_id":"u","event":"a","ts":1705312800,${rest}}\n`
    const text = line('"a.b":1,"a":{"b":2}') + line('"a":{"b":4},"a.b":3') + line('"a.b_2":5')
    const { found, report, rows } = await importTexts([['e.ndjson', text]])
    // What is called a.b_2 in the file keeps its name.
    expect((await rows()).map((row) => [row['a.b'], row['a.b_3'], row['a.b_2']])).toEqual([
      [1, 2, null],
      [3, 4, null],
      [null, null, 5],
    ])
    expect(found.remarks.map((remark) => remark.text)).toContain(
      'a.b: two columns come out with this name; the second is kept as a.b_3.',
    )
    expect(report.remarks).toMatchObject([{ kind: 'same-names', column: 'a.b_3' }])
  })

  it('lose no value, in any order of keys', async () => {
    const key = fc.constantFrom('a', 'b', 'a.b', 'b.a', 'a.b.a')
    const object = fc.dictionary(
      key,
      fc.oneof(
        fc.integer({ min: 1, max: 99 }),
        fc.dictionary(key, fc.integer({ min: 1, max: 99 }), { noNullPrototype: true }),
      ),
      { noNullPrototype: true },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(object, { minLength: 1, maxLength: 6 }), async (objects) => {
        const text = objects
          .map((one, row) => `${JSON.stringify({ user_id: `u${row}`, event: 'x', ts: 1_705_312_800 + row, ...one })}\n`)
          .join('')
        const stored = await (await importTexts([['e.ndjson', text]])).rows()
        const numbersIn = (value: unknown): number[] =>
          typeof value === 'number'
            ? [value]
            : typeof value === 'object' && value !== null
              ? Object.values(value).flatMap(numbersIn)
              : []
        const kept = stored.map((row) =>
          Object.entries(row)
            .flatMap(([name, value]) =>
              ['ts', 'user_key', '_source'].includes(name) || value === null ? [] : [Number(value)],
            )
            .filter((value) => !Number.isNaN(value))
            .sort((a, b) => a - b),
        )
        expect(kept).toEqual(objects.map((one) => numbersIn(one).sort((a, b) => a - b)))
      }),
      { numRuns: runs(20) },
    )
  })
})

describe('access logs', () => {
  it('with the virtual host in front have the client as the user (goaccess#383)', async () => {
    const { users, rows, report } = await importCase(['131-apache-vhost/other_vhosts_access.log'])
    expect(report).toMatchObject({ rows: 3, rejected: 0 })
    expect([...users].sort()).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3'])
    expect((await rows()).map(({ vhost, port }) => [vhost, port])).toEqual([
      ['shop.example.com', 443],
      ['shop.example.com', 443],
      ['blog.example.com', 443],
    ])
  })

  it('with odd lines keep agents, users with blanks, and reject what was cut (goaccess#952)', async () => {
    const { report, rows } = await importCase(['133-access-odd-lines/access.log'], {
      mapping: { user: 'ip' },
      completeMapping: true,
    })
    expect(report).toMatchObject({ rows: 2, rejected: 1, users: 2 })
    expect((await rows()).map(({ user, user_agent: agent }) => [user, agent])).toEqual([
      [null, 'agent "quoted"'],
      ['jo do', null],
    ])
  })

  it('in which few are logged in count addresses', async () => {
    const { report, found } = await importCase(['145-access-log-few-logins/access.log'])
    expect(report).toMatchObject({ rows: 200, users: 41, rowsWithoutUser: 0 })
    expect(found.guesses.user).toMatchObject({
      column: 'ip',
      reason: expect.stringMatching(/user is filled in \d+ % only/) as string,
    })
  })
})

describe('a role', () => {
  const rows = (count: number, row: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => `${row(index)}\n`).join('')

  it('goes to the full column beside one that is nearly empty, and says why', async () => {
    const found = await look(
      'user_id,device_id,event,ts,revenue,amount\n' +
        `${rows(100, (i) => `${i % 20 === 0 ? `u${i}` : ''},d${i % 30},a,2024-01-01,${i % 50 === 0 ? 1 : ''},${i}`)}`,
    )
    expect(found).toMatchObject({ certain: true, mapping: { user: 'device_id', value: 'amount' } })
    expect(found.guesses.user!.reason).toContain('user_id is filled in 5 % only')
  })

  it('stays with the better name where that is filled often enough, and its gaps are said', async () => {
    const found = await look(
      `user_id,device_id,event,ts\n${rows(100, (i) => `${i % 10 < 6 ? `u${i % 7}` : ''},d${i % 30},a,2024-01-01`)}`,
    )
    expect(found).toMatchObject({ certain: true, mapping: { user: 'user_id' } })
    expect(found.guesses.user!.reason).toContain('filled in 60 % of the rows')
    expect(found.remarks).toMatchObject([
      { kind: 'sparse', column: 'user_id', count: 40, text: 'user_id: empty in 40 of 100 rows (40 %).' },
      { kind: 'sparse', column: 'user_id', text: expect.stringContaining("--map 'user=user_id|device_id'") as string },
    ])
  })

  it('goes to a nearly empty column where there is no other', async () => {
    const found = await look(`user_id,event,ts\n${rows(100, (i) => `${i % 20 === 0 ? `u${i}` : ''},a,2024-01-01`)}`)
    expect(found).toMatchObject({ kind: 'events', mapping: { user: 'user_id' } })
  })
})
