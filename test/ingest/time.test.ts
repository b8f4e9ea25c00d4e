import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cell } from '../../src-renderer/ingest/contract'
import { detectTime, detectTimeFormat } from '../../src-renderer/ingest/time/detectTime'
import { compileTimeReader, isTimeFormat } from '../../src-renderer/ingest/time/time'

/** The time that a cell reads as, as ISO text with microseconds, or null. */
function read(format: string, cell: Cell, zone = 'UTC'): string | null {
  const ts = compileTimeReader(format, zone)(cell)
  if (Number.isNaN(ts)) return null
  return `${new Date(Math.floor(ts / 1000)).toISOString().slice(0, -1)}${String(((ts % 1000) + 1000) % 1000).padStart(3, '0')}Z`
}

describe('iso', () => {
  it.each([
    ['2024-03-10', '2024-03-10T00:00:00.000000Z'],
    ['2024/03/10', '2024-03-10T00:00:00.000000Z'],
    ['2024-3-1', '2024-03-01T00:00:00.000000Z'],
    ['20240310', '2024-03-10T00:00:00.000000Z'],
    ['2024-03-10 01:02:03', '2024-03-10T01:02:03.000000Z'],
    ['2024-03-10T01:02:03', '2024-03-10T01:02:03.000000Z'],
    ['2024-03-10t01:02:03z', '2024-03-10T01:02:03.000000Z'],
    ['2024/03/10 01:02:03', '2024-03-10T01:02:03.000000Z'],
    ['2024-03-10 01:02', '2024-03-10T01:02:00.000000Z'],
    ['2024-03-10T01', '2024-03-10T01:00:00.000000Z'],
    ['2024-03-10 1:02:03', '2024-03-10T01:02:03.000000Z'],
    ['  2024-03-10 01:02:03 ', '2024-03-10T01:02:03.000000Z'],
    ['2024-03-10T01:02:03.1', '2024-03-10T01:02:03.100000Z'],
    ['2024-03-10T01:02:03,25', '2024-03-10T01:02:03.250000Z'],
    ['2024-03-10T01:02:03.123456', '2024-03-10T01:02:03.123456Z'],
    ['2024-03-10T01:02:03.123456789', '2024-03-10T01:02:03.123456Z'],
    ['2024-03-10T23:59:59.999999999Z', '2024-03-10T23:59:59.999999Z'],
    ['2024-03-10T01:02:03Z', '2024-03-10T01:02:03.000000Z'],
    ['2024-03-10 01:02:03 UTC', '2024-03-10T01:02:03.000000Z'],
    ['2024-03-10T01:02:03+05:45', '2024-03-09T19:17:03.000000Z'],
    ['2024-03-10T01:02:03.5-0530', '2024-03-10T06:32:03.500000Z'],
    ['2024-03-10T01:02:03+02', '2024-03-09T23:02:03.000000Z'],
    ['2024-03-10 01:02:03 +0200', '2024-03-09T23:02:03.000000Z'],
    ['2024-03-10T01:02:03+01:00[Europe/Paris]', '2024-03-10T00:02:03.000000Z'],
    ['20240310T010203Z', '2024-03-10T01:02:03.000000Z'],
    ['20240310T010203.5+0100', '2024-03-10T00:02:03.500000Z'],
    ['2024-12-31T24:00:00Z', '2025-01-01T00:00:00.000000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000000Z'],
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000000Z'],
  ])('reads %j', (text, expected) => expect(read('iso', text)).toBe(expected))

  it.each([
    null,
    '',
    ' ',
    'yesterday',
    '2024',
    '2024-13-01',
    '2024-00-01',
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-04-31T00:00:00Z',
    '2024-03-10T25:00:00',
    '2024-03-10T24:00:01',
    '2024-03-10T01:60:00',
    '2024-03-10T01:02:61',
    '2024-03-10T01:02:03+19:00',
    '2024-03-10T01:02:03.',
    '2024-03-10T01:02:03x',
    '2024-03-10x01:02:03',
    '2024-03/10',
    '202431',
    '-2024-03-10',
    '1500-01-01',
    '2300-01-01',
    20240310,
    true,
    17n,
  ])('does not read %s', (cell) => expect(read('iso', cell)).toBeNull())

  it('takes a time without an offset as local, one with an offset as it is', () => {
    expect(read('iso', '2024-01-15 12:00:00', 'America/New_York')).toBe('2024-01-15T17:00:00.000000Z')
    expect(read('iso', '2024-01-15 12:00:00.123456', 'America/New_York')).toBe('2024-01-15T17:00:00.123456Z')
    expect(read('iso', '2024-01-15', 'Asia/Kathmandu')).toBe('2024-01-14T18:15:00.000000Z')
    expect(read('iso', '2024-01-15 12:00:00Z', 'America/New_York')).toBe('2024-01-15T12:00:00.000000Z')
    expect(read('iso', '2024-01-15 12:00', 'America/New_York')).toBe('2024-01-15T17:00:00.000000Z')
  })

  it('moves a skipped wall clock forward and takes the earlier of two', () => {
    expect(read('iso', '2024-03-10 02:30:00', 'America/New_York')).toBe('2024-03-10T07:30:00.000000Z')
    expect(read('iso', '2024-11-03 01:30:00', 'America/New_York')).toBe('2024-11-03T05:30:00.000000Z')
  })

  it('agrees with Date on every instant, in every dress', () => {
    const instants = fc.integer({ min: Date.UTC(1700, 0, 1), max: Date.UTC(2250, 0, 1) })
    const dress = fc.constantFrom<(iso: string) => string>(
      (iso) => iso,
      (iso) => iso.replace('T', ' '),
      (iso) => iso.replace('Z', '+00:00'),
      (iso) => iso.replace('Z', '-0000'),
      (iso) => iso.replaceAll('-', '/'),
      (iso) => iso.replace('Z', '000Z'),
      (iso) => iso.replace('Z', ''),
      (iso) => iso.replace('Z', ' UTC'),
      (iso) => iso.replace(/[-:]/g, ''),
    )
    fc.assert(
      fc.property(instants, dress, (ms, wear) => {
        expect(compileTimeReader('iso', 'UTC')(wear(new Date(ms).toISOString()))).toBe(ms * 1000)
      }),
      { numRuns: 2000 },
    )
  })

  it('subtracts any offset', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -14 * 4, max: 14 * 4 }), (ms, quarters) => {
        const size = Math.abs(quarters) * 15
        const text = new Date(ms + quarters * 900_000)
          .toISOString()
          .replace(
            'Z',
            `${quarters < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`,
          )
        expect(compileTimeReader('iso', 'America/New_York')(text)).toBe(ms * 1000)
      }),
    )
  })

  it('never throws, whatever the text', () => {
    const reader = compileTimeReader('iso', 'America/New_York')
    fc.assert(
      fc.property(fc.string(), (text) => {
        reader(text)
      }),
    )
    fc.assert(
      fc.property(fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?$/), (text) => {
        const ts = reader(text)
        expect(Number.isNaN(ts) || Number.isSafeInteger(ts)).toBe(true)
      }),
    )
  })
})

