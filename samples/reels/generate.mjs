import { gzipped, ndjsonText } from '../forms.mjs'
import { dirtied } from '../dirt.mjs'
import { createRandom } from '../random.mjs'
import { csvText, dateText, isoText, percentText, plant, startOfDate, utcText } from '../text.mjs'

const FIRST_DATE = '2024-06-03'
const DAYS = 22
const SECONDS_A_DAY = 86400
const USERS = 60
const SESSIONS_A_DAY = 12
const VIDEOS = 40
/** In the last whole week everybody sees more of the riser, and still more of one whom hardly anybody follows. */
const RISE_DAY = 14
const RISER = 4
const UNKNOWN = 5
const CREATORS = [
  ['mira_moves', 250000, 'top'],
  ['otto_cooks', 90000, 'top'],
  ['lena_laughs', 40000, 'established'],
  ['kofi_climbs', 20000, 'established'],
  ['nobody_yet', 500, 'rising'],
  ['pia_paints', 3000, 'rising'],
  ['shop_deals', 12000, 'established'],
]
const CATEGORIES = ['dance', 'food', 'comedy', 'sport', 'sport', 'art', 'ads']
const HIT = 1
const OLD_HIT = 2
const DEVICES = ['ios', 'android', 'web']
const WEIGHTS = { view_start: 1, like: 3, share: 5, comment: 7 }

/** All are younger than 30 days at the newest event, but the old hit. */
function videosOf(random) {
  return Array.from({ length: VIDEOS }, (_, index) => {
    const creator = (index % CREATORS.length) + 1
    const daysAgo = index + 1 === OLD_HIT ? 120 : index % 8
    return {
      video_id: index + 1,
      creator_id: creator,
      upload_timestamp: utcText(startOfDate(FIRST_DATE) - daysAgo * SECONDS_A_DAY + random.integer(0, 20000)),
      video_duration_seconds: random.integer(8, 60),
      video_category: CATEGORIES[creator - 1],
    }
  })
}

function weightOf(video, day) {
  if (video.video_id === HIT || video.video_id === OLD_HIT) return 24
  const isUp = day >= RISE_DAY && day < RISE_DAY + 7
  if (video.creator_id === RISER) return isUp ? 9 : 3
  if (video.creator_id === UNKNOWN) return isUp ? 8 : 1
  return 3
}

function eventsOf(videos, random) {
  const events = []
  for (let day = 0; day < DAYS; day++)
    for (let session = 0; session < SESSIONS_A_DAY; session++) {
      const user = random.integer(1, USERS)
      const device = DEVICES[user % DEVICES.length]
      let at = startOfDate(FIRST_DATE) + day * SECONDS_A_DAY + random.integer(7 * 3600, 21 * 3600)
      const add = (video, type, more = {}) =>
        events.push({
          user_id: user,
          video_id: video.video_id,
          creator_id: video.creator_id,
          session_id: `r${day * SESSIONS_A_DAY + session + 1}`,
          event_type: type,
          at,
          device_type: device,
          ...more,
        })
      const length = random.integer(1, 8)
      for (let i = 0; i < length; i++) {
        const video = random.weighted(videos.map((one) => [one, weightOf(one, day)]))
        add(video, 'view_start')
        const seconds = video.video_duration_seconds
        const watched = random.chance(video.video_category === 'ads' ? 0.6 : 0.15)
          ? random.integer(500, 2900)
          : random.integer(3000, Math.max(seconds, 4) * 1000)
        at += Math.ceil(watched / 1000)
        add(video, 'view_end', {
          view_duration_ms: watched,
          video_position_pct: Math.min(100, Math.round(watched / seconds / 10)),
        })
        if (watched >= 3000)
          for (const [type, chance] of Object.entries({ like: 0.2, share: 0.05, comment: 0.05 }))
            if (random.chance(video.video_id === HIT ? chance * 2 : chance)) add(video, type)
        at += random.integer(1, 3)
      }
    }
  return events
    .map((event, order) => ({ ...event, order }))
    .sort((a, b) => a.at - b.at || a.order - b.order)
    .map((event, index) => ({ event_id: `v${index + 1}`, ...event, event_timestamp: isoText(event.at) }))
}

