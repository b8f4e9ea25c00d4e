import { parquetFile } from '../forms.mjs'
import { createRandom } from '../random.mjs'
import { csvText, dateText, hundredthsText, plant, startOfDate, utcText } from '../text.mjs'
import { flowOf } from './flow.mjs'

const FIRST_DATE = '2024-01-01'
const DAYS = 57
const DAY = 86400
const HOUR = 3600
const START = startOfDate(FIRST_DATE)
const USERS = 78
/** On this day (from 0) reels begins; people take the time for it from stories. */
const LAUNCH = 28
const FEATURES = {
  before: [
    ['feed', 65],
    ['stories', 35],
  ],
  since: [
    ['feed', 58],
    ['stories', 7],
    ['reels', 35],
  ],
}
/** Who shares what is shared on; the newest original on this day is the post that everybody sees. */
const SUPER = 'u7'
const HIT_DAY = 10
const CITIES = [
  { city: 'Berlin', latitude: 52.52, longitude: 13.4 },
  { city: 'Potsdam', latitude: 52.4, longitude: 13.06 },
  { city: 'Munich', latitude: 48.14, longitude: 11.58 },
  { city: 'Vienna', latitude: 48.21, longitude: 16.37 },
]
/** Who is elsewhere from a week on: for good, for one week, and next door. */
const ELSEWHERE = {
  u3: { from: 3 * 7, city: 'Munich' },
  u4: { from: 2 * 7, city: 'Vienna' },
  u5: { from: 7 * 7, city: 'Munich' },
  u6: { from: 3 * 7, city: 'Potsdam' },
}
const JOIN_LATE = 50

const nameOf = (number) => `u${number}`
const isSession = (random, number) => random.chance(ELSEWHERE[nameOf(number)] || nameOf(number) === SUPER ? 0.6 : 0.25)

function cityOf(user, day, random) {
  const away = ELSEWHERE[user]
  if (away && day >= away.from) return random.chance(0.9) ? away.city : 'Berlin'
  return 'Berlin'
}

/** The log of one session, and the posts that are made in it. */
function sessionOf(random, { user, day, id, posts }) {
  const events = []
  let at = START + day * DAY + random.integer(7, 21) * HOUR + random.integer(0, 3599)
  const city = cityOf(user, day, random)
  const add = (event, feature, more = {}) => events.push({ at, user, session: id, event, feature, city, ...more })
  const feature = () => random.weighted(day < LAUNCH ? FEATURES.before : FEATURES.since)
  const here = feature()
  if (random.chance(0.1)) {
    add('draft_started', here)
    at += random.integer(30, 200)
    if (random.chance(0.7)) {
      const post = {
        key: `p${posts.length + 1}`,
        creator: user,
        at,
        parent: null,
        depth: 0,
        length: random.integer(10, 60),
        weight: 1,
      }
      posts.push(post)
      add('post_created', here, { post: post.key })
    }
  }
  const open = posts.filter((one) => one.at < at && one.at > at - 6 * DAY)
  for (let left = open.length === 0 ? 0 : random.integer(1, 4); left > 0; left--) {
    const post = random.weighted(open.map((one) => [one, one.weight]))
    const now = random.chance(0.7) ? here : feature()
    const more = { post: post.key, source: random.chance(0.6) ? 'for_you' : 'following' }
    const seconds = random.integer(2, post.length + 10)
    at += random.integer(3, 20)
    add('view', now, { ...more, seconds })
    at += seconds
    const keen = post.parent === null ? 1 : 1 / (1 + post.depth)
    if (random.chance(0.3 * keen)) add('reaction', now, more)
    if (random.chance(0.12 * keen)) add('comment', now, more)
    if (random.chance(0.06 * keen)) add('save', now, more)
    if (random.chance(0.12)) {
      add('share_click', now, more)
      at += random.integer(2, 20)
      if (random.chance(user === SUPER ? 1 : 0.6) && post.depth < 4) {
        add('share', now, more)
        posts.push({
          key: `p${posts.length + 1}`,
          creator: user,
          at,
          parent: post.key,
          depth: post.depth + 1,
          length: post.length,
          weight: user === SUPER ? 6 : post.weight > 10 ? 10 : 1,
        })
      }
    }
    if (random.chance(0.2)) add('ad_impression', now, { cents: random.integer(1, 4) })
  }
  if (random.chance(0.9)) add('session_end', here)
  return events
}

