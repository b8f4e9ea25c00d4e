import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeQuestion } from '../../../../src-renderer/query/analysis/changeQuestion'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { isLatheError } from '../../../../src-renderer/model/error'
import { answerOf } from '../../answer'
import { analyses, caseOf } from '../../cases'
import { NativeDuckdb } from '../../nativeDuckdb'
import { askCase } from '../../questions'

/** The question that two figures of an answer open is of these figures, and divides what lies between without a rest. */
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const explainChange = analyses.find(({ name }) => name === 'explain-change')!
const FIGURES = ['value', 'dau', 'wau', 'mau']

describe.each(analyses.filter((one) => one.changeBetween !== undefined))('two figures of $name', (analysis) => {
  it('are before and after of the question they open', async () => {
    const own = caseOf(analysis)
    const held = { dates: 0, values: 0 }
    await askCase(
      db,
      own,
      { logs: 6, choices: 10 },
      async (_choice, _log, asked) => {
        const values = readParameters(analysis.parameters, asked)
        const answer = await answerOf(db, analysis, asked)
        const column = FIGURES.find((name) => answer.columns.some((one) => one.name === name))!
        for (const [from, to] of [
          [0, answer.rowCount - 1],
          [1, 2],
          [0, 1],
          [3, 2],
        ] as const) {
          if (from < 0 || to < 0 || from >= answer.rowCount || to >= answer.rowCount) continue
          const figures = { before: { row: answer.row(from), column }, after: { row: answer.row(to), column } }
          const question = changeQuestion(analysis, explainChange.parameters, figures, {
            ...{ values, catalog: db.catalog, source: null },
          })
          if (question === null) continue
          const rows = await answerOf(db, explainChange, { ...question, columns: [] }).catch((error: unknown) => {
            // A median of a whole is not made of those of its parts: that is said, and not divided.
            if (isLatheError(error, 'bad-parameter')) return null
            throw error
          })
          const whole = rows?.rows().find((row) => row['column'] === '(all)')
          if (rows === null || whole === undefined) continue
          const [one, other] = [answer.value(from, column), answer.value(to, column)]
          const dates = [figures.before, figures.after].map(({ row }) => String(row['date']))
          const isTurned = dates[0]! > dates[1]!
          const [was, is] = isTurned ? [other, one] : [one, other]
          const text = JSON.stringify([asked, question])
          expect(Number(whole['before']), text).toBeCloseTo(Number(was ?? 0), 6)
          expect(Number(whole['after']), text).toBeCloseTo(Number(is ?? 0), 6)
          held[dates[0] === dates[1] ? 'values' : 'dates'] += 1
        }
      },
      () => held.dates > 5 && (analysis.name !== 'trends' || held.values > 2),
    )
    expect(held.dates).toBeGreaterThan(0)
    if (analysis.name === 'trends') expect(held.values).toBeGreaterThan(0)
  })
})