function truthsOf(events, videos) {
  const sessions = new Map()
  for (const event of events) {
    const session = sessions.get(event.session_id) ?? { date: dateText(event.at), videos: new Set() }
    if (event.event_type === 'view_start') session.videos.add(event.video_id)
    sessions.set(event.session_id, session)
  }
  const completion = {}
  for (const { date, videos: seen } of sessions.values()) {
    completion[date] ??= { sessions: 0, completed: 0 }
    completion[date].sessions += 1
    if (seen.size >= 3) completion[date].completed += 1
  }
  const score = (id) =>
    events.reduce((sum, event) => sum + (event.video_id === id ? (WEIGHTS[event.event_type] ?? 0) : 0), 0)
  const views = (id) => events.filter((event) => event.video_id === id && event.event_type === 'view_start').length
  const inWeek = (creator, first) =>
    events.filter((event) => {
      const day = Math.floor((event.at - startOfDate(FIRST_DATE)) / SECONDS_A_DAY)
      return event.creator_id === creator && event.event_type in WEIGHTS && day >= first && day < first + 7
    }).length
  const growth = (creator) => ({
    creator: CREATORS[creator - 1][0],
    before: inWeek(creator, RISE_DAY - 7),
    now: inWeek(creator, RISE_DAY),
  })
  const categoryOf = (event) => videos[event.video_id - 1].video_category
  const skips = Object.fromEntries(
    [...new Set(CATEGORIES)].map((category) => {
      const ended = events.filter((event) => event.event_type === 'view_end' && categoryOf(event) === category)
      return [category, { views: ended.length, skipped: ended.filter((event) => event.view_duration_ms < 3000).length }]
    }),
  )
  return {
    rows: events.length,
    completion,
    hit: { video: HIT, views: views(HIT), score: score(HIT) },
    oldHit: { video: OLD_HIT, views: views(OLD_HIT) },
    riser: growth(RISER),
    unknown: growth(UNKNOWN),
    growths: CREATORS.map((_, index) => growth(index + 1)),
    skips,
  }
}

function readme({ rows, hit, oldHit, riser, unknown, skips }, dirt) {
  return `# Reels
Three weeks of a feed of short videos, made up. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them.

| file | what it is |
|---|---|
| fact_reels_events.ndjson.gz | view_start, view_end (with view_duration_ms), like, share, comment |
| dim_videos.csv, dim_creators.csv, dim_users.csv | what the ids mean |

## What is planted
Days are UTC days.

- ${rows} events. Video ${hit.video} has ${hit.views} views and the highest score, ${hit.score}; video ${oldHit.video} has ${oldHit.views} views, but is older than 30 days.
- In the last whole week ${riser.creator} goes from ${riser.before} to ${riser.now} events, more than anybody with 1,000 followers; ${unknown.creator}, with 500, from ${unknown.before} to ${unknown.now}.
- Of the views of ads ${percentText(skips.ads.skipped, skips.ads.views)} are shorter than 3 seconds; of food, ${percentText(skips.food.skipped, skips.food.views)}.
- ${dirt.duplicates} lines of the log were sent twice; ${dirt.rejected} were cut or have no readable time.
`
}

/** @returns {Record<string, string | Uint8Array>} file name → content */
export function generateReels() {
  const random = createRandom(20240603)
  const videos = videosOf(random)
  const events = eventsOf(videos, random)
  const { growths, ...truths } = truthsOf(events, videos)
  const ratio = ({ before, now }) => now / before
  plant(truths.hit.views >= 100 && truths.oldHit.views >= 100, 'two videos with 100 views')
  plant(
    growths.every(
      (one) =>
        one.creator === truths.riser.creator ||
        one.creator === truths.unknown.creator ||
        ratio(one) < ratio(truths.riser),
    ),
    'the creator who rises',
  )
  plant(ratio(truths.unknown) > ratio(truths.riser), 'one with few followers who rises more')
  const users = Array.from({ length: USERS }, (_, index) => ({
    user_id: index + 1,
    registration_date: dateText(startOfDate(FIRST_DATE) - random.integer(1, 900) * SECONDS_A_DAY),
    country_code: random.pick(['US', 'DE', 'BR', 'IN']),
    age_group: random.pick(['13-17', '18-24', '25-34', '35+']),
  }))
  const log = dirtied(createRandom(20240604), ndjsonText(events), {
    cut: 3,
    timeless: 2,
    again: 12,
    time: 'event_timestamp',
  })
  return {
    'fact_reels_events.ndjson.gz': gzipped(log.text),
    'dim_videos.csv': csvText(Object.keys(videos[0]), videos),
    'dim_creators.csv': csvText(
      ['creator_id', 'creator_username', 'follower_count', 'creator_tier'],
      CREATORS.map(([creator_username, follower_count, creator_tier], index) => ({
        creator_id: index + 1,
        creator_username,
        follower_count,
        creator_tier,
      })),
    ),
    'dim_users.csv': csvText(Object.keys(users[0]), users),
    'truths.json': `${JSON.stringify({ ...truths, dirt: log.dirt }, null, 1)}\n`,
    'README.md': readme(truths, log.dirt),
  }
}
