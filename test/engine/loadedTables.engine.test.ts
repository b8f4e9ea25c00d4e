import fc from 'fast-check'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { PartitionReader } from '../../src-renderer/engine/partitionReader'
import { Session } from '../../src-renderer/query/session/session'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { importRows, makeWorkspace } from '../query/smallLog'
import { runs } from '../runs'

const engine = new Engine(nodeAssets())
afterAll(() => {
  engine.close()
})
afterEach(() => vi.restoreAllMocks())

type Row = Readonly<Record<string, unknown>>

async function rowsOf(session: Session, sql: string, range?: { from: string; to: string }): Promise<readonly Row[]> {
  return readArrowResult((await session.run({ sql, ...(range === undefined ? {} : { range }) })).ipc).rows()
}

/** Three files, of which the second has columns and events that the first has not, and the third fewer. */
async function severalParts() {
  const workspace = await makeWorkspace()
  const more = [
    ['cyd', 'again', '2024-01-01T09:00:00Z', 'red', '7'],
    ['ann', 'pay', '2024-01-02T09:00:00Z', 'blue', ''],
  ]
  const columns = ['user', 'event', 'time', 'colour', 'size']
  await importRows(workspace, 'more.csv', more, { table: 'log', types: { colour: 'string', size: 'integer' } }, columns)
  const few = [['bob', 'open', '2024-01-05T10:00:00Z']]
  await importRows(workspace, 'few.csv', few, { table: 'log', types: {} }, ['user', 'event', 'time'])
  return workspace
}

const COLUMNS = ['user_id', 'event', 'ts', 'plan', 'seats', 'colour', 'size', '_file', '_line']
const DAYS = ['2024-01-01', '2024-01-02', '2024-01-03', '2024-01-05']

it('gives the same rows in whatever order columns and days are asked for', async () => {
  const workspace = await severalParts()
  const all = await rowsOf(new Session(workspace, engine), 'SELECT *, local_date(ts)::VARCHAR AS day FROM log')
  expect(all).toHaveLength(8)
  const question = fc.record({
    columns: fc.uniqueArray(fc.constantFrom(...COLUMNS), { minLength: 1, maxLength: 3 }),
    days: fc.tuple(fc.constantFrom(...DAYS), fc.constantFrom(...DAYS)).map((days) => days.toSorted()),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(question, { minLength: 2, maxLength: 5 }), async (questions) => {
      const session = new Session(workspace, engine)
      for (const { columns, days } of questions) {
        const [from, to] = [days[0]!, days[1]!]
        const sql = `SELECT ${columns.join(', ')} FROM log WHERE local_date(ts) BETWEEN '${from}' AND '${to}'`
        const expected = all
          .filter((row) => String(row['day']) >= from && String(row['day']) <= to)
          .map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])))
        const key = (row: object): string =>
          JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))
        const rows = await rowsOf(session, sql, { from, to })
        expect(rows.map(key).toSorted()).toEqual(expected.map(key).toSorted())
      }
    }),
    { numRuns: runs(8) },
  )
})

it('reads a further column alone, and keeps which row is which', async () => {
  const session = new Session(await severalParts(), engine)
  await rowsOf(session, 'SELECT event, _line FROM log')
  const read = vi.spyOn(PartitionReader.prototype, 'read')
  const rows = await rowsOf(session, 'SELECT event, _line, colour FROM log WHERE _file = $$more.csv$$ ORDER BY _line')
  expect(rows).toEqual([
    { event: 'again', _line: 2, colour: 'red' },
    { event: 'pay', _line: 3, colour: 'blue' },
  ])
  expect(new Set(read.mock.calls.flatMap(([, columns]) => columns))).toEqual(new Set(['colour']))
})

it('loads everything anew where a file was set aside since', async () => {
  const workspace = await severalParts()
  const broken = new Set<string>()
  const session = new Session(
    {
      manifest: workspace.manifest,
      reload: () => workspace.reload(),
      readPartition: (entry) => (broken.has(entry.path) ? Promise.resolve(null) : workspace.readPartition(entry)),
    },
    engine,
  )
  expect(await rowsOf(session, 'SELECT count(event)::INTEGER AS n FROM log')).toEqual([{ n: 8 }])
  broken.add(workspace.manifest.tables['log']!.partitions[0]!.path)
  const rows = await rowsOf(session, 'SELECT count(*)::INTEGER AS n, count(plan)::INTEGER AS plans FROM log')
  expect(rows[0]!['n']).toBeLessThan(8)
})
