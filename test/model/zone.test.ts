import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dayToIso,
  isTimeZone,
  isoToDay,
  localDayReader,
  localToUtcMs,
  localToUtcReader,
  offsetAt,
  offsetChanges,
  offsetReader,
} from '../../src-renderer/model/zone'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const ZONES = [
  'UTC',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Europe/London',
  'America/St_Johns',
]

/** What the calendar on the wall shows, found in another way than the code does: by Intl's own parts. */
function wallDate(zone: string, ms: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    ms,
  )
}

describe('isTimeZone', () => {
  it.each(['UTC', 'America/New_York', 'Asia/Kathmandu', 'Etc/GMT+5'])('knows %s', (name) =>
    expect(isTimeZone(name)).toBe(true),
  )
  it.each(['', 'Mars/Olympus', 'New York', 'UTC+99'])('does not know %j', (name) =>
    expect(isTimeZone(name)).toBe(false),
  )
})

describe('offsetAt', () => {
  it.each([
    ['Asia/Kathmandu', '2024-06-01T00:00:00Z', 5.75],
    ['America/St_Johns', '2024-01-01T00:00:00Z', -3.5],
    ['Australia/Lord_Howe', '2024-01-01T00:00:00Z', 11],
    ['Australia/Lord_Howe', '2024-07-01T00:00:00Z', 10.5],
    ['Asia/Kathmandu', '1980-01-01T00:00:00Z', 5.5],
    ['Pacific/Kiritimati', '2024-07-01T00:00:00.999Z', 14],
  ])('%s at %s is %d hours', (zone, iso, hours) => expect(offsetAt(zone, Date.parse(iso))).toBe(hours * HOUR))

  it('is exact to the second in the times before standard zones', () => {
    expect(offsetAt('America/New_York', Date.parse('1850-01-01T00:00:00Z'))).toBe(-(4 * 3600 + 56 * 60 + 2) * 1000)
  })

  it('reads the years before 1', () => expect(offsetAt('UTC', -1e14)).toBe(0))
  it('refuses an unknown zone', () => expect(() => offsetAt('Mars/Olympus', 0)).toThrow(RangeError))
})

describe('offsetChanges', () => {
  it('lists the two changes of a year in New York', () => {
    expect(offsetChanges('America/New_York', Date.UTC(2024, 0, 1), Date.UTC(2025, 0, 1))).toEqual([
      { atMs: Date.UTC(2024, 0, 1), offsetMs: -5 * HOUR },
      { atMs: Date.parse('2024-03-10T07:00:00Z'), offsetMs: -4 * HOUR },
      { atMs: Date.parse('2024-11-03T06:00:00Z'), offsetMs: -5 * HOUR },
    ])
  })

  it('lists half-hour changes', () => {
    expect(offsetChanges('Australia/Lord_Howe', Date.UTC(2024, 2, 1), Date.UTC(2024, 11, 1)).slice(1)).toEqual([
      { atMs: Date.parse('2024-04-06T15:00:00Z'), offsetMs: 10.5 * HOUR },
      { atMs: Date.parse('2024-10-05T15:30:00Z'), offsetMs: 11 * HOUR },
    ])
  })

  it('sees a change that is taken back a month later', () => {
    const offsets = offsetChanges('Africa/Casablanca', Date.UTC(2024, 0, 1), Date.UTC(2024, 11, 1)).map(
      (change) => change.offsetMs / HOUR,
    )
    expect(offsets).toEqual([1, 0, 1])
  })

  it('keeps one entry for an empty range, a fixed zone, and a change that is not inside', () => {
    expect(offsetChanges('America/New_York', 5, 5)).toEqual([{ atMs: 5, offsetMs: -5 * HOUR }])
    expect(offsetChanges('UTC', 0, 1e13)).toEqual([{ atMs: 0, offsetMs: 0 }])
    expect(offsetChanges('America/New_York', Date.UTC(2024, 0, 1), Date.parse('2024-03-10T06:59:59Z'))).toHaveLength(1)
    expect(offsetChanges('America/New_York', Date.UTC(2024, 0, 1), Date.parse('2024-03-10T07:00:00Z'))).toHaveLength(2)
  })

  it('agrees with Intl at any instant', () => {
    for (const zone of ZONES) {
      const from = Date.UTC(2005, 0, 1)
      const to = Date.UTC(2030, 0, 1)
      const changes = offsetChanges(zone, from, to)
      const read = offsetReader(zone)
      fc.assert(
        fc.property(fc.integer({ min: from, max: to }), (ms) => {
          const expected = offsetAt(zone, ms)
          expect(changes.findLast((change) => change.atMs <= ms)?.offsetMs).toBe(expected)
          expect(read(ms)).toBe(expected)
        }),
        { numRuns: 60 },
      )
    }
  })
})

