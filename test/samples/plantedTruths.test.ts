import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** The samples' truths, counted anew from the files alone. */
const SAMPLES = join(import.meta.dirname, '../../samples')
const read = (path: string): string => readFileSync(join(SAMPLES, path), 'utf8')
const linesOf = (path: string): readonly string[] => read(path).trimEnd().split('\n')

/** Rows of a CSV file without quoted fields. */
function rowsOf(path: string): readonly Readonly<Record<string, string>>[] {
  const [header, ...lines] = linesOf(path).map((line) => line.split(','))
  return lines.map((fields) => Object.fromEntries(header!.map((name, index) => [name, fields[index] ?? ''])))
}

interface Share {
  eligible: number
  users: number
}

describe('newsfeed', () => {
  interface FeedEvent {
    readonly event_id: string
    readonly user_id: string
    readonly event: string
    readonly ts: string
    readonly is_test?: boolean
  }
  const truths = JSON.parse(read('newsfeed/truths.json')) as {
    lines: number
    rows: number
    duplicates: number
    rejected: { line: number; reason: string }[]
    accounts: number
    people: number
    testAccounts: number
    testRows: number
    lateEvents: { date: string; count: number }
    dau: Record<string, number>
    drop: { date: string; dropPct: number }
    byEvent: Record<string, number>
    retention: { day1: Share; day7: Share }
  }
  const lines = linesOf('newsfeed/events.ndjson')
  const rejected: number[] = []
  const events = lines.flatMap((line, index): FeedEvent[] => {
    try {
      const event = JSON.parse(line) as FeedEvent
      if (!Array.isArray(event) && !Number.isNaN(Date.parse(event.ts))) return [event]
    } catch {
      /* not JSON: counted below */
    }
    rejected.push(index + 1)
    return []
  })
  const distinct = [...new Map(events.map((event) => [event.event_id, event])).values()]
  const real = distinct.filter((event) => event.is_test !== true)
  const dateOf = (event: FeedEvent): string => new Date(event.ts).toISOString().slice(0, 10)

  it('has the broken lines, duplicates and test accounts that it says', () => {
    expect(lines).toHaveLength(truths.lines)
    expect(rejected).toEqual(truths.rejected.map((one) => one.line))
    expect([distinct.length, events.length - distinct.length]).toEqual([truths.rows, truths.duplicates])
    expect(distinct.length - real.length).toBe(truths.testRows)
    expect(new Set(distinct.filter((event) => event.is_test === true).map((event) => event.user_id)).size).toBe(
      truths.testAccounts,
    )
    expect(new Set(distinct.map((event) => event.event)).size).toBe(12)
  })

  it('has the daily users, the fall and the events that it says', () => {
    const dau = new Map<string, Set<string>>()
    const counts: Record<string, number> = {}
    for (const event of real) {
      dau.set(dateOf(event), (dau.get(dateOf(event)) ?? new Set()).add(event.user_id))
      counts[event.event] = (counts[event.event] ?? 0) + 1
    }
    expect(Object.fromEntries([...dau].map(([date, users]) => [date, users.size]))).toEqual(truths.dau)
    expect(counts).toEqual(truths.byEvent)
    const days = [...dau].sort(([a], [b]) => (a < b ? -1 : 1)).map(([date, users]) => ({ date, users: users.size }))
    const steep = days.filter(
      (day, index) =>
        index >= 7 && day.users < 0.75 * (days.slice(index - 7, index).reduce((sum, one) => sum + one.users, 0) / 7),
    )
    expect(steep.map((day) => day.date)).toEqual([truths.drop.date])
  })

  it('has the retention that it says', () => {
    const activeDays = new Map<string, Set<number>>()
    for (const event of real)
      activeDays.set(
        event.user_id,
        (activeDays.get(event.user_id) ?? new Set()).add(Math.floor(Date.parse(event.ts) / 86_400_000)),
      )
    const last = Math.max(...[...activeDays.values()].flatMap((days) => [...days]))
    const retention = (age: number): Share => {
      const eligible = [...activeDays.values()].filter((days) => Math.min(...days) + age < last)
      return { eligible: eligible.length, users: eligible.filter((days) => days.has(Math.min(...days) + age)).length }
    }
    expect(activeDays.size).toBe(truths.accounts)
    expect({ day1: retention(1), day7: retention(7) }).toEqual(truths.retention)
  })

  it('maps every account to one person, and writes late events late', () => {
    const identities = rowsOf('newsfeed/identities.csv')
    expect(identities.map((row) => row['account_id']).sort()).toEqual(
      [...new Set(real.map((event) => event.user_id))].sort(),
    )
    expect(new Set(identities.map((row) => row['person_id'])).size).toBe(truths.people)
    let latest = ''
    const late = distinct.filter((event) => {
      const isLate = dateOf(event) < latest
      if (dateOf(event) > latest) latest = dateOf(event)
      return isLate
    })
    expect([late.length, ...new Set(late.map(dateOf))]).toEqual([truths.lateEvents.count, truths.lateEvents.date])
  })
})

