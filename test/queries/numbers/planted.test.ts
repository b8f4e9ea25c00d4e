import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultValue } from '../../../src-renderer/query/contract/result'
import { rankMatches } from '../../../src-renderer/query/numbers/rankMatches'
import { inSaidUnit, readSaidNumber } from '../../../src-renderer/query/numbers/saidNumber'
import { figureColumns, keyColumns } from '../../../src-renderer/query/numbers/searchNumber'
import { variantsOf } from '../../../src-renderer/query/numbers/variants'
import { isLatheError } from '../../../src-renderer/model/error'
import { isShort } from '../../runs'
import { analyses, caseOf } from '../cases'
import { NativeDuckdb } from '../nativeDuckdb'
import { samplesOf } from '../questions'
import { answerTo, changesOf, searchAll } from './search'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** How many variants a search tries here: those with one choice, and many with two. */
const MOST = isShort ? 16 : 40
/** Figures that are planted for each analysis. */
const PLANTED = isShort ? 2 : 4

/** Every variant of a question has an own answer of its analysis alone: no breakdown or comparison around it. */
function isPlain(values: ParameterValues, analysis: (typeof analyses)[number]): boolean {
  try {
    const plan = analysis.plan(values, db.catalog, null)
    return plan.breakdown === undefined && plan.sides === undefined
  } catch (error) {
    if (isLatheError(error)) return false
    throw error
  }
}

describe("a variant's figure, given as another tool's", () => {
  it.each(analyses.filter(({ otherTools }) => otherTools !== undefined))('is found: $name', async (analysis) => {
    const own = caseOf(analysis)
    const picks = fc.sample(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.integer({ min: 0, max: 2 })), {
      numRuns: 60,
      ...(fc.readConfigureGlobal().seed === undefined ? {} : { seed: fc.readConfigureGlobal().seed! }),
    })
    let planted = 0
    for await (const choice of samplesOf(db, own)) {
      const values = readParameters(analysis.parameters, own.asked(choice))
      if (!isPlain(values, analysis)) continue
      const variants = [...variantsOf(analysis, values, db.catalog)].slice(0, MOST)
      const [nth, ofRow, ofColumn, digits] = picks[planted % picks.length]!
      const variant = variants[nth % variants.length]!
      if (!isPlain(variant.values, analysis)) continue
      const answer = await answerTo(db, analysis, variant.values)
      if (answer.rowCount === 0) continue
      const at = ofRow % answer.rowCount
      const columns = figureColumns(analysis).filter(
        ({ name }) => answer.columns.some((one) => one.name === name) && answer.value(at, name) !== null,
      )
      const column = columns[ofColumn % columns.length]
      if (column === undefined) continue
      const exact = Number(answer.value(at, column.name))
      const said = readSaidNumber(`${exact.toFixed(digits)}${column.format === 'percent' ? ' %' : ''}`)
      const row = Object.fromEntries(
        keyColumns(analysis, values)
          .filter((key) => answer.columns.some(({ name }) => name === key))
          .map((key): [string, ResultValue] => [
            key,
            variant.changed.includes(key) ? (values[key] as ResultValue) : answer.value(at, key),
          ]),
      )
      const { found, tried, asked } = await searchAll(db, {
        ...{ analysis, values, said, most: MOST },
        figure: { row, column: column.name },
      })
      expect(tried).toBe(variants.length)
      expect(asked).toBeLessThanOrEqual(tried)
      const { exact: listed } = rankMatches(found, column.name)
      const wanted = changesOf(variant.values, variant.changed)
      const value = inSaidUnit(exact, column.format, said)
      // The variant itself, or a simpler one that says the same.
      expect(
        listed.some(
          (match) =>
            match.column === column.name &&
            match.value === value &&
            changesOf(match.variant.values, match.variant.changed).every((one) => wanted.includes(one)),
        ),
        JSON.stringify([own.asked(choice), variant.changed, row, column.name, said.text, listed]),
      ).toBe(true)
      if (++planted >= PLANTED) break
    }
    expect(planted).toBe(PLANTED)
  })
})
