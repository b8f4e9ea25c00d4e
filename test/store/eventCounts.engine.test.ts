import { afterAll, describe, expect, it } from 'vitest'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { remapTable } from '../../src-renderer/ingest/remapTable'
import { renameTable } from '../../src-renderer/ingest/renameTable'
import { reshapeTable } from '../../src-renderer/ingest/reshapeTable'
import { eventNames, eventNamesPlan } from '../../src-renderer/panels/analysis/lookups'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { catalogOf } from '../../src-renderer/query/session/catalog'
import { Session } from '../../src-renderer/query/session/session'
import { eventSource, knownEnd } from '../../src-renderer/query/sql/eventSource'
import { deleteUser } from '../../src-renderer/store/deleteUser'
import { MOST_EVENTS } from '../../src-renderer/store/eventCounts'
import { encodeManifest } from '../../src-renderer/store/manifestFormat'
import type { Manifest } from '../../src-renderer/store/manifest'
import { stepBetween, takeBack } from '../../src-renderer/store/takeBack'
import { Workspace } from '../../src-renderer/store/workspace'
import { freshWorkspace, importRows, planOf, type Row } from '../ingest/importLog'

const HOUR = 3_600_000_000
const engine = new Engine(nodeAssets(), { startTimeoutMs: 120_000 })
afterAll(() => {
  engine.close()
})

/** The events of some users over days, some of them without a name; `salt` makes other ones. */
function log(salt: number, count = 60): readonly Row[] {
  return Array.from({ length: count }, (_, at) => ({
    user: `u${(at * 7 + salt) % 9}`,
    event: (at + salt) % 11 === 0 ? null : ['open', 'look', 'ändern', 'buy'][(at * 3 + salt) % 4]!,
    action: ['tap', 'swipe', 'press'][(at + salt) % 3]!,
    time: (at * 5 + salt * 3) * HOUR,
  }))
}

/** What each table's list says, and what a query over its rows does. */
async function told(workspace: Workspace): Promise<readonly unknown[]> {
  const session = new Session(workspace, engine)
  const rows = async (sql: string): Promise<readonly (readonly unknown[])[]> => {
    const table = readArrowResult((await session.run({ sql })).ipc)
    return Array.from({ length: table.rowCount }, (_, row) => table.columns.map(({ name }) => table.value(row, name)))
  }
  const answers: unknown[] = []
  for (const { name, events } of Object.values(workspace.manifest.tables)) {
    if (events === undefined || events === null) throw new Error(`${name} has no list`)
    const counted = await rows(
      `SELECT event::VARCHAR, count(*)::INTEGER, epoch_us(min(ts))::DOUBLE, epoch_us(max(ts))::DOUBLE
FROM "${name}" WHERE event IS NOT NULL GROUP BY event ORDER BY 2 DESC, 1`,
    )
    expect(events.map((one) => [one.name, one.rows, one.firstTs, one.lastTs])).toEqual(counted)
    answers.push(counted)
  }
  // What forms offer over all tables together.
  const catalog = catalogOf(workspace.manifest)
  const source = eventSource(catalog, null)
  const offered = await eventNames({} as never, catalog, source)
  expect(offered.map(({ value, rows }) => [value, rows])).toEqual(
    (await rows(eventNamesPlan(source).sql)).map(([value, count]) => [value, Number(count)]),
  )
  await session.end()
  await engine.clear()
  return answers
}

describe('the list of events', () => {
  it('is what a query counts, after each change of the workspace', async () => {
    const workspace = await freshWorkspace('Europe/Berlin')
    const seen: unknown[] = []
    const changed = async (): Promise<void> => {
      seen.push(JSON.stringify(await told(workspace)))
    }
    await importRows(workspace, log(0))
    await changed()
    await importRows(workspace, log(1))
    await changed()
    const before = workspace.manifest
    await importRows(workspace, log(2), planOf({ table: 'other' }))
    await changed()
    await takeBack(workspace, stepBetween(before, workspace.manifest)!)
    await changed()
    expect(seen.at(-1)).toBe(seen.at(-3))
    await importRows(workspace, log(4, 20), planOf({ table: 'visits', mapping: { user: 'user', time: 'time' } }))
    await changed()
    await deleteUser(workspace, 'u3')
    await changed()
    await renameTable(workspace, 'visits', 'stays')
    await changed()
    await reshapeTable(workspace, 'log', [{ column: 'action', name: 'gesture' }])
    await changed()
    await remapTable(workspace, 'log', { user: 'user', event: 'action', time: 'time' })
    await changed()
    const deleted = await workspace.deleteTable('log')
    await changed()
    await workspace.restoreTable(deleted)
    await changed()
    // A table whose rows are replaced.
    await importRows(workspace, log(5, 10), planOf({ table: 'stays' }), { replaces: true })
    await changed()
    expect(new Set(seen).size).toBeGreaterThan(6)
  })

  it('is made on the first opening of a workspace of an older Lathe, once', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, log(3))
    const lists = workspace.manifest.tables['log']!.events
    const { events: _list, ...older } = workspace.manifest.tables['log']!
    const manifest: Manifest = { ...workspace.manifest, tables: { log: older } }
    await workspace.files.replace('lathe.json', await encodeManifest(manifest))
    const opened = await Workspace.open(workspace.files)
    expect(opened.manifest.tables['log']!.events).toBeUndefined()
    await opened.describeRows()
    expect(opened.manifest.tables['log']!.events).toEqual(lists)
    const { revision } = opened.manifest
    await opened.describeRows()
    expect([opened.manifest.revision, revision]).toEqual([manifest.revision + 1, manifest.revision + 1])
    expect((await Workspace.open(workspace.files)).manifest.tables['log']!.events).toEqual(lists)
  })

  it('is none of what lies before as_of, nor of a table with names without end', async () => {
    const workspace = await freshWorkspace()
    await importRows(workspace, log(0))
    const catalog = catalogOf(workspace.manifest)
    const cut = eventSource(catalog, null, knownEnd({ as_of: '1970-01-03' }, catalog, null, null))
    expect([eventSource(catalog, null).events?.length, cut.isCut, cut.events]).toEqual([4, true, undefined])
    const many = Array.from({ length: MOST_EVENTS + 1 }, (_, at) => ({ user: 'u', event: `e${at}`, time: at }))
    await importRows(workspace, many)
    expect(workspace.manifest.tables['log']!.events).toBeNull()
    await importRows(workspace, log(1))
    expect(eventSource(catalogOf(workspace.manifest), null).events).toBeUndefined()
  })
})
