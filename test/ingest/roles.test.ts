import { describe, expect, it } from 'vitest'
import { inspect } from '../../src-renderer/ingest/inspect/inspect'
import { importTexts } from './importCase'
import { memorySource } from './memorySource'

const TIME = '2024-01-15 10:00:0'

describe('what a mapping may say beside columns', () => {
  const files = [
    ['view.csv', `user_id,ts\nu1,${TIME}1\n`],
    ['in/buy.2024.csv', `user_id,ts\nu1,${TIME}2\n`],
  ] as const

  it('one event for all rows', async () => {
    const { rows } = await importTexts(files, { mapping: { event: '=paid' }, completeMapping: true })
    expect((await rows()).map(({ event }) => event)).toEqual(['paid', 'paid'])
  })

  it('the name of the file, so that two files are two steps', async () => {
    const { rows } = await importTexts(files, { mapping: { event: '=file' }, completeMapping: true })
    expect((await rows()).map(({ event }) => event)).toEqual(['view', 'buy.2024'])
  })

  it('a second column that names the user where the first is empty; it stays as it is', async () => {
    const log = `user_id,device_id,event,ts\n u1 ,d1,a,${TIME}1\n,d1,b,${TIME}2\nNULL,d2,c,${TIME}3\n`
    const said = (await inspect(memorySource(log, [], 'e.csv'), {})).remarks.map(({ text }) => text)
    expect(said).toContain(
      "user_id: where it is empty, device_id is filled in 2 of 2 rows; to count these by it: --map 'user=user_id|device_id'.",
    )
    const { users, report, rows } = await importTexts([['e.csv', log]], {
      mapping: { user: 'user_id|device_id' },
      completeMapping: true,
    })
    expect(users).toEqual(['u1', 'd1', 'd2'])
    expect(report).toMatchObject({ rows: 3, users: 3, rowsWithoutUser: 0 })
    expect((await rows()).map(({ device_id: device }) => device)).toEqual(['d1', 'd1', 'd2'])
  })

  it('a column that is really called so comes first', async () => {
    const { rows } = await importTexts([['e.csv', `user_id,=paid,ts\nu1,open,${TIME}1\n`]], {
      mapping: { event: '=paid' },
      completeMapping: true,
    })
    expect((await rows()).map(({ event }) => event)).toEqual(['open'])
  })
})

it('a column keeps its name where it plays no role, and one that is empty in every row is a column', async () => {
  const log = `user_id,event,ts,session_id,value,event_id,is_test,empty\nu1,a,${TIME}1,s1,gold,e1,maybe,\n`
  const mapping = { session: 'none', value: 'none', id: 'none', test: 'none' }
  const { workspace, rows } = await importTexts([['e.csv', log]], { mapping, completeMapping: true })
  expect(await rows()).toMatchObject([{ session_id: 's1', value: 'gold', event_id: 'e1', is_test: 'maybe' }])
  expect(workspace.manifest.tables['events']?.columns.map(({ name }) => name)).toEqual([
    'user_key',
    'event',
    'ts',
    'session_id',
    'value',
    'event_id',
    'is_test',
    'empty',
    '_source',
  ])
  // A later file cannot make a session of what is none.
  await expect(
    importTexts([['f.csv', log]], { mapping: { ...mapping, session: 'session_id' }, completeMapping: true }, workspace),
  ).rejects.toMatchObject({ code: 'bad-parameter', message: expect.stringContaining('--map session=none') as string })
})

it.each([
  ['start,expires,user_id,event', '2024-01-15,2025-01-15,u1,x', { time: 'start' }],
  ['expires_at,created_at,user_id,event', '2025-01-15,2024-01-15,u1,x', { time: 'created_at' }],
  ['received_at,event_time,user_id,event', '2024-01-15,2024-01-15,u1,x', { time: 'event_time' }],
  ['sender,recipient,ts', 'a,b,2024-01-15', { user: 'sender' }],
  ['case,activity,timestamp,type', 'c1,start,2024-01-15,x', { user: 'case', event: 'activity' }],
  ['trace,concept:name,time:timestamp', 'c1,start,2024-01-15', { user: 'trace', event: 'concept:name' }],
  ['lead,stage,date', 'c1,start,2024-01-15', { user: 'lead', event: 'stage' }],
  ['from,to,time', 'a,b,2024-01-15', { user: 'from' }],
  ['source,target,time', 'a,b,2024-01-15', { user: 'source' }],
  ['order_id,status,updated_at', 'o1,new,2024-01-15', { user: 'order_id', event: 'status' }],
  ['Delivery Person,order,time', 'a,o1,2024-01-15', { user: 'Delivery Person' }],
])('of %s, the better names play the roles', async (header, row, mapping) => {
  const found = await inspect(memorySource(`${header}\n${row}\n`, [], 'e.csv'), {})
  expect(found).toMatchObject({ certain: true, kind: 'events', mapping })
})
