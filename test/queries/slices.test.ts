import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { required } from '../../src-renderer/base/required'
import { breakdownParts, OTHER } from '../../src-renderer/query/analysis/breakdown'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import { answerOf, runPlanned } from './answer'
import type { Asked } from './case'
import { analyses, caseOf } from './cases'
import { NativeDuckdb, type Row } from './nativeDuckdb'
import { askCase } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** What tells rows of an undivided answer apart, and the counts of users that add up where each stands under one value. */
const ADDS: Readonly<Record<string, { readonly key: string; readonly adds: readonly string[] }>> = {
  'active-users': { key: 'date', adds: ['dau'] },
  lifecycle: { key: 'date', adds: ['new', 'returning', 'resurrecting', 'dormant'] },
  stickiness: { key: 'days', adds: ['users'] },
}

/** The parts of a broken down answer, as the host runs them. */
async function partsOf(analysis: Analysis, asked: Asked): Promise<readonly { lead: Row; rows: readonly Row[] }[]> {
  const plan = analysis.plan(readParameters(analysis.parameters, asked), db.catalog, null)
  const request = required(plan.breakdown)
  const found = (await db.table(request.valuesPlan))
    .rows()
    .map((row) => Object.values(row).map((value) => (value === null ? null : String(value))))
  const parts = breakdownParts(request, found, analysis)
  return Promise.all(
    parts.map(async ({ lead, plan: part }) => ({ lead, rows: (await runPlanned(db, analysis, part)).rows() })),
  )
}

function sums(rows: readonly Row[], key: string, column: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const row of rows) found[String(row[key])] = (found[String(row[key])] ?? 0) + Number(row[column] ?? 0)
  return Object.fromEntries(Object.entries(found).filter(([, sum]) => sum !== 0))
}

describe('an analysis that is asked for each value', () => {
  it.each(Object.keys(ADDS))('of %s counts each user once, and all of them', async (name) => {
    const analysis = required(analyses.find((one) => one.name === name))
    const { key, adds } = required(ADDS[name])
    let divided = 0
    await askCase(
      db,
      caseOf(analysis),
      { logs: 3, choices: 3 },
      async (_choice, _log, asked) => {
        if (asked['segment'] !== undefined && asked['segment'] !== null) return
        const parts = await partsOf(analysis, { ...asked, breakdown: ['event'], breakdown_limit: 2 })
        const whole = (await answerOf(db, analysis, asked)).rows()
        const all = parts.flatMap((part) => part.rows)
        for (const column of adds) expect(sums(all, key, column), column).toEqual(sums(whole, key, column))
        if (parts.some((part) => Object.values(part.lead).includes(OTHER))) divided++
      },
      () => divided > 0,
    )
    expect(divided).toBeGreaterThan(0)
  })
})
