import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { storedChecks } from '../../src-renderer/host/overview/dataQuality'
import { catalogOf } from '../../src-renderer/query/session/catalog'
import type { Arrivals } from '../../src-renderer/store/manifest'
import { deleteUser } from '../../src-renderer/store/deleteUser'
import type { Workspace } from '../../src-renderer/store/workspace'
import { runs } from '../runs'
import { freshWorkspace, importRows, planOf, type Row } from './importLog'

const HOUR = 3_600_000_000
const RECEIVED = planOf({ types: { received_at: 'timestamp' } })
const at = (hours: number, received?: number, user = 'u'): Row => ({
  user,
  event: 'open',
  time: hours * HOUR,
  ...(received === undefined ? {} : { received_at: new Date(received * 3_600_000).toISOString() }),
})
const found = ({ manifest }: Workspace): readonly (Arrivals | undefined)[] =>
  manifest.sources.map(({ arrivals }) => arrivals)
const said = ({ manifest }: Workspace): string | undefined =>
  storedChecks(catalogOf(manifest), manifest.sources, []).find(({ name }) => name === 'arrivals')?.text

describe('rows that come long after they happened', () => {
  it('are told by the time at which they were received, whatever their order', async () => {
    const workspace = await freshWorkspace()
    // 24 hours are not more than 24 hours; what has no such time says nothing.
    const rows = [at(100, 101), at(10, 34), at(10, 34.5), at(1), at(50, 90), at(60, 10)]
    const report = await importRows(workspace, rows, RECEIVED)
    expect(found(workspace)).toEqual([{ hours: 24, rows: 2, mostHours: 40, by: 'received_at' }])
    const text = '2 rows came more than 24 hours after they happened, up to 40 hours, by received_at'
    expect([report.rows, said(workspace)]).toEqual([6, text])
    expect(report.remarks).toContainEqual({ kind: 'late', column: 'received_at', count: 2, text: `${text}.` })
    await importRows(workspace, [at(1, 4), at(1, 3)], { ...RECEIVED, lateHours: 2 })
    expect(found(workspace)[1]).toEqual({ hours: 2, rows: 1, mostHours: 3, by: 'received_at' })
  })

  it('are told by the order of the file where no column says it, and not of files in another order', async () => {
    const workspace = await freshWorkspace()
    const inOrder = Array.from({ length: 30 }, (_, hour) => at(100 + hour))
    await importRows(workspace, [...inOrder, at(105), at(104.5, undefined, 'w'), at(130)])
    expect(found(workspace)[0]).toEqual({ hours: 24, rows: 1, mostHours: 24.5, by: null })
    expect(said(workspace)).toContain(
      '1 row came more than 24 hours after they happened, up to 24.5 hours, by the order',
    )
    await importRows(workspace, [at(300), at(200), at(100)])
    expect(found(workspace)[1]).toBeUndefined()
    // Once rows of the file are gone, what was counted is no longer known.
    await deleteUser(workspace, 'w')
    expect([found(workspace)[0], said(workspace)]).toEqual([undefined, undefined])
  })

  it('are as the definition counts them', async () => {
    const row = fc.record({ hour: fc.integer({ min: 0, max: 80 }), took: fc.integer({ min: -5, max: 60 }) })
    const logs = fc.array(row, { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(logs, fc.integer({ min: 1, max: 30 }), fc.boolean(), async (log, lateHours, hasReceived) => {
        const workspace = await freshWorkspace()
        const plan = { ...(hasReceived ? RECEIVED : planOf()), lateHours }
        const rows = log.map(({ hour, took }) => at(hour, hasReceived ? hour + took : undefined))
        await importRows(workspace, rows, plan)
        const delays = log.map(({ hour, took }, index) =>
          hasReceived ? took : Math.max(...log.slice(0, index).map((one) => one.hour), -Infinity) - hour,
        )
        const late = delays.filter((delay) => delay > lateHours)
        const isSaid = late.length > 0 && (hasReceived || late.length * 10 <= log.length)
        const due = { hours: lateHours, rows: late.length, by: hasReceived ? 'received_at' : null }
        expect(found(workspace)).toEqual([isSaid ? { ...due, mostHours: Math.max(...late) } : undefined])
      }),
      { numRuns: runs(60) },
    )
  })
})
