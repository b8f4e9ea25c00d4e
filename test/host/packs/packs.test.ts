import { describe, expect, it } from 'vitest'
import { matchPack } from '../../../src-renderer/host/packs/matchPack'
import { openPack } from '../../../src-renderer/host/packs/openPack'
import { ingest } from '../../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../../src-renderer/ingest/inspect/inspect'
import { readDataModel } from '../../../src-renderer/model/readDataModel'
import { catalogOf } from '../../../src-renderer/query/session/catalog'
import { readPack } from '../../../src-renderer/query/saved/readPack'
import { MemoryFiles } from '../../../src-renderer/store/memoryFiles'
import { Workspace } from '../../../src-renderer/store/workspace'
import { memorySource } from '../../ingest/memorySource'

const SHOP = readPack('shop', {
  pack: `{
  "title": "Shop", // a pack may have comments
  "tables": [
    {"name": "events", "kind": "events", "synonyms": ["activity"], "columns": ["plan_key"]},
    {"name": "plans", "synonyms": ["dim_plans"], "optional": true,
      "columns": ["plan_key", {"name": "price", "synonyms": ["monthly_price"]}]}
  ],
  "model": {
    "relations": [{"from": "events.plan_key", "to": "plans.plan_key"}],
    "calendar": {"table": "plans", "date": "since"},
    "columns": [{"name": "dear", "table": "plans", "type": "boolean", "sql": "price > 10"}],
    "measures": [
      {"name": "buyers", "event": "buy", "measure": "users", "target": 10},
      {"name": "income", "event": "buy", "measure": "sum", "column": "plans.price"}
    ]
  },
  "segments": [{"name": "Buyers", "rule": {"did": "buy"}}]
}`,
  dashboard: `{"title": "The shop", "tiles": [
  {"kind": "text", "text": "# How is the shop?"},
  {"kind": "number", "measure": "buyers"},
  {"kind": "number", "measure": "income"},
  {"kind": "view", "title": "Sales by plan", "view": {"query": "sales"}},
  {"kind": "view", "title": "Buyers by price", "view": {"analysis": "trends", "table": "events",
    "parameters": {"measures": [{"event": "buy", "measure": "users"}], "breakdown": ["plans.price"]}}},
  {"kind": "view", "title": "Retention", "view": {"analysis": "retention", "table": "events"}}
]}`,
  readme: '# Shop',
  queries: [
    {
      name: 'sales',
      text: '-- title: Sales\n-- tables: events, plans\nSELECT p.price, count(*) AS n\nFROM model.events e JOIN model.plans p USING (plan_key)\nGROUP BY ALL ORDER BY 1',
    },
    { name: 'all', text: '-- title: All\n-- tables: events\nSELECT count(*) AS n FROM model.events' },
  ],
})

const TRIPS = readPack('trips', {
  pack: `{
  "title": "Trips",
  "tables": [{"name": "trips", "kind": "events",
    "columns": [{"name": "fare_cents", "synonyms": ["fare"], "optional": true}]}],
  "model": {
    "columns": [{"name": "fare", "table": "trips", "type": "double", "sql": "fare_cents / 100"}],
    "measures": [
      {"name": "income per ride", "formula": "income / rides"},
      {"name": "income", "event": "ride", "measure": "sum", "column": "fare"},
      {"name": "rides", "event": "ride", "measure": "count"}
    ]
  },
  "segments": [{"name": "Riders", "rule": {"did": "ride"}}, {"name": "Payers", "rule": {"property": "fare", "op": ">", "value": 0}}]
}`,
  dashboard: `{"title": "Trips", "tiles": [
  {"kind": "number", "measure": "rides"},
  {"kind": "number", "measure": "income"},
  {"kind": "number", "measure": "income per ride"},
  {"kind": "view", "title": "Income by day", "view": {"analysis": "trends", "parameters": {"measures": ["income"]}}},
  {"kind": "view", "title": "By fare", "view": {"analysis": "trends", "table": "trips", "parameters": {"breakdown": ["fare"]}}}
]}`,
  readme: '# Trips',
  queries: [
    { name: 'takings', text: '-- title: Takings\n-- tables: trips\nSELECT sum(t.fare) AS fare FROM model.trips t' },
    { name: 'rides', text: "-- title: Rides\n-- tables: trips\nSELECT 'fare' AS word, count(*) AS n FROM model.trips" },
  ],
})

const LOG = 'user_id,event,ts,plan_key\nann,buy,2024-03-01T10:00:00Z,1\nbob,view,2024-03-02T10:00:00Z,2\n'

