import { gzipped } from '../forms.mjs'
import { createRandom } from '../random.mjs'
import { csvText, dateText, plant, startOfDate, utcText } from '../text.mjs'

const FIRST_DATE = '2024-07-01'
const DAYS = 36
const DAY = 86400
const START = startOfDate(FIRST_DATE)
const USERS = 60
const TOPICS = ['news', 'sport', 'music', 'food', 'travel']
const SOURCES = Array.from({ length: 40 }, (_, index) => ({
  id: `s${index + 1}`,
  topic: TOPICS[index % TOPICS.length],
  weight: 1,
}))
/** A source that shouts: much clicked, often hidden. From a day on (from 0) the feed shows it more. */
const LOUD = { id: 's3', from: 21, weight: 9 }
/** The feed of these users holds hardly anything but one topic, and they leave. */
const NARROW = { users: (number) => number % 3 === 0, leave: 28 }
/** Who is in the feed at night. */
const OWLS = (number) => number % 20 === 1

function itemsOf(random) {
  return SOURCES.flatMap((source) =>
    Array.from({ length: 14 }, (_, index) => ({
      id: `${source.id}-${index + 1}`,
      source,
      format: random.pick(['text', 'image', 'video']),
      at: START - 2 * DAY + Math.floor(((index + random.next()) / 14) * (DAYS + 2) * DAY),
    })),
  )
}

function pickItem(random, items, { number, at, day }) {
  const fresh = items.filter((one) => one.at <= at && one.at > at - (random.chance(0.85) ? 3 : 30) * DAY)
  const own = TOPICS[number % TOPICS.length]
  const weightOf = ({ source }) => {
    const loud = source.id === LOUD.id && day >= LOUD.from ? LOUD.weight : 1
    return loud * (NARROW.users(number) ? (source.topic === own ? 30 : 1) : source.topic === own ? 2 : 1)
  }
  return fresh.length === 0 ? null : random.weighted(fresh.map((one) => [one, weightOf(one)]))
}

function sessionOf(random, { number, day, items, session }) {
  const events = []
  const late = OWLS(number) && random.chance(0.9)
  let at = START + day * DAY + (late ? random.integer(0, 3) : random.integer(7, 22)) * 3600 + random.integer(0, 3000)
  for (let left = random.integer(3, 9); left > 0; left--) {
    const item = pickItem(random, items, { number, at, day })
    if (item === null) break
    const isLoud = item.source.id === LOUD.id
    const dwell = random.chance(0.25) ? random.integer(0, 1) : random.integer(2, 20)
    const add = (event, more = {}) => events.push({ at, event, item, session, ...more })
    add('impression', { dwell })
    at += dwell + 1
    if (dwell >= 2 && random.chance(isLoud ? 0.4 : 0.2))
      add(
        random.weighted([
          ['like', 45],
          ['click', 20],
          ['comment', 10],
          ['see_more', 10],
          ['save', 5],
          ['share', 5],
          ['profile_click', 5],
        ]),
      )
    if (random.chance(isLoud ? 0.2 : 0.006))
      add(
        random.weighted([
          ['hide', 50],
          ['see_less', 25],
          ['report', 15],
          ['mute', 7],
          ['unfollow', 3],
        ]),
      )
    at += random.integer(0, 3)
  }
  return events.map((one) => ({ ...one, user: `f${number}` }))
}

function logOf(random) {
  const items = itemsOf(random)
  const events = []
  for (let day = 0; day < DAYS; day++) {
    for (let number = 1; number <= USERS; number++) {
      const gone = NARROW.users(number) && day >= NARROW.leave && number % 2 === 0
      if (!gone && random.chance(OWLS(number) ? 0.7 : 0.3))
        events.push(...sessionOf(random, { number, day, items, session: `${day}-${number}` }))
    }
    if (day % 7 === 0)
      events.push(
        ...sessionOf(random, { number: 99, day, items, session: `${day}-99` }).map((one) => ({
          ...one,
          user: 'qa',
          isTest: true,
        })),
      )
  }
  return events.sort((a, b) => a.at - b.at)
}

const NEGATIVE = ['hide', 'see_less', 'report', 'mute', 'unfollow']

const usersOf = (which) =>
  Array.from({ length: USERS }, (_, index) => index + 1)
    .filter(which)
    .map((number) => `f${number}`)