describe('epochs', () => {
  it.each<[string, Cell, string | null]>([
    ['epoch-s', 1700000000, '2023-11-14T22:13:20.000000Z'],
    ['epoch-s', '1700000000', '2023-11-14T22:13:20.000000Z'],
    ['epoch-s', ' 1700000000.123456 ', '2023-11-14T22:13:20.123456Z'],
    ['epoch-s', 1700000000.5, '2023-11-14T22:13:20.500000Z'],
    ['epoch-s', -1, '1969-12-31T23:59:59.000000Z'],
    ['epoch-ms', 1700000000123, '2023-11-14T22:13:20.123000Z'],
    ['epoch-ms', '1700000000123.456', '2023-11-14T22:13:20.123456Z'],
    ['epoch-us', 1700000000123456, '2023-11-14T22:13:20.123456Z'],
    ['epoch-us', '1700000000123456', '2023-11-14T22:13:20.123456Z'],
    ['epoch-ns', 1700000000123456789n, '2023-11-14T22:13:20.123456Z'],
    ['epoch-ns', '1700000000123456789', '2023-11-14T22:13:20.123456Z'],
    ['epoch-ns', '1700000000000000999', '2023-11-14T22:13:20.000000Z'],
    ['epoch-ns', -1n, '1969-12-31T23:59:59.999999Z'],
    ['epoch-s', '', null],
    ['epoch-s', null, null],
    ['epoch-s', 'x', null],
    ['epoch-s', '0x10', null],
    ['epoch-s', true, null],
    ['epoch-s', NaN, null],
    ['epoch-s', Infinity, null],
    ['epoch-s', 1700000000123, null],
    ['epoch-ns', 99999999999999999999n, null],
  ])('%s of %s is %s', (format, cell, expected) => expect(read(format, cell, 'America/New_York')).toBe(expected))
})

