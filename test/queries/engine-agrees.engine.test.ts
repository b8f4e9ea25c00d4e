import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { analyses, caseOf } from './cases'
import { expectCloseRows } from './closeRows'
import { NativeDuckdb } from './nativeDuckdb'
import { samplesOf } from './questions'
import { runs } from '../runs'

/** How many choices that have rows both are asked. */
const ANSWERS = runs(2)

/** One engine for all: what it holds is replaced by each analysis's own tables. */
const engine = new Engine(nodeAssets())
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => {
  engine.close()
  db.close()
})

const proven = analyses.filter((analysis) => caseOf(analysis).without?.engine === undefined)

/** The other proofs run on native DuckDB; this holds DuckDB-WASM, which the app runs, to the same answers. */
describe('DuckDB-WASM', () => {
  it.each(proven)('answers $name as native DuckDB does', async (analysis) => {
    const own = caseOf(analysis)
    let defined = db.statements.length
    /** Gives the engine what native DuckDB has been told since the last time. */
    const follow = async (): Promise<void> => {
      await engine.execute(db.statements.slice(defined))
      defined = db.statements.length
    }
    let answered = 0
    for await (const choice of samplesOf(db, own)) {
      if (answered === ANSWERS) break
      const values = readParameters(analysis.parameters, own.asked(choice))
      const plan = analysis.plan(values, db.catalog, null)
      const expected = await db.table(plan)
      if (expected.rowCount === 0) continue
      await follow()
      const found = readArrowResult((await engine.query(plan.sql)).ipc)
      const about = JSON.stringify(own.asked(choice))
      expect(
        found.columns.map(({ name }) => name),
        about,
      ).toEqual(expected.columns.map(({ name }) => name))
      expectCloseRows(found.rows(), expected.rows(), about)
      answered += 1
      const finished = plan.finish === undefined ? found : analysis.finish!(found, plan.finish.values)
      const shown = [analysis.charts?.(finished, values), analysis.kpis?.(finished, values, null)]
      expect(JSON.stringify(shown), about).not.toMatch(/NaN|undefined/)
    }
    expect(answered, 'choices with rows').toBe(ANSWERS)
  })
})
