import { afterAll, describe, expect, it } from 'vitest'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { hasChangingWord } from '../../src-renderer/query/sql/changingWords'

const engine = new Engine(nodeAssets())
afterAll(() => {
  engine.close()
})

async function namesOf(sql: string): Promise<readonly string[]> {
  return readArrowResult((await engine.query(sql)).ipc)
    .column('name')
    .map(String)
}

describe('words whose answers change', () => {
  it('hold all functions that the engine says may answer otherwise for the same values', async () => {
    const names = await namesOf(
      "SELECT DISTINCT function_name AS name FROM duckdb_functions() WHERE stability <> 'CONSISTENT'",
    )
    expect(names.length).toBeGreaterThan(15)
    expect(names.filter((name) => !hasChangingWord(`SELECT ${name}()`))).toEqual([])
  })

  it('hold the macros that are made of them', async () => {
    const macros = readArrowResult(
      (
        await engine.query(
          'SELECT function_name AS name, macro_definition AS text FROM duckdb_functions() ' +
            "WHERE function_type IN ('macro', 'table_macro') AND macro_definition IS NOT NULL",
        )
      ).ipc,
    )
    const changing = macros
      .rows()
      .filter((row) => hasChangingWord(String(row['text'])))
      .map((row) => String(row['name']))
    expect(changing).toContain('pg_postmaster_start_time')
    // These ask for what never changes, or have a name of their own that is called so.
    const steady = ['format_type', 'get_block_size', 'histogram_values']
    const open = changing.filter((name) => !hasChangingWord(`SELECT ${name}()`) && !steady.includes(name))
    expect(open).toEqual([])
  })

  it('are names alone, in any case and in quotes, not texts and comments', () => {
    for (const text of ['SELECT NOW()', 'select "today"()', 'FROM t TABLESAMPLE 10%', 'SELECT current_date'])
      expect([text, hasChangingWord(text)]).toEqual([text, true])
    for (const text of ["SELECT 'now'", '-- today\nSELECT 1', 'SELECT nowhere FROM samples', 'SELECT max(ts) FROM log'])
      expect([text, hasChangingWord(text)]).toEqual([text, false])
  })
})
