import { describe, expect, it } from 'vitest'
import type { Cell } from '../../src-renderer/ingest/contract'
import { detectTime } from '../../src-renderer/ingest/time/detectTime'
import { monthOf } from '../../src-renderer/ingest/time/monthNames'
import { compileTimeReader } from '../../src-renderer/ingest/time/time'

const LEAST_NAMED = 0.51

/** The times as they are read by the format that is found, with it. */
function found(cells: readonly Cell[], timezone = 'UTC'): readonly [format: string | null, ...times: string[]] {
  const detected = detectTime(cells, LEAST_NAMED)
  if (detected === null) return [null]
  const read = compileTimeReader(detected.format, timezone, true)
  return [detected.format, ...cells.map((cell) => new Date(read(cell) / 1000).toISOString().replace('.000Z', 'Z'))]
}

describe('times as programs write them', () => {
  it.each([
    ['Oracle', '15-JAN-24 10.11.12.123000 AM', '2024-01-15T10:11:12.123Z'],
    ['Oracle with an offset', '15-JAN-24 10.11.12.123000 PM +02:00', '2024-01-15T20:11:12.123Z'],
    ['Oracle with a zone', '15-JAN-24 10.11.12 AM US/PACIFIC', '2024-01-15T18:11:12Z'],
    ['Oracle of 24 hours', '15-JAN-2024 22.11.12', '2024-01-15T22:11:12Z'],
    ['DB2', '2024-01-05-10.11.12.000000', '2024-01-05T10:11:12Z'],
    ['Hive', '2024-01-05 10:11:12.0', '2024-01-05T10:11:12Z'],
    ['SQL Server', 'Jan 15 2024 10:11:12:123PM', '2024-01-15T22:11:12.123Z'],
    ['hours of partitions', '2024011510', '2024-01-15T10:00:00Z'],
    ['minutes alone', '202401151011', '2024-01-15T10:11:00Z'],
    ['milliseconds alone', '20240115101112123', '2024-01-15T10:11:12.123Z'],
    ['no leading zeros', '2024-1-5 9:5:3', '2024-01-05T09:05:03Z'],
    ['no leading zeros with slashes', '13/1/2024 9:5:3', '2024-01-13T09:05:03Z'],
    ['exponents', '1.7053128E+12', '2024-01-15T10:00:00Z'],
    ['midnight at the end', '2024-01-15T24:00:00', '2024-01-16T00:00:00Z'],
    ['a leap second', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['days of a spreadsheet', '45306', '2024-01-15T00:00:00Z'],
    ['JavaScript', 'Mon Jan 15 2024 10:00:00 GMT-0500 (Eastern Standard Time)', '2024-01-15T15:00:00Z'],
    ['RFC 2822 with a comment', 'Mon, 15 Jan 2024 10:00:00 -0500 (EST)', '2024-01-15T15:00:00Z'],
    ['Java', 'Mon Jan 15 10:00:00 EST 2024', '2024-01-15T15:00:00Z'],
    ['Presto', '2024-07-15 10:00:00.000 America/Los_Angeles', '2024-07-15T17:00:00Z'],
    ['a zone in brackets', '2024-07-15T10:00:00[Europe/Berlin]', '2024-07-15T08:00:00Z'],
    ['macOS', 'January 15, 2024 at 10:00 PM', '2024-01-15T22:00:00Z'],
    ['ordinals', 'January 15th, 2024', '2024-01-15T00:00:00Z'],
    ['Spanish halves of the day', '15/1/2024, 10:00:00 p.\u00a0m.', '2024-01-15T22:00:00Z'],
    ['Chinese', '2024年1月15日 10:11:12', '2024-01-15T10:11:12Z'],
    ['Chinese halves of the day', '2024/1/15 下午 10:11:12', '2024-01-15T22:11:12Z'],
    ['German', 'Mo., 15. März 2024 10:00', '2024-03-15T10:00:00Z'],
    ['French', '15 févr. 2024 à 10:00', '2024-02-15T10:00:00Z'],
    ['Spanish', '15 de enero de 2024 10:00', '2024-01-15T10:00:00Z'],
    ['Portuguese', '15 de fev. de 2024 10:00', '2024-02-15T10:00:00Z'],
    ['Russian', '15 янв. 2024 г., 10:00:00', '2024-01-15T10:00:00Z'],
    ['Turkish', '15 Ağustos 2024 10:00', '2024-08-15T10:00:00Z'],
    ['Polish', '15 stycznia 2024 10:00', '2024-01-15T10:00:00Z'],
    ['Dutch', '15 mrt 2024 10:00', '2024-03-15T10:00:00Z'],
    ['Italian', '15-gen-2024 10:00:00', '2024-01-15T10:00:00Z'],
  ])('%s', (_who, text, expected) => {
    expect(found([text, text]).slice(1)).toEqual([expected, expected])
  })

  it('what is no time is none', () => {
    for (const text of ['1:234', '12', 'order 15', 'May', '2024-01-15 10:00 XYZ', '99999', '2024-13-01 10:00:00 EST'])
      expect(found([text, text])[0]).toBeNull()
  })
})

describe('names of zones', () => {
  it.each([
    ['2024-01-15 10:00:00 EST', 'UTC', '2024-01-15T15:00:00Z'],
    ['2024-07-15 10:00:00 EDT', 'UTC', '2024-07-15T14:00:00Z'],
    ['2024-01-15 10:00:00 CET', 'UTC', '2024-01-15T09:00:00Z'],
    ['01/15/2024 10:00 PM PST', 'UTC', '2024-01-16T06:00:00Z'],
    ['2024-07-15 10:00:00 PT', 'UTC', '2024-07-15T17:00:00Z'],
    ['2024-01-15 10:00:00 IST', 'UTC', '2024-01-15T04:30:00Z'],
    ['2024-07-15 10:00:00 IST', 'Europe/Dublin', '2024-07-15T09:00:00Z'],
    ['2024-01-15 10:00:00 IST', 'Asia/Jerusalem', '2024-01-15T08:00:00Z'],
    ['2024-01-15 10:00:00 CST', 'America/Chicago', '2024-01-15T16:00:00Z'],
    ['2024-01-15 10:00:00 CST', 'Asia/Shanghai', '2024-01-15T02:00:00Z'],
  ])('%s in %s', (text, zone, expected) => {
    expect(found([text, text], zone)).toEqual([expect.stringContaining('%Z'), expected, expected])
  })
})

it.each('en de fr es it pt nl ru tr pl'.split(' '))('the months of %s, long and short, in any case', (language) => {
  for (let month = 1; month <= 12; month++)
    for (const form of ['long', 'short'] as const) {
      const format = new Intl.DateTimeFormat(language, { month: form, day: 'numeric', timeZone: 'UTC' })
      const name = format.formatToParts(Date.UTC(2024, month - 1, 15)).find(({ type }) => type === 'month')?.value ?? ''
      expect([name, monthOf(name), monthOf(name.toLocaleUpperCase(language))]).toEqual([name, month, month])
    }
})