async function workspaceOf(files: Readonly<Record<string, string>>): Promise<Workspace> {
  const workspace = await Workspace.create(new MemoryFiles('w'), { timezone: 'UTC', weekStart: 1 })
  for (const [name, text] of Object.entries(files)) {
    const source = memorySource(text, [], name)
    await ingest(planFrom(await inspect(source, {}), 'UTC'), [source], workspace)
  }
  return workspace
}

async function textOf(workspace: Workspace, path: string): Promise<string> {
  return new TextDecoder().decode(await workspace.files.read(path))
}

describe('a pack', () => {
  it('finds its tables by name, by synonym, by what is said, and the only log', async () => {
    const { manifest } = await workspaceOf({ 'log.csv': LOG, 'dim_plans.csv': 'plan_key,monthly_price\n1,20\n2,5\n' })
    const { tables } = catalogOf(manifest)
    expect(matchPack(SHOP, tables).map(({ table, renamed, why }) => [table, renamed, why])).toEqual([
      ['log', [], null],
      ['dim_plans', [{ name: 'price', column: 'monthly_price', type: 'integer' }], null],
    ])
    expect(matchPack(SHOP, tables, { 'plans.price': 'plan_key' })[1]?.renamed[0]?.column).toBe('plan_key')
    expect(() => matchPack(SHOP, tables, { plans: 'nothing' })).toThrow('There is no table “nothing” for plans')
    expect(() => matchPack(SHOP, tables, { 'plans.price': 'no' })).toThrow('has no column “no” for plans.price')
    expect(() => matchPack(SHOP, tables, { shops: 'log' })).toThrow('has no table or column “shops”')
  })

  it('writes model, segments, queries and a dashboard for the tables under their own names', async () => {
    const workspace = await workspaceOf({ 'log.csv': LOG, 'dim_plans.csv': 'plan_key,monthly_price\n1,20\n2,5\n' })
    await workspace.files.replace('model.json', new TextEncoder().encode('{\n  // mine\n  "measures": []\n}\n'))
    const report = await openPack(SHOP, workspace, null)
    expect(report).toMatchObject({
      tables: { events: 'log', plans: 'dim_plans' },
      model: { relations: 1, columns: 2, measures: 2 },
      segments: ['Buyers'],
      queries: ['shop/sales', 'shop/all'],
      leftOut: [],
      kept: [],
    })
    const model = await textOf(workspace, 'model.json')
    expect(model).toContain('// mine')
    expect(model).toContain('"calendar"')
    expect(readDataModel(model).model.calendar).toEqual({ table: 'dim_plans', date: 'since', holiday: null })
    expect(model).toContain('{"name":"plans","from":"log.plan_key","to":"dim_plans.plan_key"}')
    expect(model).toContain('"sql":"\\"monthly_price\\""')
    expect(await textOf(workspace, 'queries/shop/sales.sql')).toBe(
      '-- title: Sales\n-- tables: log, dim_plans\nSELECT p.price, count(*) AS n\n' +
        'FROM model."log" e JOIN model."dim_plans" p USING (plan_key)\nGROUP BY ALL ORDER BY 1',
    )
    expect(await textOf(workspace, 'dashboards/shop.json')).toContain('"query":"shop/sales"')
  })

  it('leaves the calendar that is there', async () => {
    const workspace = await workspaceOf({ 'log.csv': LOG, 'plans.csv': 'plan_key,price\n1,20\n' })
    const mine = '{"calendar":{"table":"free_days","date":"day"}}'
    await workspace.files.replace('model.json', new TextEncoder().encode(mine))
    await openPack(SHOP, workspace, null)
    expect(readDataModel(await textOf(workspace, 'model.json')).model.calendar?.table).toBe('free_days')
  })

  it('leaves out what needs a missing table, and takes it in when it is there', async () => {
    const workspace = await workspaceOf({ 'log.csv': LOG })
    const first = await openPack(SHOP, workspace, null)
    expect(first.missing).toEqual([{ table: 'plans', why: 'there is no table “plans”' }])
    expect(first.model).toMatchObject({ relations: 0, columns: 0, measures: 1 })
    expect(first.leftOut.map(({ title }) => title)).toEqual(['Sales', 'income', 'Sales by plan', 'Buyers by price'])
    const before = await textOf(workspace, 'dashboards/shop.json')
    expect(before).toContain('Left out here')
    expect(before).not.toContain('shop/sales')
    expect(before.match(/there is no table “plans”/g)).toHaveLength(3)
    const plans = memorySource('plan_key,price\n1,20\n', [], 'plans.csv')
    await ingest(planFrom(await inspect(plans, {}), 'UTC'), [plans], workspace)
    const again = await openPack(SHOP, workspace, null)
    expect([again.leftOut, again.kept]).toEqual([[], []])
    expect(await textOf(workspace, 'dashboards/shop.json')).toContain('shop/sales')
  })

  it('leaves out what needs an optional column that is missing, and what is made of it', async () => {
    const workspace = await workspaceOf({ 'trips.csv': 'user_id,event,ts\nann,ride,2024-03-01T10:00:00Z\n' })
    const report = await openPack(TRIPS, workspace, null)
    const why = '“trips” has no column “fare_cents”'
    expect(report.missing).toEqual([{ table: 'trips.fare_cents', why }])
    expect(report.model).toMatchObject({ columns: 0, measures: 1 })
    expect(report.queries).toEqual(['trips/rides'])
    expect(report.segments).toEqual(['Riders'])
    expect(report.leftOut).toEqual(
      ['Takings', 'income', 'income per ride', 'Income by day', 'By fare', 'the segment Payers'].map((title) => ({
        title,
        why,
      })),
    )
    const full = await workspaceOf({ 'trips.csv': 'user_id,event,ts,fare\nann,ride,2024-03-01T10:00:00Z,250\n' })
    expect(await openPack(TRIPS, full, null)).toMatchObject({
      missing: [],
      leftOut: [],
      model: { columns: 2, measures: 3 },
    })
  })

  it('takes no measure of another meaning for its own', async () => {
    const log = 'user_id,event,ts,fare_cents\nann,ride,2024-03-01T10:00:00Z,250\n'
    const workspace = await workspaceOf({ 'trips.csv': log })
    const other = '{"measures":[{"name":"income","event":"pay","measure":"count"}]}'
    await workspace.files.replace('model.json', new TextEncoder().encode(other))
    const why = 'the model has another measure “income”; rename one of them'
    const { leftOut, model } = await openPack(TRIPS, workspace, null)
    expect(leftOut).toEqual(['income', 'income per ride', 'Income by day'].map((title) => ({ title, why })))
    expect(model.measures).toBe(1)
    expect(await textOf(workspace, 'model.json')).toContain('"event":"pay"')
    const same = '{"measures":[{"name":"income","event":"ride","measure":"sum","column":"fare","target":5}]}'
    await workspace.files.replace('model.json', new TextEncoder().encode(same))
    expect(await openPack(TRIPS, workspace, null)).toMatchObject({ leftOut: [], model: { measures: 2 } })
  })

  it('keeps what somebody made of its own measure', async () => {
    const log = 'user_id,event,ts,fare_cents\nann,ride,2024-03-01T10:00:00Z,250\n'
    const workspace = await workspaceOf({ 'trips.csv': log })
    await openPack(TRIPS, workspace, null)
    const changed = (await textOf(workspace, 'model.json')).replace('"measure":"sum"', '"measure":"max"')
    await workspace.files.replace('model.json', new TextEncoder().encode(changed))
    for (let time = 0; time < 2; time++) expect((await openPack(TRIPS, workspace, null)).leftOut).toEqual([])
    expect(await textOf(workspace, 'model.json')).toBe(changed)
  })

  it('writes over no file that somebody changed', async () => {
    const workspace = await workspaceOf({ 'log.csv': LOG, 'plans.csv': 'plan_key,price\n1,20\n' })
    await openPack(SHOP, workspace, null)
    const mine = '{"title":"Mine","tiles":[]}'
    await workspace.files.replace('dashboards/shop.json', new TextEncoder().encode(mine))
    for (let time = 0; time < 2; time++) {
      expect((await openPack(SHOP, workspace, null)).kept).toEqual(['dashboards/shop.json'])
      expect(await textOf(workspace, 'dashboards/shop.json')).toBe(mine)
    }
  })

  it('says what must be there, and writes nothing then', async () => {
    const workspace = await workspaceOf({ 'log.csv': 'user_id,event,ts\nann,buy,2024-03-01T10:00:00Z\n' })
    await expect(openPack(SHOP, workspace, null)).rejects.toThrow(/“log” has no column “plan_key”/)
    expect((await workspace.files.list('dashboards')).length).toBe(0)
    expect((await workspace.files.list('queries')).length).toBe(0)
  })
})
