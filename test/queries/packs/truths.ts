import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { expectAds } from './ads/truths'
import type { PackBed } from './bed'
import { expectMessenger } from './messenger/truths'
import { expectOrderBatching } from './order-batching/truths'
import { expectPhotoUpload } from './photo-upload/truths'
import { expectRestaurants } from './restaurants/truths'
import { expectSharing } from './sharing/truths'
import { expectRideshare } from './rideshare/truths'
import { expectStreaming } from './streaming/truths'
import { expectPeopleYouMayKnow } from './people-you-may-know/truths'
import { expectFiles } from './files/truths'
import { expectFeedQuality } from './feed-quality/truths'
import { SAMPLES, truthsOf, type TileOf } from './truthsOf'

interface ActiveUsers {
  readonly dau: Readonly<Record<string, number>>
  readonly stories: { readonly daily: Readonly<Record<string, number>> }
  readonly monthlyUsers: {
    readonly all: number
    readonly segments: Readonly<Record<string, Readonly<Record<string, number>>>>
  }
  readonly conversions: number
  readonly weight: number
}

async function expectActiveUsers(tileOf: TileOf, bed: PackBed): Promise<void> {
  const { dau, stories, monthlyUsers, conversions, weight } = truthsOf('active-users') as ActiveUsers
  const days = tileOf('How many come on a day, in a week, in a month?').run.table.rows()
  expect(Object.fromEntries(days.map((row) => [row['date'], row['dau']]))).toEqual(dau)
  const byFeature = tileOf('Which feature loses its daily users?').run.table.rows()
  const ofStories = byFeature.filter((row) => row['dim_features.feature_name'] === 'Stories')
  expect(Object.fromEntries(ofStories.map((row) => [row['date'], row['value']]))).toEqual(stories.daily)
  const { US, DE, BR, IN } = monthlyUsers.segments['Casual']!
  const month = tileOf('Which segments and countries have most monthly users?').run.table.rows()
  const most = month.filter((row) => row['segment'] !== '(all)' && row['country'] !== '(all)')
  expect(month[0]).toEqual({ segment: '(all)', country: '(all)', mau: monthlyUsers.all })
  expect(most[0]).toEqual({ segment: 'Casual', country: 'United States', mau: US })
  const ofCasual = most.filter((row) => row['segment'] === 'Casual').map((row) => [row['country'], row['mau']])
  expect(Object.fromEntries(ofCasual)).toEqual({ 'United States': US, Germany: DE, Brazil: BR, India: IN })
  const types = tileOf('What do people do, and what does it weigh?').run.table.rows()
  const converting = types.filter((row) => row['is_conversion_event'] === true)
  expect(converting.map((row) => row['activities'])).toEqual([conversions])
  expect(types.reduce((sum, row) => sum + Number(row['weight']), 0)).toBe(weight)
  const kinds = (await bed.query('kinds-of-days')).rows()
  const weekends = kinds.find((row) => row['kind'] === 'weekend')
  const workdays = kinds.find((row) => row['kind'] === 'working day')
  expect(Number(weekends?.['avg_dau'])).toBeLessThan(0.6 * Number(workdays?.['avg_dau']))
  expect(kinds.find((row) => row['kind'] === 'holiday')).toMatchObject({ days: 1, avg_dau: dau['2024-05-01'] })
}

interface Newsfeed {
  readonly accounts: number
  readonly people: number
  readonly dau: Readonly<Record<string, number>>
  readonly drop: { readonly date: string }
  readonly retention: Readonly<Record<'day1' | 'day7', { readonly eligible: number; readonly users: number }>>
  readonly byEvent: Readonly<Record<string, number>>
}

