import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InspectOptions } from '../../src-renderer/ingest/contract'
import { inspect } from '../../src-renderer/ingest/inspect/inspect'
import { compileTimeReader } from '../../src-renderer/ingest/time/time'
import { importTexts } from './importCase'
import { memorySource } from './memorySource'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number): string => String(value).padStart(2, '0')
interface Moment {
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
}
/** How a moment is written, and what of the said day it takes. */
const FORMS: readonly (readonly [string, (moment: Moment) => string, 'year' | 'month' | 'day'])[] = [
  ['%b %d %H:%M', (at) => `${MONTHS[at.month - 1]} ${at.day} ${two(at.hour)}:${two(at.minute)}`, 'year'],
  ['%d %b, %H:%M', (at) => `${at.day} ${MONTHS[at.month - 1]}, ${two(at.hour)}:${two(at.minute)}`, 'year'],
  ['%m%d %H%M', (at) => `${two(at.month)}${two(at.day)} ${two(at.hour)}${two(at.minute)}`, 'year'],
  ['%d/%m %H:%M', (at) => `${two(at.day)}/${two(at.month)} ${two(at.hour)}:${two(at.minute)}`, 'year'],
  ['%d. %H:%M', (at) => `${at.day}. ${two(at.hour)}:${two(at.minute)}`, 'month'],
  ['%H:%M', (at) => `${two(at.hour)}:${two(at.minute)}`, 'day'],
]
const moments = fc.array(
  fc.record({
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    hour: fc.nat(23),
    minute: fc.nat(59),
  }),
  { minLength: 2, maxLength: 20 },
)
const csv = (times: readonly string[]): string =>
  `user,event,at\n${times.map((time, row) => `u${row},e${row % 2},"${time}"\n`).join('')}`
const look = (text: string, options: InspectOptions): ReturnType<typeof inspect> =>
  inspect(memorySource(text, [], 'log.csv'), options)

describe('times without a year', () => {
  it('are never of 1970: a day is asked for, whose year (month, day) they get', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FORMS),
        moments,
        fc.integer({ min: 1990, max: 2060 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        async ([timeFormat, write, takes], all, year, month, isMapped) => {
          const text = csv(all.map(write))
          const roles = isMapped ? { mapping: { user: 'user', event: 'event', time: 'at' } } : {}
          const asked = await look(text, { timeFormat, ...roles })
          expect(asked.doubt).toMatchObject({ role: 'time', option: 'date' })
          expect(asked.doubt?.message).toMatch(/have no (?:year|day).*: say a day/)
          const read = compileTimeReader(timeFormat, 'UTC')
          for (const moment of all) expect(read(write(moment))).toBeNaN()
          const date = `${year}-${two(month)}-17`
          const { rows, found } = await importTexts([['log.csv', text]], {
            timeFormat,
            date,
            ...roles,
            completeMapping: true,
          })
          expect(found.mapping).toMatchObject({ user: 'user', event: 'event' })
          const wanted = all.map((at) =>
            Date.UTC(
              year,
              (takes === 'year' ? at.month : month) - 1,
              takes === 'day' ? 17 : at.day,
              at.hour,
              at.minute,
            ),
          )
          expect((await rows()).map(({ ts }) => Number(ts) / 1000)).toEqual(wanted.toSorted((a, b) => a - b))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('take the year that the mapping says, and keep the 29th of February of leap years alone', async () => {
    const text = csv(['28 Feb', '29 Feb', '1 Mar'])
    const mapping = (year: number): InspectOptions => ({
      timeFormat: '%d %b',
      mapping: { user: 'user', event: 'event', time: `=${year}+at` },
    })
    const { rows, report } = await importTexts([['log.csv', text]], mapping(2024))
    expect((await rows()).map(({ ts }) => new Date(Number(ts) / 1000).toISOString().slice(0, 10))).toEqual([
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
    ])
    expect(report.rejected).toBe(0)
    expect((await importTexts([['log.csv', text]], mapping(2023))).report).toMatchObject({ rows: 2, rejected: 1 })
  })

  it('are named where nobody said how they are written', async () => {
    for (const times of [
      ['Mar 05 10:00:00', 'Dec 31 23:59:59'],
      ['5 mars', '6 mars'],
    ])
      expect((await look(csv(times), {})).doubt?.message).toMatch(/no year: say their format .* and a day/)
    expect((await look(csv(['soon', 'later']), {})).doubt?.message).not.toContain('no year')
  })
})