describe('patterns', () => {
  it.each([
    ['%d/%b/%Y:%H:%M:%S %z', '17/May/2015:10:05:03 +0000', '2015-05-17T10:05:03.000000Z'],
    ['%d/%b/%Y:%H:%M:%S %z', '17/May/2015:10:05:03 -0730', '2015-05-17T17:35:03.000000Z'],
    ['%a, %d %b %Y %H:%M:%S %z', 'Sun, 17 May 2015 10:05:03 GMT', '2015-05-17T10:05:03.000000Z'],
    ['%m/%d/%Y %I:%M %p', '12/31/2020 11:59 PM', '2020-12-31T23:59:00.000000Z'],
    ['%m/%d/%Y %I:%M %p', '1/2/2020 12:05 a.m.', '2020-01-02T00:05:00.000000Z'],
    ['%d.%m.%Y %H:%M', '31.12.2020 7:05', '2020-12-31T07:05:00.000000Z'],
    ['%d.%m.%y', '31.12.68', '2068-12-31T00:00:00.000000Z'],
    ['%d.%m.%y', '31.12.69', '1969-12-31T00:00:00.000000Z'],
    ['%b %d, %Y', 'September 3, 2021', '2021-09-03T00:00:00.000000Z'],
    ['%b %d, %Y', 'Sept 3, 2021', '2021-09-03T00:00:00.000000Z'],
    ['%Y%m%d', '20240229', '2024-02-29T00:00:00.000000Z'],
    ['%Y-%m-%d %H:%M:%S', '2024-02-29   01:02:03.5', '2024-02-29T01:02:03.500000Z'],
    ['%Y %H:%M:%S.%f', '2020 01:02:03.000007', '2020-01-01T01:02:03.000007Z'],
    ['%H:%M:%S.%f', '01:02:03.000007', null],
    ['100%% %Y', '100% 2020', '2020-01-01T00:00:00.000000Z'],
  ])('%s reads %j', (format, text, expected) => expect(read(format, text)).toBe(expected))

  it.each([
    ['%m/%d/%Y', '31/12/2020'],
    ['%m/%d/%Y', '2/30/2020'],
    ['%m/%d/%Y', '2/3/20'],
    ['%m/%d/%y', '2/3/2020'],
    ['%m/%d/%Y', '2/3/2020 10:00'],
    ['%m/%d/%Y', ''],
    ['%I:%M %p', '13:00 PM'],
    ['%I:%M %p', '0:30 AM'],
    ['%H:%M', '24:01'],
    ['%b %d %Y', 'Foo 3 2020'],
    ['%b %d %Y', 'Ma 3 2020'],
    ['%H:%M %z', '10:00 +1900'],
    ['%H:%M %z', '10:00 '],
  ])('%s does not read %j', (format, text) => expect(read(format, text)).toBeNull())

  it('reads local times in the zone and refuses unknown directives', () => {
    expect(read('%m/%d/%Y %H:%M', '7/4/2024 12:00', 'America/New_York')).toBe('2024-07-04T16:00:00.000000Z')
    expect(() => compileTimeReader('%Q', 'UTC')).toThrow(RangeError)
    expect(() => compileTimeReader('gestern', 'UTC')).toThrow(RangeError)
    expect(['iso', 'epoch-ms', '%Y', 'epoch', 'toString', '%', ''].map(isTimeFormat)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })

  it('agrees with Date on random times', () => {
    const two = (n: number): string => String(n).padStart(2, '0')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (seconds) => {
        const d = new Date(seconds * 1000)
        const hour = d.getUTCHours()
        const text =
          `${d.getUTCDate()}/${d.getUTCMonth() + 1}/${d.getUTCFullYear()} ` +
          `${hour % 12 || 12}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} ${hour < 12 ? 'am' : 'PM'}`
        expect(compileTimeReader('%d/%m/%Y %I:%M:%S %p', 'UTC')(text)).toBe(seconds * 1e6)
        expect(compileTimeReader('%a, %d %b %Y %H:%M:%S %z', 'UTC')(d.toUTCString())).toBe(seconds * 1e6)
      }),
    )
  })
})

