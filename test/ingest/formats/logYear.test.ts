import { describe, expect, it } from 'vitest'
import { log } from '../../../src-renderer/ingest/formats/log'
import { withYear } from '../../../src-renderer/ingest/formats/logYear'
import { inspect } from '../../../src-renderer/ingest/inspect/inspect'
import { memorySource } from '../memorySource'
import { readAll } from './readAll'

const changedMs = Date.UTC(2024, 2, 10, 12)

describe('times without a year', () => {
  it.each([
    ['Mar 10 22:14:15', 'Mar 10 2024 22:14:15'],
    ['Mar 12 01:00:00', 'Mar 12 2024 01:00:00'],
    ['Mar 13 01:00:00', 'Mar 13 2023 01:00:00'],
    ['Dec  1 22:14:15.5', 'Dec 1 2023 22:14:15.5'],
    ['Feb 29 00:00:00', 'Feb 29 2024 00:00:00'],
    ['01-15 10:00:00.123', '2024-01-15 10:00:00.123'],
    ['1215 10:00:00.123456', '2023-12-15 10:00:00.123456'],
    ['Feb 30 00:00:00', null],
    ['2024-01-15 10:00:00', null],
    ['Mar 10 2021 22:14:15', null],
    ['Foo 10 22:14:15', null],
  ])('%s has the last year before the file was changed', (time, whole) => {
    expect(withYear(time, changedMs)).toBe(whole)
  })

  it('of a 29th of February is that of a leap year', () => {
    expect(withYear('Feb 29 01:00:00', Date.UTC(2023, 5, 1))).toBe('Feb 29 2020 01:00:00')
  })

  const text = Array.from(
    { length: 4 },
    (_, row) => `Oct ${10 + row} 22:14:15 web sshd[1]: Accepted publickey for ana from 192.0.2.7 port 50122 ssh2\n`,
  ).join('')

  it('is said, and read as a time of that year', async () => {
    const found = await inspect({ ...memorySource(text, [], 'auth.log'), changedMs }, {})
    expect(found.timeFormat).toBe('%b %d %Y %H:%M:%S')
    expect(found.mapping.time).toBe('time')
    expect(found.remarks.map((remark) => remark.text).join('\n')).toContain(
      'The times say no year: each is the last such day before the file was last changed, on 2024-03-10.',
    )
    const { names, rows } = await readAll(log, text, { changedMs })
    expect(rows[0]?.[names.indexOf('time')]).toBe('Oct 10 2023 22:14:15')
  })

  it('stay as they are where nothing is known of the file, and are no times of 1970', async () => {
    const found = await inspect(memorySource(text, [], 'auth.log'), {})
    expect([found.timeFormat, found.kind]).toEqual([null, 'table'])
  })
})
