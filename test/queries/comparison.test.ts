import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { SIDE_COLUMN } from '../../src-renderer/query/analysis/withComparison'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { arrayTable } from '../panels/grid/arrayTable'
import { runPlanned } from './answer'
import { takenBy, type Asked } from './case'
import { analyses, caseOf } from './cases'
import { addDays } from './localCalendar'
import { isShort } from '../runs'
import { NativeDuckdb } from './nativeDuckdb'
import { rarestEvent, samplesOf } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** What is compared, and the other side asked alone. */
interface Compared {
  readonly both: Asked
  readonly other: Asked
}

/** The second half of the log's dates, as long as a week at most, against the week before. */
function periods(): Compared {
  const dates = db.catalog.tables.flatMap(({ minDate, maxDate }) => [minDate, maxDate].filter((date) => date !== null))
  const [first, last] = [dates.toSorted()[0]!, dates.toSorted().at(-1)!]
  const days = (Date.parse(last) - Date.parse(first)) / 86_400_000
  const from = addDays(first, Math.floor(days / 2))
  const to = addDays(from, 6)
  return {
    both: { from, to, compare: 'previous-week' },
    other: { from: addDays(from, -7), to: addDays(to, -7), compare: null },
  }
}

/** Who did the log's rarest event, against everyone else. */
async function segments(): Promise<Compared> {
  const did = { did: await rarestEvent(db) }
  return { both: { segment: did, compare: 'everyone-else' }, other: { segment: { not: did }, compare: null } }
}

/** Both sides under each other, as the host puts them. */
async function bothSides(analysis: Analysis, plan: QueryPlan): Promise<ResultTable> {
  const tables: { label: string; table: ResultTable }[] = []
  for (const side of plan.sides!) tables.push({ label: side.label, table: await runPlanned(db, analysis, side.plan) })
  return arrayTable({
    [SIDE_COLUMN]: ['string', tables.flatMap(({ label, table }) => table.rows().map(() => label))],
    ...Object.fromEntries(
      tables[0]!.table.columns.map(({ name, type }) => [
        name,
        [type, tables.flatMap(({ table }) => table.column(name))] as const,
      ]),
    ),
  })
}

/** Figures that charts point at, anywhere in them. */
function figuresIn(value: unknown): readonly { readonly row: number; readonly column: string }[] {
  if (Array.isArray(value)) return value.flatMap(figuresIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'figure' || key === 'lostFigure' ? [one as { row: number; column: string }] : figuresIn(one),
  )
}

const compared = analyses.filter((analysis) => caseOf(analysis).without?.comparison === undefined)

describe.each([
  ['two periods', periods],
  ['a segment and everyone else', segments],
] as const)('a comparison of %s', (_title, comparedIn) => {
  // Where an answer takes seconds, one kind of comparison does in `npm test`.
  const tried = compared.filter((one) => !isShort || comparedIn === segments || caseOf(one).fewer === undefined)
  it.each(tried)('is drawn for $name, and each figure opens rows of its own side', async (analysis) => {
    const own = caseOf(analysis)
    let isDrawn = false
    for await (const choice of samplesOf(db, own)) {
      if (isDrawn) break
      const { both, other } = await comparedIn()
      const read = (more: Asked) =>
        readParameters(analysis.parameters, { ...own.asked(choice), ...takenBy(analysis, more) })
      const values = read(both)
      const plan = analysis.plan(values, db.catalog, null)
      const table = await bothSides(analysis, plan)
      const labels = plan.sides!.map((side) => side.label)
      if (table.rowCount === 0) continue
      isDrawn = true
      const about = JSON.stringify({ ...own.asked(choice), ...both })
      for (const figure of figuresIn(analysis.charts?.(table, values) ?? []))
        expect(figure.row, `${figure.column}, ${about}`).toBeLessThan(table.rowCount)
      for (const kpi of analysis.kpis?.(table, values, null) ?? []) expect(kpi.compared?.label).toBe(labels[1])
      // What is behind a figure of either side is what is behind it where that side is asked alone.
      const alone = [{ ...values, compare: null }, read(other)] as const
      const sideOf = (row: number) => labels.indexOf(String(table.value(row, SIDE_COLUMN)))
      const rows = table.rows()
      const firstOfOther = rows.findIndex((_, at) => sideOf(at) === 1)
      for (const at of new Set([0, firstOfOther, rows.length - 1].filter((one) => one >= 0))) {
        const { [SIDE_COLUMN]: _label, ...row } = rows[at]!
        for (const column of Object.keys(row))
          expect(
            analysis.drill?.({ row: rows[at]!, column }, values, db.catalog, null)?.plan.sql,
            `${column}, ${about}`,
          ).toBe(analysis.drill?.({ row, column }, alone[sideOf(at)]!, db.catalog, null)?.plan.sql)
      }
    }
    expect(isDrawn, 'a choice with rows').toBe(true)
  })
})
