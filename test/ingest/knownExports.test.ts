import { describe, expect, it } from 'vitest'
import { inspect } from '../../src-renderer/ingest/inspect/inspect'
import { KNOWN_EXPORTS } from '../../src-renderer/ingest/inspect/knownExports'
import type { EventMapping } from '../../src-renderer/model/schema'
import { memorySource } from './memorySource'

const TIME = '2024-01-15 10:00:00'

/** Some columns of each export in the order in which the tool's documents list them, with a value each. */
const EXPORTS: readonly (readonly [tool: string, row: Readonly<Record<string, string>>, mapping: EventMapping])[] = [
  [
    'Amplitude',
    {
      amplitude_id: '5',
      device_id: 'd',
      event_time: TIME,
      event_type: 'view',
      session_id: '7',
      user_id: 'u',
      uuid: 'x',
    },
    { user: 'user_id', event: 'event_type', time: 'event_time', id: 'uuid', session: 'session_id' },
  ],
  [
    'Mixpanel',
    { event: 'View', time: '1705312800', distinct_id: 'd', $insert_id: 'i', $browser: 'Firefox' },
    { user: 'distinct_id', event: 'event', time: 'time', id: '$insert_id' },
  ],
  [
    'PostHog',
    {
      uuid: 'x',
      event: 'signup',
      properties: '{}',
      timestamp: TIME,
      distinct_id: 'd',
      person_id: 'p',
      created_at: TIME,
    },
    { user: 'person_id', event: 'event', time: 'timestamp', id: 'uuid' },
  ],
  [
    'RudderStack',
    { anonymousId: 'a', messageId: 'm', originalTimestamp: TIME, rudderId: 'r', event: 'e', userId: 'u', sentAt: TIME },
    { user: 'userId', event: 'event', time: 'originalTimestamp', id: 'messageId' },
  ],
  [
    'Segment',
    { anonymousId: 'a', messageId: 'm', timestamp: TIME, receivedAt: TIME, type: 'track', event: 'e', userId: '' },
    { user: 'anonymousId', event: 'event', time: 'timestamp', id: 'messageId' },
  ],
  [
    'Segment or RudderStack warehouse',
    { id: 'x', received_at: TIME, anonymous_id: 'a', user_id: 'u', event: 'e', sent_at: TIME, timestamp: TIME },
    { user: 'user_id', event: 'event', time: 'timestamp', id: 'id' },
  ],
  [
    'Snowplow',
    { app_id: 's', collector_tstamp: TIME, event: 'unstruct', event_id: 'x', domain_userid: 'd', derived_tstamp: TIME },
    { user: 'domain_userid', event: 'event', time: 'derived_tstamp', id: 'event_id' },
  ],
  [
    'GA4 or Firebase (BigQuery)',
    { event_date: '20240115', event_timestamp: '1705312800000000', event_name: 'page_view', user_pseudo_id: '1.0' },
    { user: 'user_pseudo_id', event: 'event_name', time: 'event_timestamp' },
  ],
  [
    'Matomo',
    { idlink_va: '1', idsite: '1', idvisitor: 'v', idvisit: '4', server_time: TIME },
    { user: 'idvisitor', time: 'server_time', id: 'idlink_va', session: 'idvisit' },
  ],
  [
    'AppsFlyer',
    {
      'Install Time': TIME,
      'Event Time': TIME,
      'Event Name': 'af_purchase',
      'Event Revenue': '5',
      'AppsFlyer ID': 'a',
    },
    { user: 'AppsFlyer ID', event: 'Event Name', time: 'Event Time', value: 'Event Revenue' },
  ],
  [
    'Adjust',
    { adid: 'a', activity_kind: 'event', event_name: 'buy', created_at: '1705312800', revenue: '5' },
    { user: 'adid', event: 'event_name', time: 'created_at', value: 'revenue' },
  ],
  [
    'Shopify orders',
    {
      Name: '#1',
      Email: 'a@b.c',
      'Financial Status': 'paid',
      'Paid at': TIME,
      Total: '5',
      'Created at': `${TIME} -0500`,
    },
    { user: 'Email', event: 'Financial Status', time: 'Created at', value: 'Total' },
  ],
  [
    'Stripe payments',
    { id: 'ch_1', 'Created date (UTC)': TIME, Amount: '5', Status: 'Paid', 'Customer ID': 'cus_1' },
    { user: 'Customer ID', event: 'Status', time: 'Created date (UTC)', id: 'id', value: 'Amount' },
  ],
  [
    'Plausible',
    { timestamp: TIME, name: 'pageview', site_id: '1', user_id: '18446744073709551615', session_id: '9' },
    { user: 'user_id', event: 'name', time: 'timestamp', session: 'session_id' },
  ],
  [
    'Umami',
    {
      website_id: 'w',
      session_id: 's',
      visit_id: 'v',
      event_id: 'e',
      created_at: TIME,
      event_type: '1',
      event_name: 'n',
    },
    { user: 'session_id', event: 'event_name', time: 'created_at', id: 'event_id', session: 'visit_id' },
  ],
  [
    'CloudTrail',
    { eventName: 'Get', eventTime: TIME, eventSource: 's3', awsRegion: 'eu', 'userIdentity.arn': 'a', eventID: 'i' },
    { user: 'userIdentity.arn', event: 'eventName', time: 'eventTime', id: 'eventID' },
  ],
  [
    'Okta system log',
    { uuid: 'x', published: '2024-01-15T10:00:00.000Z', eventType: 'user.session.start', 'actor.id': 'a' },
    { user: 'actor.id', event: 'eventType', time: 'published', id: 'uuid' },
  ],
  [
    'Elasticsearch',
    { _index: 'logs', _id: 'x', '_source.@timestamp': TIME, '_source.user.id': 'u', '_source.event.action': 'login' },
    { user: '_source.user.id', event: '_source.event.action', time: '_source.@timestamp', id: '_id' },
  ],
  [
    'Debezium',
    { 'after.id': '1', 'after.user_id': '7', op: 'c', ts_ms: '1705312800000', 'source.table': 'orders' },
    { user: 'after.user_id', event: 'op', time: 'ts_ms' },
  ],
  [
    'Debezium',
    {
      'payload.after.id': '1',
      'payload.after.user_id': '7',
      'payload.op': 'c',
      'payload.ts_ms': '1705312800000',
      'payload.source.table': 'orders',
    },
    { user: 'payload.after.user_id', event: 'payload.op', time: 'payload.ts_ms' },
  ],
  [
    'GitHub Archive',
    { id: '3', type: 'PushEvent', 'actor.login': 'a', 'repo.name': 'r', created_at: '2024-01-15T10:00:00Z' },
    { user: 'actor.login', event: 'type', time: 'created_at', id: 'id' },
  ],
  [
    'Moodle log',
    { Time: '15/01/24, 10:00:00', 'User full name': 'A B', 'Event context': 'Course', 'Event name': 'Course viewed' },
    { user: 'User full name', event: 'Event name', time: 'Time' },
  ],
  [
    'XES (as columns)',
    { 'concept:name': 'Register', 'time:timestamp': '2024-01-15T10:00:00+01:00', 'case:concept:name': '173' },
    { user: 'case:concept:name', event: 'concept:name', time: 'time:timestamp' },
  ],
  [
    'Mixpanel',
    { event: 'View', 'properties.time': '1705312800', 'properties.distinct_id': 'd', 'properties.$insert_id': 'i' },
    { user: 'properties.distinct_id', event: 'event', time: 'properties.time', id: 'properties.$insert_id' },
  ],
  [
    'Matomo',
    { visitorId: 'v', idVisit: '7', serverTimestamp: '1705312800', type: 'action', userId: '' },
    { user: 'visitorId', event: 'type', time: 'serverTimestamp', session: 'idVisit' },
  ],
  [
    'Stripe events',
    {
      id: 'evt_1',
      api_version: '2023-10-16',
      created: '1705312800',
      type: 'charge.succeeded',
      livemode: 'true',
      'data.object.customer': 'cus_1',
    },
    { user: 'data.object.customer', event: 'type', time: 'created', id: 'id' },
  ],
  [
    'Stripe payments',
    { id: 'py_1', 'Created (UTC)': TIME, Amount: '5', Status: 'Paid', 'Customer ID': '', 'Customer Email': 'a@b.c' },
    { user: 'Customer Email', event: 'Status', time: 'Created (UTC)', id: 'id', value: 'Amount' },
  ],
]

