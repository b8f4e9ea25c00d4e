import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storedChecks } from '../../src-renderer/host/overview/dataQuality'
import { remapTable } from '../../src-renderer/ingest/remapTable'
import { catalogOf } from '../../src-renderer/query/session/catalog'
import { deleteUser } from '../../src-renderer/store/deleteUser'
import type { Workspace } from '../../src-renderer/store/workspace'
import { runs } from '../runs'
import { freshWorkspace, importRows, planOf, type Row } from './importLog'

const DAY = 86_400_000_000

function at(day: number, user = 'u', hour = 12): Row {
  return { user, event: 'open', time: day * DAY + (hour * DAY) / 24 }
}

function lateOf(workspace: Workspace): readonly (number | undefined)[] {
  return workspace.manifest.sources.map(({ late }) => late?.rows)
}

function said(workspace: Workspace): string | undefined {
  const { sources } = workspace.manifest
  return storedChecks(catalogOf(workspace.manifest), sources, []).find(({ name }) => name === 'late')?.text
}

function importsOf<T>(row: fc.Arbitrary<T>): fc.Arbitrary<T[][]> {
  return fc.array(fc.array(row, { minLength: 1, maxLength: 8 }), { maxLength: 4 })
}

describe('late rows', () => {
  it('are those of days before the newest one that the table had', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, [at(3), at(1), at(5)])
    // The first import has none, whatever its order.
    expect([lateOf(workspace), said(workspace)]).toEqual([[undefined], 'No late rows'])
    // Of the newest day itself none is late, nor of those after it.
    await importRows(workspace, [at(5), at(6), at(4), at(2, 'w')])
    expect(workspace.manifest.sources[1]!.late).toEqual({ before: '1970-01-06', rows: 2 })
    await importRows(workspace, [at(6, 'v'), at(1, 'v'), at(5, 'v')])
    expect(lateOf(workspace)).toEqual([undefined, 2, 2])
    expect(said(workspace)).toBe('4 rows came late, after rows of a later day were imported')
    // Another table has newest days of its own.
    await importRows(workspace, [at(0)], planOf({ table: 'other' }))
    expect(lateOf(workspace).at(-1)).toBeUndefined()
    await deleteUser(workspace, 'v')
    expect(lateOf(workspace)).toEqual([undefined, 2, undefined, undefined])
    await remapTable(workspace, 'log', { user: 'user', time: 'time' })
    expect(lateOf(workspace)).toEqual([undefined, undefined, undefined, undefined])
  })

  it('have the days of the workspace', async () => {
    const workspace = await freshWorkspace('America/New_York')
    // 02:00 UTC of the 6th is still the 5th there: the same day as the newest one.
    await importRows(workspace, [at(5, 'u', 2)])
    await importRows(workspace, [at(4, 'u', 20), at(4, 'u', 3)])
    expect(lateOf(workspace)).toEqual([undefined, 1])
  })

  it('are as the definition counts them, over random imports and a deleted user', async () => {
    const row = fc.record({ day: fc.integer({ min: 0, max: 8 }), user: fc.constantFrom('a', 'b', 'c') })
    await fc.assert(
      fc.asyncProperty(importsOf(row), fc.constantFrom(0, 1e6), async (imports, rangeBytes) => {
        const workspace = await freshWorkspace()
        for (const rows of imports)
          await importRows(
            workspace,
            rows.map(({ day, user }) => at(day, user)),
            planOf(),
            { rangeBytes },
          )
        const naive = (without: string): number[] =>
          imports.map((rows, index) => {
            const newest = Math.max(-1, ...imports.slice(0, index).flatMap((one) => one.map(({ day }) => day)))
            return rows.filter(({ day, user }) => day < newest && user !== without).length
          })
        expect(lateOf(workspace).map((one) => one ?? 0)).toEqual(naive(''))
        if (!imports.flat().some(({ user }) => user === 'a')) return
        await deleteUser(workspace, 'a')
        expect(lateOf(workspace).map((one) => one ?? 0)).toEqual(naive('a'))
      }),
      { numRuns: runs(40) },
    )
  })
})
