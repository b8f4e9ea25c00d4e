import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { Workspace } from '../../../src-renderer/store/workspace'
import { DiskFiles } from '../../../src-renderer/store/diskFiles'
import { runSql } from '../../../src-renderer/host/terminal/commands/sql'
import { runCommand } from './runCommand'

// What is asked of the engine; the rows themselves are held by test/terminal.
vi.mock(import('../../../src-renderer/host/terminal/commands/sql'), async (original) => ({
  ...(await original()),
  runSql: vi.fn(() => Promise.resolve(0)),
}))
const folder = mkdtempSync(join(tmpdir(), 'lathe-rejects-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const at = (name: string): string => join(folder, name)
const ORDER = ' ORDER BY "table", file, line, "column"'

async function asked(...words: readonly string[]): Promise<{ sql: string; code: string | null }> {
  vi.mocked(runSql).mockClear()
  const run = await runCommand('rejects', ...words)
  return { sql: vi.mocked(runSql).mock.calls[0]?.[0].operands[0] ?? '', code: run.code }
}

describe('lathe rejects', () => {
  it('asks for the rejected rows of all tables, or of one', async () => {
    writeFileSync(at('plain.csv'), 'a,b\n1,2\n')
    for (const table of ['one', 'two'])
      await runCommand('ingest', at('plain.csv'), '--workspace', at('w'), '--table', table, '--kind', 'table')
    const of = (name: string): string =>
      `SELECT '${name}' AS "table", file, line, "column", reason, detail, excerpt FROM main."${name}_rejects"`
    expect(await asked('--workspace', at('w'))).toEqual({
      sql: `${of('one')} UNION ALL ${of('two')}${ORDER}`,
      code: null,
    })
    expect(await asked('--workspace', at('w'), '--table', 'two')).toEqual({ sql: `${of('two')}${ORDER}`, code: null })
    expect((await asked('--workspace', at('w'), '--table', 'three')).code).toBe('not-found')
    expect((await asked('x', '--workspace', at('w'))).code).toBe('usage')
  })

  it('asks for no row, and still for all columns, where there is no table', async () => {
    await Workspace.create(new DiskFiles(at('none')), { timezone: 'UTC', weekStart: 1 })
    const { sql } = await asked('--workspace', at('none'))
    expect([
      sql.endsWith(` WHERE FALSE${ORDER}`),
      ['"table"', 'file', 'line', '"column"', 'reason', 'detail', 'excerpt'].filter(
        (name) => !sql.includes(` AS ${name}`),
      ),
    ]).toEqual([true, []])
  })
})