function logOf(random) {
  const posts = []
  const events = []
  for (let day = 0; day < DAYS; day++) {
    const due = []
    for (let number = 1; number <= USERS; number++)
      if (day >= joinedOn(number) && isSession(random, number)) due.push(nameOf(number))
    for (const user of due) events.push(...sessionOf(random, { user, day, id: `s${day}-${user}`, posts }))
    if (day === HIT_DAY) posts.findLast((one) => one.parent === null).weight = 60
    if (day % 9 === 0)
      events.push({
        at: START + day * DAY + 9 * HOUR,
        user: 'qa',
        session: `s${day}-qa`,
        event: 'view',
        feature: 'feed',
        post: 'p1',
        seconds: 3,
        city: 'Berlin',
      })
  }
  return { posts, events: events.sort((a, b) => a.at - b.at) }
}

const dayOf = (at) => Math.floor((at - START) / DAY)
const joinedOn = (number) => (number > JOIN_LATE ? number - JOIN_LATE : 0)

/** What is wrong in the table of posts: an original that was deleted, two shares of one another, a depth. */
function withFaults(posts) {
  const key = (number) => `p${posts.length + number}`
  const at = START + 20 * DAY
  const extra = [
    { key: key(1), creator: 'u10', at, parent: 'p0', depth: 1, length: 15 },
    { key: key(2), creator: 'u11', at, parent: key(3), depth: 1, length: 15 },
    { key: key(3), creator: 'u12', at: at + HOUR, parent: key(2), depth: 1, length: 15 },
  ]
  const wrong = posts.find((one) => one.depth === 2)
  return { posts: [...posts, ...extra], wrong: wrong.key }
}

function chainOf(post, byKey) {
  const way = [post.key]
  for (let up = post; up?.parent; up = byKey.get(up.parent)) {
    if (way.includes(up.parent)) return null
    way.unshift(up.parent)
  }
  return way
}

function truthsOf({ posts, events }) {
  const byKey = new Map(posts.map((one) => [one.key, one]))
  const sharesOf = (root) => posts.filter((one) => one.parent !== null && chainOf(one, byKey)?.[0] === root)
  const hit = posts.find((one) => one.weight === 60).key
  const below = sharesOf(hit)
  const minutes = (feature, from, to) =>
    events
      .filter(
        ({ user, event, feature: own, at }) =>
          user !== 'qa' && event === 'view' && own === feature && at >= START + from * DAY && at < START + to * DAY,
      )
      .reduce((sum, one) => sum + one.seconds, 0) /
    60 /
    (to - from)
  const stories = { before: minutes('stories', LAUNCH - 14, LAUNCH), since: minutes('stories', LAUNCH, LAUNCH + 14) }
  plant(stories.since < stories.before / 2, 'stories lose by the launch')
  const flow = flowOf(
    events.filter(({ user }) => user !== 'qa').map((one) => ({ ...one, day: dayOf(one.at) })),
    { before: [0, LAUNCH - 1], since: [LAUNCH, 2 * LAUNCH - 1] },
  )
  plant(flow.storiesKept === 0 && flow.storiesToReels > 0 && flow.feedToReels > 0, 'reels takes from stories and feed')
  const most = Math.max(...posts.map((one) => (one.key === hit ? 0 : sharesOf(one.key).length)))
  plant(below.length > most + 3, `${hit} is shared most: ${below.length} against ${most}`)
  return {
    timezone: 'UTC',
    firstDate: FIRST_DATE,
    days: DAYS,
    posts: posts.length,
    originals: posts.filter((one) => one.parent === null).length,
    hit: { post: hit, shares: below.length, depth: Math.max(...below.map((one) => one.depth)) },
    superSharer: { user: SUPER, shares: posts.filter((one) => one.parent !== null && one.creator === SUPER).length },
    launch: { date: dateText(START + LAUNCH * DAY), to: dateText(START + (2 * LAUNCH - 1) * DAY), stories, flow },
    moved: { u4: 6, u3: 5 },
    travels: 'u5',
    elsewhere: { to: dateText(START + 41 * DAY), munich: 1, vienna: 1, potsdam: 1 },
  }
}