describe('detectTimeFormat', () => {
  it.each<[string | null, Cell[]]>([
    ['iso', ['2016-05-24 00:00:00']],
    ['iso', ['2018-07-01', '2018-07-02']],
    ['iso', ['2024-01-01T00:00:00Z', null, '', '2024-01-02T00:00:00.5+02:00']],
    ['iso', ['2024/01/01 10:00']],
    ['%Y%m%d', ['20240131', '20240201']],
    ['%Y%m%d%H%M%S', ['20240131235959', '20240201000000']],
    ['epoch-s', [1700000000, 1700000100]],
    ['epoch-s', ['1700000000', '1700000100.5']],
    ['epoch-ms', [1700000000000]],
    ['epoch-us', ['1700000000000000']],
    ['epoch-ns', [1700000000000000000n]],
    ['%d/%b/%Y:%H:%M:%S %z', ['17/May/2015:10:05:03 +0000']],
    ['%a, %d %b %Y %H:%M:%S %z', ['Sun, 17 May 2015 10:05:03 +0000']],
    ['%m/%d/%Y %I:%M %p', ['12/31/2020 11:59 PM', '1/2/2021 1:00 AM']],
    ['%d/%m/%Y %H:%M', ['01/02/2020 10:00', '13/02/2020 10:00']],
    ['%d.%m.%Y', ['31.12.2020']],
    ['%b %d, %Y', ['Mar 3, 2021', 'Dec 31, 2021']],
    ['%a %b %d %H:%M:%S %z %Y', ['Wed Aug 27 13:08:45 +0000 2008']],
    [null, ['abc', 'def']],
    [null, []],
    [null, [null, '']],
    [null, [17850, 13047]],
    [null, ['536365', '536366']],
    [null, [true, false]],
    [null, ['2024-01-01', 'x', 'y']],
    [null, [1.5, 2.5]],
    [null, ['192.168.0.1']],
    [null, ['5/24 apples']],
    [
      'iso',
      [
        '2024-01-01',
        '2024-01-02',
        '2024-01-03',
        '2024-01-04',
        '2024-01-05',
        '2024-01-06',
        '2024-01-07',
        '2024-01-08',
        '2024-01-09',
        'broken',
      ],
    ],
  ])('%s, case %#', (format, examples) => expect(detectTimeFormat(examples)).toBe(format))

  it('reports both orders of day and month, the calmer first', () => {
    expect(detectTime(['01/02/2020', '01/03/2020', '01/04/2020'])).toEqual({
      format: '%m/%d/%Y',
      otherwise: '%d/%m/%Y',
      share: 1,
    })
    expect(detectTime(['01/02/2020', '02/02/2020', '03/02/2020'])).toEqual({
      format: '%d/%m/%Y',
      otherwise: '%m/%d/%Y',
      share: 1,
    })
    expect(detectTime(['01/02/2020', '02/20/2020'])).toEqual({ format: '%m/%d/%Y', otherwise: null, share: 1 })
  })
})
