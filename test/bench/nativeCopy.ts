import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { zoneMacros } from '../../src-renderer/engine/zoneMacros'
import { exportTable } from '../../src-renderer/host/hive/exportTable'
import { exportableTables, hiveTable } from '../../src-renderer/host/hive/hiveTable'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { catalogOf } from '../../src-renderer/query/session/catalog'
import { Session } from '../../src-renderer/query/session/session'
import type { Workspace } from '../../src-renderer/store/workspace'

/** Columns that no question of the benchmark reads, and that take long to load. */
const LEFT_OUT = new Set(['event_id', '_file', '_file_index', '_line'])

/** The workspace's tables in native DuckDB's memory, by way of Parquet in a folder that is gone afterwards. */
export async function nativeCopy(workspace: Workspace, folder: string): Promise<DuckDBConnection> {
  const native = await (await DuckDBInstance.create(':memory:')).connect()
  const { manifest } = workspace
  const [table] = catalogOf(manifest).tables
  for (const sql of zoneMacros(manifest.timezone, table?.minTs ?? null, table?.maxTs ?? null)) await native.run(sql)
  for (const name of exportableTables(manifest)) {
    const whole = hiveTable(manifest, name)
    const columns = whole.columns.filter((column) => !LEFT_OUT.has(column.name))
    const own = join(folder, name)
    const withSession = async (work: Parameters<Parameters<typeof exportTable>[2]>[0]): Promise<void> => {
      const engine = new Engine(nodeAssets())
      const session = new Session(workspace, engine)
      await work((plan) => session.run(plan)).finally(() => engine.close())
    }
    await exportTable({ ...whole, columns }, manifest, withSession, ({ path, bytes }) => {
      mkdirSync(dirname(join(own, path)), { recursive: true })
      writeFileSync(join(own, path), bytes)
    })
    const isDated = whole.columns.every((column) => column.name !== 'date') && name.endsWith('_user_days')
    await native.run(
      `CREATE TABLE ${identifier(name)} AS SELECT * ${isDated || whole.partition === null ? '' : `EXCLUDE (${identifier(whole.partition.key)})`}
       FROM read_parquet(${literal(join(own, '**', '*.parquet'))}, hive_partitioning = true)`,
    )
    rmSync(own, { recursive: true })
  }
  return native
}

/** Lets native DuckDB use one thread, or as many as there are processors. */
export async function useThreads(native: DuckDBConnection, all: boolean): Promise<void> {
  await native.run(`SET threads = ${all ? cpus().length : 1}`)
}