function csvOf(row: Readonly<Record<string, string>>): string {
  const quoted = (texts: readonly string[]): string => texts.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')
  return `${quoted(Object.keys(row))}\n${quoted(Object.values(row))}\n`
}

describe('exports of tools', () => {
  it.each(EXPORTS)('%s is known by its columns, and asks nothing', async (tool, row, mapping) => {
    const found = await inspect(memorySource(csvOf(row), [], 'export.csv'), {})
    expect([found.exportOf, found.kind, found.doubt]).toEqual([tool, 'events', null])
    expect(found.mapping).toMatchObject(mapping)
    expect(found.guesses.time).toMatchObject({ confidence: 1, reason: `exports of ${tool} have it so` })
  })

  it('that are known are all among these, each shape of them', () => {
    const columns = [...EXPORTS.map(([, row]) => Object.keys(row)), ['_id.$oid']]
    const untried = KNOWN_EXPORTS.filter(({ proof }) => !columns.some((own) => proof.every((one) => own.includes(one))))
    expect(untried.map(({ name, proof }) => [name, ...proof])).toEqual([])
    expect(EXPORTS.length).toBeGreaterThanOrEqual(25)
  })

  it('of MongoDB are known by their ids; the other roles are detected', async () => {
    const lines = [0, 1, 2].map(
      (n) =>
        `{"_id":{"$oid":"65a5${n}"},"user_id":"u${n % 2}","event":"view","ts":{"$date":"2024-01-15T10:00:0${n}.000Z"}}`,
    )
    const found = await inspect(memorySource(lines.join('\n'), [], 'events.json'), {})
    expect([found.exportOf, found.kind, found.doubt]).toEqual(['MongoDB (mongoexport)', 'events', null])
    expect(found.mapping).toEqual({ id: '_id.$oid', user: 'user_id', event: 'event', time: 'ts.$date' })
  })

  it('Snowplow’s fields get their names, unless a person speaks of them by number', async () => {
    const fields = new Array<string>(131).fill('')
    for (const [index, value] of [
      [0, 'shop'],
      [3, TIME],
      [5, 'page_view'],
      [6, 'x'],
      [15, 'dom0'],
      [126, 'page_view'],
    ] as const)
      fields[index] = value
    const file = memorySource(`${fields.join('\t')}\n`, [], 'enriched.tsv')
    const found = await inspect(file, {})
    expect([found.exportOf, found.mapping]).toMatchObject(['Snowplow', { user: 'domain_userid', event: 'event_name' }])
    expect((await inspect(file, { mapping: { time: 'column_4' } })).mapping).toEqual({ time: 'column_4' })
  })

  it('what a person says of a role counts more', async () => {
    const [, row] = EXPORTS[2]!
    const found = await inspect(memorySource(csvOf(row), [], 'export.csv'), {
      mapping: { user: 'distinct_id', id: '' },
      completeMapping: true,
    })
    expect(found.mapping).toEqual({ user: 'distinct_id', event: 'event', time: 'timestamp' })
  })
})