/** Bits of the topics that each of these users sees, on average. */
function bitsOf(impressions, users) {
  const bits = users.map((user) => {
    const topics = impressions.filter((one) => one.user === user).map((one) => one.item.source.topic)
    return [...new Set(topics)].reduce((sum, topic) => {
      const part = topics.filter((one) => one === topic).length / topics.length
      return sum - part * Math.log2(part)
    }, 0)
  })
  return bits.reduce((sum, one) => sum + one, 0) / bits.length
}

function truthsOf(events) {
  const real = events.filter((one) => !one.isTest)
  const shown = (list) => list.filter((one) => one.event === 'impression')
  const side = (from, to) => {
    const own = real.filter((one) => one.at >= START + from * DAY && one.at < START + to * DAY)
    return { shown: shown(own).length, negative: own.filter((one) => NEGATIVE.includes(one.event)).length }
  }
  const [before, since] = [side(LOUD.from - 7, LOUD.from), side(LOUD.from, LOUD.from + 7)]
  plant(since.negative / since.shown > (1.5 * before.negative) / before.shown, 'negative feedback grows')
  const loud = real.filter((one) => one.item.source.id === LOUD.id)
  const last = DAYS - 2
  const within = (from, to) =>
    new Set(
      shown(real.filter((one) => one.at >= START + from * DAY && one.at < START + (to + 1) * DAY)).map(
        (one) => one.user,
      ),
    )
  const [first, second] = [within(last - 13, last - 7), within(last - 6, last)]
  return {
    timezone: 'UTC',
    firstDate: FIRST_DATE,
    days: DAYS,
    shown: shown(real).length,
    loud: {
      source: LOUD.id,
      from: dateText(START + LOUD.from * DAY),
      shown: shown(loud).length,
      negative: loud.filter((one) => NEGATIVE.includes(one.event)).length,
      before,
      since,
    },
    topics: {
      narrow: bitsOf(shown(real), usersOf(NARROW.users)),
      others: bitsOf(
        shown(real),
        usersOf((number) => !NARROW.users(number)),
      ),
    },
    returned: { people: first.size, back: [...first].filter((user) => second.has(user)).length },
    late: shown(real).filter((one) => new Date(one.at * 1000).getUTCHours() < 5).length,
  }
}

function readmeOf({ shown, loud, topics, returned }) {
  return `# Feed quality
Five weeks of a made-up feed: ${shown} items shown, with what people did with them. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC; a test account's sessions come besides.

| file | one row per |
|---|---|
| feed_events.csv.gz | item shown, with the seconds it was looked at, or what was done with it |

## What is planted
From ${loud.from} on the feed shows the source ${loud.source} more, which is engaged with a lot and often hidden: in the week before, ${loud.before.negative} negative reactions on ${loud.before.shown} items of all sources, in that week ${loud.since.negative} on ${loud.since.shown}. In all, ${loud.negative} on ${loud.shown} items of that source. People whose feed holds one topic leave: of ${returned.people} people of the last week but one, ${returned.back} were there in the last, and among those with the narrowest feeds fewest. The topics of these narrow feeds have ${topics.narrow.toFixed(2)} bits on average, those of the others ${topics.others.toFixed(2)}. Three people are in the feed at night.
`
}

/** @returns {Record<string, string | Uint8Array>} file name → content */
export function generateFeedQuality() {
  const events = logOf(createRandom(20240701))
  const truths = truthsOf(events)
  return {
    'feed_events.csv.gz': gzipped(
      csvText(
        [
          'user_id',
          'event',
          'ts',
          'item_id',
          'source_id',
          'topic',
          'dwell_seconds',
          'session_id',
          'published_at',
          'format',
          'is_test',
        ],
        events.map((one) => ({
          user_id: one.user,
          event: one.event,
          ts: utcText(one.at),
          item_id: one.item.id,
          source_id: one.item.source.id,
          topic: one.item.source.topic,
          dwell_seconds: one.dwell,
          session_id: one.session,
          published_at: utcText(one.item.at),
          format: one.item.format,
          is_test: one.isTest === true,
        })),
      ),
    ),
    'truths.json': JSON.stringify(truths, null, 1) + '\n',
    'README.md': readmeOf(truths),
  }
}
