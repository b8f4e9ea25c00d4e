import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renameEverywhere } from '../../../src-renderer/host/renameEverywhere'
import { keepToRule } from '../../../src-renderer/host/retention/keepToRule'
import { readRetention, setRetention } from '../../../src-renderer/host/retention/retentionRules'
import { retentionText } from '../../../src-renderer/host/retention/retentionText'
import { workspaceCatalog } from '../../../src-renderer/host/workspaceModel'
import type { Workspace } from '../../../src-renderer/store/workspace'
import { freshWorkspace, importRows, rowsOf, type Row } from '../../ingest/importLog'
import { runs } from '../../runs'

const DAY = 86_400_000_000
const rowOn = (day: number, user = 'ann'): Row => ({ user, event: 'x', time: day * DAY + 1, plan: 'pro' })
const daysOf = async (workspace: Workspace): Promise<number[]> =>
  (await rowsOf(workspace, workspace.manifest.tables['log']!.partitions))
    .map(({ ts }) => Math.floor(Number(ts) / DAY))
    .sort((a, b) => a - b)
const rule = (keepDays: number, isConfirmed = true) => ({ keepDays, rollUp: null, isConfirmed })

describe('what stays of a log after each import', () => {
  it('is its newest day and as many days before it as the rule says, whatever came in what order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 14 }), { minLength: 1, maxLength: 5 }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.integer({ min: 1, max: 16 }),
        async (imports, keepDays) => {
          const workspace = await freshWorkspace('UTC')
          await setRetention(workspace.files, 'log', rule(keepDays))
          let expected: number[] = []
          for (const days of imports) {
            await importRows(
              workspace,
              days.map((day) => rowOn(day)),
            )
            await keepToRule(workspace, 'log')
            const all = [...expected, ...days]
            const newest = Math.max(...all)
            expected = all.filter((day) => day > newest - keepDays).sort((a, b) => a - b)
            expect(await daysOf(workspace)).toEqual(expected)
          }
          await workspace.verify()
          expect(workspace.damage).toEqual([])
        },
      ),
      { numRuns: runs(20) },
    )
  })

  it('is all of it until somebody has confirmed the rule, where there is none, and where one only looks', async () => {
    const workspace = await freshWorkspace('UTC')
    await importRows(workspace, [rowOn(1), rowOn(2), rowOn(5)])
    const { revision } = workspace.manifest
    expect(await keepToRule(workspace, 'log')).toBeNull()
    await setRetention(workspace.files, 'log', rule(5))
    expect(await keepToRule(workspace, 'log')).toBeNull()
    await setRetention(workspace.files, 'log', rule(2, false))
    expect(await keepToRule(workspace, 'log')).toMatchObject({ isDone: false, days: { rows: 2, rowsLeft: 1 } })
    await setRetention(workspace.files, 'log', rule(2))
    expect(await keepToRule(workspace, 'log', {}, 'look')).toMatchObject({ isDone: false, days: { rows: 2 } })
    expect(workspace.manifest.revision).toBe(revision)
    expect(await keepToRule(workspace, 'nothing')).toBeNull()
    expect(await keepToRule(workspace, 'log')).toMatchObject({ isDone: true, days: { rows: 2, rowsLeft: 1 } })
  })

  it('keeps counts where the rule says so, goes with the log to another name, and is said in the catalog', async () => {
    const workspace = await freshWorkspace('UTC')
    await importRows(workspace, [rowOn(1), rowOn(2), rowOn(5)])
    await setRetention(workspace.files, 'log', { keepDays: 1, rollUp: ['plan'], isConfirmed: true })
    await renameEverywhere(workspace, 'log', 'visits')
    expect(Object.keys(await readRetention(workspace.files))).toEqual(['visits'])
    await keepToRule(workspace, 'visits')
    const { tables } = await workspaceCatalog(workspace)
    expect(tables.map(({ name, rows, keepDays }) => [name, rows, keepDays])).toEqual(
      expect.arrayContaining([
        ['visits', 1, 1],
        ['visits_daily', 2, undefined],
      ]),
    )
    await setRetention(workspace.files, 'visits', null)
    expect(await readRetention(workspace.files)).toEqual({})
    expect([retentionText({ keepDays: 1 }), retentionText({ keepDays: 90 })]).toEqual([
      'keeps its last day',
      'keeps its last 90 days',
    ])
  })

  it('is nobody’s guess where the file of rules is spoilt: it is told, and not written over', async () => {
    const workspace = await freshWorkspace('UTC')
    await importRows(workspace, [rowOn(1)])
    const spoilt = new TextEncoder().encode('{"logs":{"log":{"keepDays":0}}}')
    await workspace.files.replace('retention.json', spoilt)
    await expect(keepToRule(workspace, 'log')).rejects.toMatchObject({ code: 'bad-file' })
    await expect(setRetention(workspace.files, 'log', rule(3))).rejects.toMatchObject({ code: 'bad-file' })
    expect(await workspace.files.read('retention.json')).toEqual(spoilt)
    expect((await workspaceCatalog(workspace)).tables[0]?.keepDays).toBeUndefined()
  })
})
