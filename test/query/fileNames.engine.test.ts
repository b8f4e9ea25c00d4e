import { afterAll, describe, expect, it } from 'vitest'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { exportIpc } from '../../src-renderer/export/exportIpc'
import { importBatches } from '../../src-renderer/ingest/importBatches'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import { Session } from '../../src-renderer/query/session/session'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'

const engine = new Engine(nodeAssets())
afterAll(() => {
  engine.close()
})

/** Names that a file system takes and that would end a text in SQL, a field in CSV or a text in JSON. */
const NAMES = [
  "o'neil's log.csv",
  "'); DROP TABLE stored.log; --.csv",
  '"quoted".csv',
  "''",
  'a,b;c\\d.csv',
  'line\nbreak.csv',
  '$1 ${x} %s [1] é 日本.csv',
]

describe('names of files', () => {
  it('come back as they are, each with its own rows, whatever quotes they hold', async () => {
    const workspace = await Workspace.create(new MemoryFiles(), { timezone: 'UTC', weekStart: 1 })
    const plan = {
      table: 'log',
      kind: 'events',
      format: 'csv',
      mapping: { user: 'user', event: 'event', time: 'time' },
      timeFormat: 'iso',
      types: {},
      timezone: 'UTC',
    } as const
    for (const [at, name] of NAMES.entries()) {
      const rows = [`u${at}`, 'open', `2024-01-0${at + 1}T10:00:00Z`]
      const batch = {
        count: 1,
        names: ['user', 'event', 'time'],
        cells: rows.map((cell) => [cell]),
        lines: [at + 2],
        rejects: [],
        bytesRead: 1,
      }
      await importBatches(
        plan,
        [
          {
            name,
            size: null,
            read: async function* () {
              await Promise.resolve()
              yield batch
            },
          },
        ],
        workspace,
      )
    }
    const answer = await new Session(workspace, engine).run({
      sql: 'SELECT user_id, _file, _line FROM log ORDER BY ts',
    })
    const expected = NAMES.map((name, at) => ({ user_id: `u${at}`, _file: name, _line: at + 2 }))
    expect(readArrowResult(answer.ipc).rows()).toEqual(expected)

    const text = async (format: 'csv' | 'json' | 'ndjson'): Promise<string> =>
      new TextDecoder().decode(await exportIpc(answer.ipc, format))
    expect(JSON.parse(await text('json'))).toEqual(expected)
    expect(
      (await text('ndjson'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(expected)
    const fields = [...(await text('csv')).matchAll(/^(u\d),("(?:[^"]|"")*"|[^",\n]*),(\d+)$/gm)]
    expect(
      fields.map(([, , field]) => (field!.startsWith('"') ? field!.slice(1, -1).replaceAll('""', '"') : field)),
    ).toEqual(NAMES)
  })
})
