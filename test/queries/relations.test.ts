import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EMPTY_MODEL } from '../../src-renderer/model/dataModel'
import { madeColumns } from '../../src-renderer/model/madeColumns'
import { catalogByModel } from '../../src-renderer/query/session/catalog'
import { modelSelect } from '../../src-renderer/query/session/modelViews'
import { identifier, tableSql } from '../../src-renderer/query/sql/literal'
import { isShort } from '../runs'
import { answerOf } from './answer'
import type { Asked } from './case'
import { analyses, caseOf } from './cases'
import { expectCloseRows } from './closeRows'
import { NativeDuckdb } from './nativeDuckdb'
import { askCase } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** What every event passes, by a column of another table: the tables are joined, and no row may come or go. */
const ANY_KIND = { any: ['is null', 'is not null'].map((op) => ({ column: 'kinds.label', op })) }

/** Says what each event is in a table of its own, in which every second one stands, once. */
async function relate(): Promise<void> {
  const events = db.catalog.tables.filter((table) => table.kind === 'events')
  const names = new Set<string>()
  for (const { name } of events)
    for (const row of await db.query(`SELECT DISTINCT event FROM ${tableSql(name)} WHERE event IS NOT NULL`))
      names.add(String(row['event']))
  const kinds = [...names].filter((_, index) => index % 2 === 0).map((kind) => ({ kind, label: `of ${kind}` }))
  await db.loadPlain('kinds', kinds, { kind: 'string', label: 'string' })
  const model = {
    ...EMPTY_MODEL,
    relations: events.map(({ name }) => ({
      name: 'kinds',
      from: { table: name, column: 'event' },
      to: { table: 'kinds', column: 'kind' },
      duplicates: 'refuse' as const,
    })),
  }
  const tables = db.catalog.tables.map(({ name, columns, kind }) => ({
    name,
    columns,
    partitions: [],
    isEvents: kind === 'events',
    isMeasured: true,
  }))
  const made = madeColumns(db.catalog.tables, model)
  await db.execute('CREATE SCHEMA IF NOT EXISTS model')
  for (const { name } of db.catalog.tables)
    await db.execute(
      `CREATE OR REPLACE VIEW model.${identifier(name)} AS ${modelSelect({ model, tables, made }, name, new Set(['kinds.label']))}`,
    )
  const rows = events.map(({ name }) => `FROM model.${identifier(name)}`)
  if (events.length > 1)
    await db.execute(`CREATE OR REPLACE VIEW model.all_events AS ${rows.join(' UNION ALL BY NAME ')}`)
  db.catalog = catalogByModel(db.catalog, model)
}

const narrowed = (asked: Asked): Asked => ({
  ...asked,
  filter: [...((asked['filter'] ?? []) as readonly unknown[]), ANY_KIND],
})
const ofEvents = analyses.filter((one) => one.reads === 'events' && (!isShort || caseOf(one).fewer === undefined))

describe('a relation to a table of unique keys', () => {
  it.each(ofEvents)('changes no figure of $name', async (analysis) => {
    let rows = 0
    await askCase(
      db,
      caseOf(analysis),
      { logs: 1, choices: 2 },
      async (_choice, _log, asked) => {
        const before = db.catalog
        const alone = (await answerOf(db, analysis, asked)).rows()
        await relate()
        expectCloseRows((await answerOf(db, analysis, asked)).rows(), alone, JSON.stringify(asked))
        expectCloseRows((await answerOf(db, analysis, narrowed(asked))).rows(), alone, JSON.stringify(asked))
        db.catalog = before
        rows += alone.length
      },
      () => rows > 0,
    )
    expect(rows).toBeGreaterThan(0)
  })
})
