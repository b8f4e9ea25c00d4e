import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { zoneMacros } from '../../src-renderer/engine/zoneMacros'
import { offsetReader } from '../../src-renderer/model/zone'
import { NativeDuckdb } from '../queries/nativeDuckdb'
import { runs } from '../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const micros = (iso: string): number => Date.parse(iso) * 1000

async function localTimes(
  zone: string,
  times: readonly number[],
  minTs: number | null,
  maxTs: number | null,
): Promise<readonly number[]> {
  for (const statement of zoneMacros(zone, minTs, maxTs)) await db.execute(statement)
  const rows = await db.query(
    'SELECT epoch_us(local_time(make_timestamp(t))) AS local, local_date(make_timestamp(t)) = ' +
      'CAST(local_time(make_timestamp(t)) AS DATE) AS same FROM (SELECT ' +
      `unnest([${times.map((time) => `${time}::BIGINT`).join(', ')}]) AS t)`,
  )
  expect(rows.every((row) => row['same'] === true)).toBe(true)
  return rows.map((row) => Number(row['local']))
}

describe('local_time', () => {
  it('knows summer and winter where no table says which years there are', async () => {
    expect(
      await localTimes(
        'America/New_York',
        [micros('2023-07-04T12:00:00Z'), micros('2023-01-04T12:00:00Z'), micros('1999-07-04T12:00:00Z')],
        null,
        null,
      ),
    ).toEqual([micros('2023-07-04T08:00:00Z'), micros('2023-01-04T07:00:00Z'), micros('1999-07-04T08:00:00Z')])
  })

  it('knows them far from the data, too', async () => {
    expect(
      await localTimes(
        'America/New_York',
        [micros('2015-07-04T12:00:00Z')],
        micros('2024-01-01T00:00:00Z'),
        micros('2024-02-01T00:00:00Z'),
      ),
    ).toEqual([micros('2015-07-04T08:00:00Z')])
  })

  it.each(['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Europe/Dublin', 'Asia/Kolkata'])(
    'is what Intl says in %s, for any second from 1970 to 2040',
    async (zone) => {
      const offsetAt = offsetReader(zone)
      const second = fc.integer({ min: 0, max: Date.UTC(2040, 11, 31) / 1000 })
      await fc.assert(
        fc.asyncProperty(
          fc.array(second, { minLength: 1, maxLength: 40 }),
          fc.option(fc.tuple(second, second)),
          async (seconds, range) => {
            const times = seconds.map((one) => one * 1e6)
            const [minTs, maxTs] = range === null ? [null, null] : [Math.min(...range) * 1e6, Math.max(...range) * 1e6]
            expect(await localTimes(zone, times, minTs, maxTs)).toEqual(
              times.map((time) => time + offsetAt(time / 1000) * 1000),
            )
          },
        ),
        { numRuns: runs(8) },
      )
    },
    60_000,
  )
})
