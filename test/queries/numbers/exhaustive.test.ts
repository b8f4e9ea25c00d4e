import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import { required } from '../../../src-renderer/base/required'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValue, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { rankMatches } from '../../../src-renderer/query/numbers/rankMatches'
import { readSaidNumber } from '../../../src-renderer/query/numbers/saidNumber'
import { runs } from '../../runs'
import { NativeDuckdb } from '../nativeDuckdb'
import { CROWD } from '../sources'
import { answerTo, changesOf, searchAll } from './search'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const retention = required(analyses.find(({ name }) => name === 'retention-summary'))
const ZONES = [null, 'UTC', 'America/Los_Angeles', 'America/New_York', 'Europe/London']
const AXES: Readonly<Record<string, readonly ParameterValue[]>> = {
  entry: ['first-ever', 'recurring'],
  criterion: ['on', 'on-or-after'],
  clock: ['calendar', 'rolling'],
}
/** Retention with three axes of two values each, and no presets. */
const small: Analysis = {
  ...retention,
  presets: [],
  otherTools: { keys: ['period'], axes: Object.entries(AXES).map(([parameter, values]) => ({ parameter, values })) },
}
const PLACES = ['period', 'eligible', 'users', 'pct'] as const

/** All combinations, by loops alone: [values, the period's row or null]. */
async function loop(
  values: ParameterValues,
  period: number,
): Promise<readonly { readonly values: ParameterValues; readonly row: Readonly<Record<string, number>> | null }[]> {
  const all: { values: ParameterValues; row: Readonly<Record<string, number>> | null }[] = []
  const tests = db.catalog.hasTestUsers ? [false, true] : [false]
  for (const entry of AXES['entry']!)
    for (const criterion of AXES['criterion']!)
      for (const clock of AXES['clock']!)
        for (const include_test of tests)
          for (const timezone of ZONES.filter((zone) => zone !== db.catalog.timezone)) {
            const chosen = { ...values, entry, criterion, clock, include_test, timezone }
            const rows = (await answerTo(db, retention, chosen)).rows().filter((row) => row['period'] === period)
            const [row] = rows
            all.push({
              values: chosen,
              row: row === undefined ? null : Object.fromEntries(PLACES.map((name) => [name, Number(row[name])])),
            })
          }
  return all
}

const keyOf = (values: ParameterValues): string =>
  JSON.stringify(['entry', 'criterion', 'clock', 'include_test', 'timezone'].map((name) => values[name] ?? null))

it('finds over all variants of a small question what a plain loop over them finds', async () => {
  let exactInAll = 0
  await fc.assert(
    fc.asyncProperty(
      CROWD.arbitrary,
      fc.constantFrom(1, 2, 7),
      fc.constantFrom('pct', 'users', 'eligible'),
      fc.nat(),
      fc.integer({ min: 0, max: 2 }),
      async (log, period, column, pick, digits) => {
        await CROWD.load(db, log)
        const values = readParameters(small.parameters, { periods: 8 })
        const all = await loop(values, period)
        const answered = all.filter(({ row }) => row !== null)
        if (answered.length === 0) return
        const figure = answered[pick % answered.length]!.row![column]!
        const said = readSaidNumber(figure.toFixed(digits))
        const { found, tried } = await searchAll(db, {
          ...{ analysis: small, values, said, most: 10_000 },
          figure: { row: { period }, column },
        })
        expect(tried).toBe(all.length)
        const rounds = (value: number): boolean =>
          Math.abs(value - Number(figure.toFixed(digits))) <= 0.5 / 10 ** digits
        const expected = answered.filter(({ row }) => rounds(row![column]!)).map((one) => keyOf(one.values))
        const exact = found.filter((match) => match.column === column && match.distance === 0)
        expect(exact.map(({ variant }) => keyOf(variant.values)).toSorted()).toEqual(expected.toSorted())
        // All others with such a row are there with their distance.
        const near = found.filter((match) => match.column === column && match.distance > 0)
        expect(near.length).toBe(answered.length - expected.length)
        for (const { variant, distance } of near) {
          const same = answered.find((one) => keyOf(one.values) === keyOf(variant.values))
          expect(distance).toBeCloseTo(Math.abs(same!.row![column]! - said.value), 9)
        }
        // What is listed has no needless difference, and what is not is folded into something simpler.
        const { exact: listed } = rankMatches(found, column, Infinity)
        const ofColumn = listed.filter((match) => match.column === column)
        expect(ofColumn.reduce((sum, { folded }) => sum + 1 + folded, 0)).toBe(expected.length)
        expect(ofColumn.map(({ differences }) => differences)).toEqual(
          ofColumn.map(({ differences }) => differences).toSorted((a, b) => a - b),
        )
        for (const { variant, value } of ofColumn)
          for (const other of ofColumn)
            if (other.variant !== variant && other.value === value)
              expect(
                changesOf(other.variant.values, other.variant.changed).every((one) =>
                  changesOf(variant.values, variant.changed).includes(one),
                ),
              ).toBe(false)
        exactInAll += expected.length
      },
    ),
    { numRuns: runs(4) },
  )
  expect(exactInAll).toBeGreaterThan(0)
})