describe('columns named in other words', () => {
  it.each([
    ['case_id,activity,timestamp', 'case_id', 'activity', 'timestamp'],
    ['Kunde;Aktivität;Zeitpunkt', 'Kunde', 'Aktivität', 'Zeitpunkt'],
    ['usuario,evento,fecha', 'usuario', 'evento', 'fecha'],
    ['utilisateur,événement,horodatage', 'utilisateur', 'événement', 'horodatage'],
    ['用户,事件,时间', '用户', '事件', '时间'],
    ['sender,type,created_at', 'sender', 'type', 'created_at'],
    ['order_id,status,start_time', 'order_id', 'status', 'start_time'],
    ['data.user_id,data.event,data.timestamp', 'data.user_id', 'data.event', 'data.timestamp'],
  ])('%s', async (header, user, event, time) => {
    const separator = header.includes(';') ? ';' : ','
    const rows = [1, 2, 3].map((n) => [`u${n % 2}`, `e${n % 2}`, `2024-01-15 10:00:0${n}`].join(separator))
    const found = await inspect(memorySource(`${[header, ...rows].join('\n')}\n`, [], 'e.csv'), {})
    expect([found.kind, found.doubt, found.mapping]).toEqual(['events', null, { user, event, time }])
  })

  it('the time of the event comes before those of its end, its expiry and its arrival', async () => {
    const text = `user_id,event,received_at,end_time,expires_at,start_time\nu,e,${new Array(4).fill(TIME).join(',')}\n`
    const found = await inspect(memorySource(text, [], 'e.csv'), {})
    expect([found.mapping.time, found.doubt]).toEqual(['start_time', null])
  })
})

describe('what is unclear', () => {
  it('a time that cannot be read is named, with values and what was tried', async () => {
    const text = 'user_id,event,timestamp\nu1,a,Jan/15/24@10h00\nu2,b,Jan/15/24@10h05\n'
    const { doubt, certain } = await inspect(memorySource(text, [], 'e.csv'), {})
    expect(certain).toBe(false)
    expect(doubt).toMatchObject({ role: 'time', candidates: ['timestamp'] })
    expect(doubt?.unread?.values).toEqual(['Jan/15/24@10h00', 'Jan/15/24@10h05'])
    expect((await inspect(memorySource(text, [], 'e.csv'), { kind: 'table' })).doubt).toBeNull()
  })

  it('a plain table with a time says how it could be read as events', async () => {
    const rows = [1, 2, 3, 4, 5, 6].map((n) => `m${n % 2},${n % 3},2024-01-15 10:00:0${n},s${n % 3}`)
    const text = `machine_no,level,measured_at,phase\n${rows.join('\n')}\n`
    const found = await inspect(memorySource(text, [], 'e.csv'), {})
    expect([found.kind, found.proposal]).toEqual(['table', { user: 'machine_no', event: 'phase', time: 'measured_at' }])
  })

  it('more than a fifth of the first records rejected is a question, unless the format was given', async () => {
    const rows = Array.from({ length: 50 }, (_, n) => `u${n},e,2024-01-15${n % 3 === 0 ? ',x,y' : ''}`)
    const file = memorySource(`user_id,event,ts\n${rows.join('\n')}\n`, [], 'e.csv')
    expect((await inspect(file, {})).doubt).toMatchObject({
      role: 'format',
      message: expect.stringContaining('17 of the first 50 records of e.csv cannot be read as CSV') as string,
    })
    expect((await inspect(file, { format: 'csv' })).doubt).toBeNull()
  })
})