describe('localDayReader', () => {
  it('cuts a day of 23 hours and one of 25 in New York', () => {
    const hoursOf = (iso: string): number => {
      const read = localDayReader('America/New_York')
      let hours = 0
      for (
        let ms = Date.parse(`${iso}T00:00:00Z`) - DAY;
        ms < Date.parse(`${iso}T00:00:00Z`) + 2 * DAY;
        ms += HOUR / 2
      ) {
        if (read(ms * 1000) === isoToDay(iso)) hours += 0.5
      }
      return hours
    }
    expect(hoursOf('2024-03-10')).toBe(23)
    expect(hoursOf('2024-11-03')).toBe(25)
    expect(hoursOf('2024-11-04')).toBe(24)
  })

  it.each([
    ['America/New_York', '2024-03-10T04:59:59.999Z', '2024-03-09'],
    ['America/New_York', '2024-03-10T05:00:00Z', '2024-03-10'],
    ['America/New_York', '2024-03-11T03:59:59.999Z', '2024-03-10'],
    ['America/New_York', '2024-03-11T04:00:00Z', '2024-03-11'],
    ['Australia/Lord_Howe', '2024-04-06T12:59:59Z', '2024-04-06'],
    ['Australia/Lord_Howe', '2024-04-06T13:00:00Z', '2024-04-07'],
    ['Australia/Lord_Howe', '2024-04-07T13:29:59Z', '2024-04-07'],
    ['Australia/Lord_Howe', '2024-04-07T13:30:00Z', '2024-04-08'],
    ['Asia/Kathmandu', '2024-04-06T18:14:59.999Z', '2024-04-06'],
    ['Asia/Kathmandu', '2024-04-06T18:15:00Z', '2024-04-07'],
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    ['UTC', '1969-12-31T23:59:59.999Z', '1969-12-31'],
  ])('%s at %s is %s', (zone, iso, day) => expect(dayToIso(localDayReader(zone)(Date.parse(iso) * 1000))).toBe(day))

  it('counts the last microsecond of a day to that day', () => {
    const midnight = Date.parse('2024-03-11T04:00:00Z') * 1000
    const read = localDayReader('America/New_York')
    expect([midnight - 1, midnight].map((ts) => dayToIso(read(ts)))).toEqual(['2024-03-10', '2024-03-11'])
  })

  it('gives NaN for NaN and refuses an unknown zone at once', () => {
    expect(localDayReader('America/New_York')(NaN)).toBeNaN()
    expect(localDayReader('UTC')(NaN)).toBeNaN()
    expect(() => localDayReader('Mars/Olympus')).toThrow(RangeError)
  })

  it('agrees with the wall calendar for times in any order', () => {
    for (const zone of ZONES) {
      const read = localDayReader(zone)
      fc.assert(
        fc.property(fc.integer({ min: Date.UTC(1970, 0, 2), max: Date.UTC(2060, 0, 1) }), (ms) => {
          expect(dayToIso(read(ms * 1000))).toBe(wallDate(zone, ms))
        }),
        { numRuns: 100 },
      )
    }
  })
})

describe('localToUtcMs', () => {
  it.each([
    ['plain winter time', 'America/New_York', '2024-01-15T12:00:00Z', '2024-01-15T17:00:00Z'],
    ['plain summer time', 'America/New_York', '2024-07-15T12:00:00Z', '2024-07-15T16:00:00Z'],
    ['a gap moves forward', 'America/New_York', '2024-03-10T02:30:00Z', '2024-03-10T07:30:00Z'],
    ['just before the gap', 'America/New_York', '2024-03-10T01:59:59Z', '2024-03-10T06:59:59Z'],
    ['just after the gap', 'America/New_York', '2024-03-10T03:00:00Z', '2024-03-10T07:00:00Z'],
    ['an overlap is the earlier', 'America/New_York', '2024-11-03T01:30:00Z', '2024-11-03T05:30:00Z'],
    ['after the overlap', 'America/New_York', '2024-11-03T02:00:00Z', '2024-11-03T07:00:00Z'],
    ['a gap of half an hour', 'Australia/Lord_Howe', '2024-10-06T02:15:00Z', '2024-10-05T15:45:00Z'],
    ['an overlap of half an hour', 'Australia/Lord_Howe', '2024-04-07T01:45:00Z', '2024-04-06T14:45:00Z'],
    ['a quarter offset', 'Asia/Kathmandu', '2024-01-01T00:00:00Z', '2023-12-31T18:15:00Z'],
    ['a day that Samoa left out', 'Pacific/Apia', '2011-12-30T12:00:00Z', '2011-12-30T22:00:00Z'],
    ['UTC', 'UTC', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
  ])('%s', (_what, zone, local, utc) =>
    expect(new Date(localToUtcMs(zone, Date.parse(local))).toISOString()).toBe(new Date(utc).toISOString()),
  )

  it('is the inverse of adding the offset, or the earlier of two', () => {
    for (const zone of ZONES) {
      const read = localToUtcReader(zone)
      fc.assert(
        fc.property(fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2030, 0, 1) }), (utcMs) => {
          const local = utcMs + offsetAt(zone, utcMs)
          const back = read(local)
          expect(back + offsetAt(zone, back)).toBe(local)
          expect(back).toBeLessThanOrEqual(utcMs)
          if (back !== utcMs) expect(offsetAt(zone, back)).toBeGreaterThan(offsetAt(zone, utcMs))
        }),
        { numRuns: 200 },
      )
    }
  })

  it('gives NaN for NaN', () => expect(localToUtcMs('America/New_York', NaN)).toBeNaN())
})

describe('day numbers', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-02-29', 11016],
    ['0001-01-01', -719162],
    ['9999-12-31', 2932896],
  ])('%s is day %d', (iso, day) => {
    expect(isoToDay(iso)).toBe(day)
    expect(dayToIso(day)).toBe(iso)
  })

  it.each(['2023-02-29', '2023-13-01', '2023-1-1', '', 'yesterday', '2023-04-31', '2023-01-01T00:00'])(
    '%j is no date',
    (text) => expect(isoToDay(text)).toBeNaN(),
  )

  it('round-trips every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 10_000_000 }), (day) => {
        expect(isoToDay(dayToIso(day))).toBe(day)
      }),
    )
  })
})