function readmeOf({ posts, originals, hit, superSharer, launch, moved, travels, elsewhere }) {
  return `# Sharing
Eight weeks of a made-up app with ${posts} posts, ${originals} of them originals, the others shares of posts and shares of shares. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC; a test account's views come besides.

| file | one row per |
|---|---|
| fact_engagement_events.parquet | event: who, what, when, on which post, in which part of the app, where |
| dim_posts.csv | post: creator, the post that it shares, the original, depth and path |
| dim_users.csv | user with the day of joining |
| dim_cities.csv | city |

## What is planted
- ${hit.post} was shared ${hit.shares} times, over up to ${hit.depth} generations; ${superSharer.user} shared ${superSharer.shares} times, and what ${superSharer.user} shares is seen most.
- On ${launch.date} reels began: stories were viewed ${launch.stories.before.toFixed(2)} minutes a day in the two weeks before, ${launch.stories.since.toFixed(2)} in the two weeks since. Of those who were in stories on most of their days of the four weeks before, ${launch.flow.storiesToReels} went to reels and ${launch.flow.storiesToFeed} to the feed, and ${launch.flow.feedToReels} went from the feed to reels.
- ${Object.keys(moved).join(' and ')} moved, ${travels} was away in the last week, u6 moved next door only. In the three weeks to ${elsewhere.to} one each is mostly in Munich, Vienna and Potsdam who was in Berlin in the three weeks before.
- One share names a post that is deleted, two lead back into one another, one says a wrong depth.
`
}

/** @returns {Record<string, string | Uint8Array>} file name → content */
export function generateSharing() {
  const log = logOf(createRandom(20240102))
  const { posts, wrong } = withFaults(log.posts)
  const byKey = new Map(posts.map((one) => [one.key, one]))
  const truths = truthsOf({ posts, events: log.events })
  return {
    'fact_engagement_events.parquet': parquetFile(
      [
        ...[
          'event_id',
          'user_key',
          'engagement_type',
          'event_timestamp',
          'post_key',
          'session_id',
          'feature',
          'source',
        ],
        ...['view_seconds', 'city', 'ad_revenue'],
      ],
      log.events.map((one, index) => ({
        event_id: index + 1,
        user_key: one.user,
        engagement_type: one.event,
        event_timestamp: utcText(one.at),
        post_key: one.post,
        session_id: one.session,
        feature: one.feature,
        source: one.source,
        view_seconds: one.seconds,
        city: one.city,
        ad_revenue: one.cents === undefined ? null : hundredthsText(one.cents),
      })),
    ),
    'dim_posts.csv': csvText(
      [
        ...['post_key', 'creator_user_key', 'parent_post_key', 'original_post_key', 'created_timestamp'],
        ...['share_depth_level', 'share_path', 'length_seconds'],
      ],
      posts.map((one) => {
        const way = chainOf(one, byKey)
        return {
          post_key: one.key,
          creator_user_key: one.creator,
          parent_post_key: one.parent,
          original_post_key: way?.[0] ?? one.parent,
          created_timestamp: utcText(one.at),
          share_depth_level: one.key === wrong ? one.depth + 1 : one.depth,
          share_path: way?.join('/') ?? null,
          length_seconds: one.length,
        }
      }),
    ),
    'dim_users.csv': csvText(
      ['user_key', 'created_at', 'is_internal'],
      [
        ...Array.from({ length: USERS }, (_, index) => index + 1).map((number) => ({
          user_key: nameOf(number),
          created_at: utcText(START + joinedOn(number) * DAY + (number % 6) * HOUR),
          is_internal: false,
        })),
        { user_key: 'qa', created_at: utcText(START), is_internal: true },
      ],
    ),
    'dim_cities.csv': csvText(['city', 'latitude', 'longitude'], CITIES),
    'truths.json': JSON.stringify(truths, null, 1) + '\n',
    'README.md': readmeOf(truths),
  }
}