describe('ads', () => {
  interface Tally {
    conversions: number
    value: number
  }
  const truths = JSON.parse(read('ads/truths.json')) as {
    rows: number
    conversions: number
    value: number
    withoutTouch: number
    withoutTouchButEarlier: number
    viewThrough: number
    firstTouch: Record<string, Tally>
    lastTouch: Record<string, Tally>
    campaigns: { campaign_id: string; conversions: number; roas: number; tier: string }[]
  }
  const events = rowsOf('ads/events.csv').map((row) => ({
    user: row['user_id']!,
    event: row['event']!,
    at: Date.parse(`${row['ts']!.replace(' ', 'T')}Z`),
    channel: row['channel']!,
    campaign: row['campaign_id']!,
    value: Number(row['value'] || '0'),
  }))
  const conversions = events
    .filter((event) => event.event === 'conversion')
    .map((conversion) => {
      const earlier = events.filter(
        (event) => event.user === conversion.user && event.event !== 'conversion' && event.at < conversion.at,
      )
      return { conversion, earlier, touches: earlier.filter((event) => event.at >= conversion.at - 7 * 86_400_000) }
    })
  const tally = (keyOf: (one: (typeof conversions)[number]) => string): Record<string, Tally> => {
    const counts: Record<string, Tally> = {}
    for (const one of conversions) {
      const row = (counts[keyOf(one)] ??= { conversions: 0, value: 0 })
      row.conversions += 1
      row.value = Math.round((row.value + one.conversion.value) * 100) / 100
    }
    return counts
  }

  it('has the conversions, untouched ones and view-through ones that it says', () => {
    expect([events.length, conversions.length]).toEqual([truths.rows, truths.conversions])
    expect(conversions.reduce((sum, one) => sum + one.conversion.value, 0)).toBeCloseTo(truths.value, 6)
    const untouched = conversions.filter((one) => one.touches.length === 0)
    expect([untouched.length, untouched.filter((one) => one.earlier.length > 0).length]).toEqual([
      truths.withoutTouch,
      truths.withoutTouchButEarlier,
    ])
    expect(
      conversions.filter((one) => one.touches.length > 0 && one.touches.every((touch) => touch.event === 'impression'))
        .length,
    ).toBe(truths.viewThrough)
  })

  it('has the first and last touches and the returns that it says', () => {
    expect(tally((one) => one.touches[0]?.channel ?? '(none)')).toEqual(truths.firstTouch)
    expect(tally((one) => one.touches.at(-1)?.channel ?? '(none)')).toEqual(truths.lastTouch)
    const byCampaign = tally((one) => one.touches.at(-1)?.campaign ?? '(none)')
    const spend = new Map(rowsOf('ads/campaigns.csv').map((row) => [row['campaign_id']!, Number(row['spend'])]))
    for (const campaign of truths.campaigns) {
      expect(byCampaign[campaign.campaign_id]?.conversions ?? 0).toBe(campaign.conversions)
      const roas = (byCampaign[campaign.campaign_id]?.value ?? 0) / spend.get(campaign.campaign_id)!
      expect(roas).toBeCloseTo(campaign.roas, 9)
      expect(roas >= 3 ? 'excellent' : roas >= 2 ? 'good' : roas >= 1 ? 'break-even' : 'poor').toBe(campaign.tier)
    }
  })
})

describe('two logs', () => {
  const truths = JSON.parse(read('two-logs/truths.json')) as {
    clientRows: number
    serverRows: number
    inBoth: number
    onlyClient: number
    onlyServer: number
    notReached: number
    changed: number
    again: { client: number; server: number }
    late: { hours: number; rows: number }
    outage: { date: string; purchases: number }
  }
  const [client, server] = [rowsOf('two-logs/client_events.csv'), rowsOf('two-logs/server_events.csv')]
  const byId = (rows: typeof client) => new Map(rows.toReversed().map((row) => [row['event_uuid']!, row]))
  const [ofClient, ofServer] = [byId(client), byId(server)]
  const secondsOf = (text = ''): number => Date.parse(`${text.replace(' ', 'T')}Z`) / 1000

  it('hold what was lost, repeated, changed, late and not yet reached', () => {
    const lost = [...ofClient].flatMap(([id, row]) => (ofServer.has(id) ? [] : [row]))
    const ends = Math.max(...server.map((row) => secondsOf(row['ts'])))
    expect({
      clientRows: client.length,
      serverRows: server.length,
      inBoth: [...ofClient.keys()].filter((id) => ofServer.has(id)).length,
      onlyClient: lost.length,
      onlyServer: [...ofServer.keys()].filter((id) => !ofClient.has(id)).length,
      notReached: lost.filter((row) => secondsOf(row['ts']) > ends).length,
      changed: [...ofClient].filter(([id, row]) => ofServer.has(id) && ofServer.get(id)!['value'] !== row['value'])
        .length,
      again: { client: client.length - ofClient.size, server: server.length - ofServer.size },
      late: {
        hours: 24,
        rows: [...ofServer.values()].filter((row) => secondsOf(row['received_at']) - secondsOf(row['ts']) > 86_400)
          .length,
      },
      outage: {
        date: truths.outage.date,
        purchases: lost.filter((row) => row['event'] === 'purchase' && row['ts']!.startsWith(truths.outage.date))
          .length,
      },
    }).toEqual(truths)
  })
})