function identities(): readonly (readonly string[])[] {
  const text = readFileSync(join(SAMPLES, 'newsfeed/identities.csv'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
}

async function expectNewsfeed(tileOf: TileOf, bed: PackBed): Promise<void> {
  const { accounts, people, dau, drop, retention, byEvent } = truthsOf('newsfeed') as Newsfeed
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const daily = rowsOf('How many accounts, how many people?')
  expect(Object.fromEntries(daily.map((row) => [row['date'], row['accounts']]))).toEqual(dau)
  const byPeople = rowsOf('How many come on a day, in a week, in a month?')
  expect(byPeople.map((row) => [row['date'], row['dau']])).toEqual(daily.map((row) => [row['date'], row['people']]))
  expect(byPeople.at(-1)?.['mau']).toBe(people)
  const apps = rowsOf('Which apps do people use together?')
  expect(apps.reduce((sum, row) => sum + Number(row['people']), 0)).toBe(people)
  const onApp = new Set(identities().map(([, app, person]) => `${person} ${app}`))
  expect(apps.reduce((sum, row) => sum + Number(row['people']) * Number(row['app_count']), 0)).toBe(onApp.size)
  const drops = rowsOf('Did something break?').filter((row) => row['drop'] === 'high')
  expect(drops.map((row) => row['date'])).toEqual([drop.date])
  const cohorts = rowsOf('Who is back 1, 7 and 30 days after registration?')
  const { day1, day7 } = retention
  expect(cohorts).toEqual([
    expect.objectContaining({
      users: accounts,
      day_1_of: day1.eligible,
      day_1_pct: (100 * day1.users) / day1.eligible,
      day_7_of: day7.eligible,
      day_7_pct: (100 * day7.users) / day7.eligible,
      day_30_of: 0,
      day_30_pct: null,
    }),
  ])
  const engagement = rowsOf('How much do they engage?').reduce((sum, row) => sum + Number(row['engagement']), 0)
  expect(engagement).toBe(byEvent['post_like']! + 3 * byEvent['post_share']! + 5 * byEvent['post_comment']!)
  const known = (await bed.query('churn-features', { day: '2024-03-31' })).rows()
  expect(known).toHaveLength(accounts)
  expect(known.reduce((sum, row) => sum + Number(row['views_28']), 0)).toBe(byEvent['post_view'])
}

/** The days of each account of the newsfeed, test accounts left out, counted from the file alone. */
function newsfeedDays(): ReadonlyMap<string, ReadonlySet<string>> {
  const days = new Map<string, Set<string>>()
  for (const line of readFileSync(join(SAMPLES, 'newsfeed/events.ndjson'), 'utf8').split('\n')) {
    const found = /"user_id":"([^"]+)".*"ts":"([^"]+)"/.exec(line)
    const at = Date.parse(found?.[2] ?? '')
    if (found === null || Number.isNaN(at) || line.includes('"is_test":true')) continue
    const own = days.get(found[1]!) ?? new Set<string>()
    days.set(found[1]!, own.add(new Date(at).toISOString().slice(0, 10)))
  }
  return days
}

function expectStickiness(tileOf: TileOf): void {
  const { dau, accounts } = truthsOf('newsfeed') as Newsfeed
  const days = newsfeedDays()
  expect(days.size).toBe(accounts)
  const histogram = tileOf('On how many days do they come?').run.table.rows()
  expect(Object.fromEntries(histogram.map((row) => [row['days'], row['users']]))).toEqual(
    Object.fromEntries(
      histogram.map((row) => [row['days'], [...days.values()].filter((own) => own.size === row['days']).length]),
    ),
  )
  const regular = tileOf('How many come on three days of a week?').run.table.rows()
  const dates = Object.keys(dau).sort()
  expect(regular.map((row) => row['date'])).toEqual(dates.slice(6))
  for (const row of regular) {
    const week = dates.slice(dates.indexOf(String(row['date'])) - 6, dates.indexOf(String(row['date'])) + 1)
    const counts = [...days.values()].map((own) => week.filter((date) => own.has(date)).length)
    expect([row['wau'], row['regular_users']]).toEqual([
      counts.filter((count) => count > 0).length,
      counts.filter((count) => count >= 3).length,
    ])
  }
  const flow = tileOf('Who moves between tiers?').run.table.rows()
  const until = [...days.values()].filter((own) => [...own].some((date) => date < dates.at(-1)!)).length
  expect(flow.reduce((sum, row) => sum + Number(row['users']), 0)).toBe(until)
}

interface Growth {
  readonly creator: string
  readonly before: number
  readonly now: number
}

interface Reels {
  readonly completion: Readonly<Record<string, { readonly sessions: number; readonly completed: number }>>
  readonly hit: { readonly video: number; readonly views: number; readonly score: number }
  readonly riser: Growth
  readonly unknown: Growth
  readonly skips: Readonly<Record<string, { readonly views: number; readonly skipped: number }>>
}

async function expectReels(tileOf: TileOf, bed: PackBed): Promise<void> {
  const { completion, hit, riser, unknown, skips } = truthsOf('reels') as Reels
  const rowsOf = (title: string) => tileOf(title).run.table.rows()
  const sessions = rowsOf('In how many sessions are three videos seen?')
  expect(
    Object.fromEntries(sessions.map(({ date, sessions: all, completed }) => [date, { sessions: all, completed }])),
  ).toEqual(completion)
  expect(rowsOf('Which new videos score highest?')).toEqual([
    expect.objectContaining({ video_id: hit.video, views: hit.views, score: hit.score, rank: 1 }),
  ])
  const rising = ({ creator, before, now }: Growth) =>
    expect.objectContaining({ creator, week_before: before, last_week: now }) as unknown
  expect(rowsOf('Which creators rise?')[0]).toEqual(rising(riser))
  expect((await bed.query('creator-growth', { min_followers: 0 })).row(0)).toEqual(rising(unknown))
  const skipped = rowsOf('What is skipped?')
  expect(skipped[0]?.['category']).toBe('ads')
  expect(
    Object.fromEntries(skipped.map((row) => [row['category'], { views: row['views'], skipped: row['skipped'] }])),
  ).toEqual(skips)
}

/** By pack: holds its dashboard on its sample to what is planted there. */
export const truths: Readonly<Record<string, (tileOf: TileOf, bed: PackBed) => void | Promise<void>>> = {
  'active-users': expectActiveUsers,
  ads: expectAds,
  messenger: expectMessenger,
  newsfeed: expectNewsfeed,
  'order-batching': expectOrderBatching,
  'photo-upload': expectPhotoUpload,
  reels: expectReels,
  restaurants: expectRestaurants,
  sharing: expectSharing,
  rideshare: expectRideshare,
  streaming: expectStreaming,
  'people-you-may-know': expectPeopleYouMayKnow,
  files: expectFiles,
  'feed-quality': expectFeedQuality,
  stickiness: expectStickiness,
}
