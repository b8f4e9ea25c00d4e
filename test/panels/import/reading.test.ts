import { describe, expect, it } from 'vitest'
import {
  ENCODING_CHOICES,
  exampleOf,
  timeFormatChoices,
  timezoneChoices,
} from '../../../src-renderer/panels/import/readingChoices'
import { readTimes, utcText } from '../../../src-renderer/panels/import/readTimes'
import { agoText, bytesText, durationText, nounText } from '../../../src-renderer/panels/ui/quantityText'
import { shortcutKeys } from '../../../src-renderer/panels/ui/shortcutText'
import { logInspection } from './inspections'

const MARCH_1 = Date.UTC(2024, 2, 1) * 1000

describe('times of the preview', () => {
  it('reads them as the import will, and counts those that it will reject', () => {
    const times = readTimes(logInspection('a.csv'), 'UTC')
    expect(times).toEqual({
      columnIndex: 2,
      times: [MARCH_1 + 36_000e6, null, MARCH_1 + 32_400_250_000],
      first: MARCH_1 + 32_400_250_000,
      last: MARCH_1 + 36_000e6,
      unreadable: 1,
    })
  })
  it('moves times without an offset, and only those, with the zone', () => {
    const times = readTimes(logInspection('a.csv'), 'America/New_York')
    expect(times?.times).toEqual([MARCH_1 + 15 * 3600e6, null, MARCH_1 + 32_400_250_000])
  })
  it('follows the mapped column and its format', () => {
    expect(readTimes(logInspection('a.csv', { mapping: { time: 'stamp' } }), 'UTC')?.times[0]).toBe(1709287200e6)
    expect(readTimes(logInspection('a.csv', { timeFormat: '%d/%m/%Y' }), 'UTC')).toMatchObject({
      unreadable: 3,
      first: null,
      last: null,
    })
    expect(readTimes(logInspection('a.csv', { mapping: {} }), 'UTC')).toBeNull()
  })
  it.each([
    [0, '1970-01-01 00:00:00 UTC'],
    [MARCH_1 + 250_000, '2024-03-01 00:00:00.25 UTC'],
    [MARCH_1 + 1, '2024-03-01 00:00:00.000001 UTC'],
    [-1, '1969-12-31 23:59:59.999999 UTC'],
  ])('writes %d µs as %s', (micros, text) => {
    expect(utcText(micros)).toBe(text)
  })
})

describe('choices', () => {
  it('offers a seen pattern and its twin with day and month swapped', () => {
    const values = timeFormatChoices(['iso', '%d/%m/%Y %H:%M']).map((choice) => choice.value)
    expect(values.slice(-2)).toEqual(['%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M'])
    expect(new Set(values).size).toBe(values.length)
    expect(exampleOf('%d/%b/%Y:%H:%M:%S %z')).toBe('31/Dec/2024:23:05:07 +0100')
  })
  it('offers UTC first and every zone once', () => {
    const values = timezoneChoices('Asia/Kathmandu').map((choice) => choice.value)
    expect(values[0]).toBe('UTC')
    expect(values).toContain('Asia/Kathmandu')
    expect(new Set(values).size).toBe(values.length)
    const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
    for (const { value, label } of timezoneChoices('Asia/Kathmandu'))
      expect(label).toBe(value === own && own !== 'UTC' ? `${own} (this computer)` : value)
  })
  it('names every encoding', () => {
    for (const { value, label } of ENCODING_CHOICES)
      expect([value, typeof label, label === '']).toEqual([value, 'string', false])
    expect(ENCODING_CHOICES.find((choice) => choice.value === 'windows-1252')?.label).toBe('Windows-1252 (Latin 1)')
  })
})

describe('quantities in words', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [1550, '1.6 kB'],
    [999_950, '1 MB'],
    [123_456_789, '123 MB'],
    [1_074_000_000, '1.1 GB'],
  ])('%d bytes: %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text)
  })
  it.each([
    [12.4, '12 ms'],
    [1234, '1.2 s'],
    [59_990, '1 min'],
    [65_000, '1 min 5 s'],
    [3_600_000, '1 h'],
    [4_200_000, '1 h 10 min'],
  ])('%d ms: %s', (ms, text) => {
    expect(durationText(ms)).toBe(text)
  })
  it('says how long ago', () => {
    const now = Date.UTC(2024, 5, 15, 12)
    expect([0, 5, 60, 26 * 60, 3 * 1440, 90 * 1440].map((minutes) => agoText(now - minutes * 60_000, now))).toEqual([
      'just now',
      '5 minutes ago',
      '1 hour ago',
      'yesterday',
      '3 days ago',
      'on 2024-03-17',
    ])
  })
  it('agrees in number', () => {
    expect([nounText(1, 'row'), nounText(2000, 'row'), nounText(0, 'row was', 'rows were')]).toEqual([
      '1 row',
      '2,000 rows',
      '0 rows were',
    ])
  })
  it('writes shortcuts as the keyboard does', () => {
    expect(shortcutKeys('Mod+Shift+F', false)).toEqual(['Ctrl', 'Shift', 'F'])
    expect(shortcutKeys('Mod+Enter', true)).toEqual(['⌘', '↵'])
  })
})
