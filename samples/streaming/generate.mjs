import { gzipped, ndjsonText, parquetFile } from '../forms.mjs'
import { createRandom } from '../random.mjs'
import { csvText, dateText, plant, startOfDate, utcText } from '../text.mjs'
import { bingesOf, mostAtOnce, wayOf } from './findings.mjs'

const FIRST_DATE = '2024-05-06'
const DAYS = 43
const DAY = 86400
const START = startOfDate(FIRST_DATE)
const PROFILES = 120
/** Profiles to an account: the first 60 share one by two, the others have their own. */
const accountOf = (number) => (number <= 60 ? 1 + ((number - 1) >> 1) : number)
const SERIES = [
  { name: 'Harbour', genre: 'crime', episodes: 8, hook: 0.9, binge: 0.75 },
  { name: 'Orbit', genre: 'science', episodes: 6, hook: 0.85, binge: 0.25 },
  { name: 'Meadow', genre: 'comedy', episodes: 6, hook: 0.35, binge: 0.2 },
]
const FILMS = [
  'drama',
  'drama',
  'crime',
  'science',
  'comedy',
  'documentary',
  'documentary',
  'documentary',
  'documentary',
]
/** Films of this genre that nobody watches. */
const COLD = { genre: 'documentary', watched: 1 }
/** Viewers of this film leave at this part of it. */
const LEFT = { film: 'Film 1', at: 0.4 }
/** On one evening many watch this film at once, all of them for the first time; some watch it again a day later. */
const PREMIERE = { film: 'Premiere', day: 36, watchers: 30, again: 10 }
const SOURCES = [
  ['browse', 35],
  ['recommendation', 35],
  ['search', 18],
  ['watchlist', 12],
]

function contentOf() {
  const episodes = SERIES.flatMap(({ name, genre, episodes: count }, at) =>
    Array.from({ length: count }, (_, index) => ({
      key: 100 * (at + 1) + index + 1,
      name: `${name} ${index + 1}`,
      genre,
      series: name,
      episode: index + 1,
      length: 60 * (40 + 2 * at),
    })),
  )
  const films = FILMS.map((genre, index) => ({
    key: 11 + index,
    name: `Film ${index + 1}`,
    genre,
    series: null,
    episode: null,
    length: 60 * (90 + 5 * index),
  }))
  const premiere = { ...films[0], key: 20, name: PREMIERE.film, length: 6000 }
  return [...films, premiere, ...episodes]
}

/** How much of a title a sitting covers. */
function partOf(random, title) {
  if (title.name === LEFT.film) return random.chance(0.7) ? LEFT.at + random.integer(-2, 2) / 100 : 1
  const series = SERIES.find((one) => one.name === title.series)
  if (series && title.episode === 1) return random.chance(series.hook) ? 1 : random.integer(10, 70) / 100
  return random.chance(0.8) ? random.integer(92, 100) / 100 : random.integer(5, 85) / 100
}

function sittingOf(random, { profile, title, at, device }) {
  const position = Math.round(title.length * partOf(random, title))
  const events = [{ type: 'play', at, position: 0 }]
  const pauses = random.weighted([
    [0, 60],
    [1, 25],
    [2, 15],
  ])
  let paused = 0
  for (let left = pauses; left > 0; left--) {
    const where = Math.floor(position * random.next())
    events.push({ type: 'pause', at: at + where, position: where })
    paused += random.integer(20, 400)
  }
  const rewinds = random.chance(0.15) ? 1 : 0
  if (rewinds) events.push({ type: 'seek_back', at: at + Math.floor(position / 2), position: Math.floor(position / 2) })
  if (random.chance(0.3)) events.push({ type: 'seek_forward', at: at + 5, position: Math.floor(title.length / 30) })
  const duration = Math.max(10, position + paused)
  const isOpen = random.chance(0.03)
  if (!isOpen) events.push({ type: 'stop', at: at + duration, position })
  return {
    profile,
    title,
    at,
    device,
    events,
    pauses,
    rewinds,
    paused,
    position,
    duration: isOpen ? null : duration,
    source: random.weighted(SOURCES),
  }
}

function watchSeries(random, series, profile, content, device) {
  const sittings = []
  let at = START + random.integer(0, DAYS - 12) * DAY + random.integer(17, 20) * 3600 + random.integer(0, 3599)
  const binges = random.chance(series.binge)
  for (const title of content.filter((one) => one.series === series.name)) {
    if (at >= START + (DAYS - 1) * DAY) break
    const sitting = sittingOf(random, { profile, title, at, device })
    sittings.push(sitting)
    if (sitting.position < 0.9 * title.length && title.episode === 1) break
    if (random.chance(0.08)) break
    at += binges
      ? (sitting.duration ?? 3000) + random.integer(120, 1800)
      : DAY * random.integer(1, 3) + random.integer(0, 7200)
  }
  return sittings
}

/** The evening of the premiere: everybody sees all of it, beginning within ten minutes. */
function premiereOf(title) {
  const sitting = (profile, day) => {
    const at = START + day * DAY + 20 * 3600 + 20 * profile
    const ends = [
      { type: 'play', at, position: 0 },
      { type: 'stop', at: at + title.length, position: title.length },
    ]
    const none = { pauses: 0, rewinds: 0, paused: 0 }
    const watched = { position: title.length, duration: title.length, events: ends, source: 'browse' }
    return { profile, title, at, device: 'tv', ...none, ...watched }
  }
  const profiles = (count) => Array.from({ length: count }, (_, index) => index + 1)
  return [
    ...profiles(PREMIERE.watchers).map((profile) => sitting(profile, PREMIERE.day)),
    ...profiles(PREMIERE.again).map((profile) => sitting(profile, PREMIERE.day + 1)),
  ]
}

function logOf(random, content) {
  const sittings = []
  const account = []
  const films = content.filter(
    (one) => one.series === null && one.name !== PREMIERE.film && (one.genre !== COLD.genre || one.key === 16),
  )
  for (let profile = 1; profile <= PROFILES; profile++) {
    const device = random.weighted([
      ['tv', 60],
      ['phone', 25],
      ['laptop', 15],
    ])
    for (const series of random.shuffle(SERIES).slice(0, random.integer(1, 2)))
      sittings.push(...watchSeries(random, series, profile, content, device))
    for (let left = random.integer(1, 7); left > 0; left--)
      sittings.push(
        sittingOf(random, {
          profile,
          title: random.pick(films),
          at: START + random.integer(0, DAYS - 2) * DAY + random.integer(12, 22) * 3600,
          device,
        }),
      )
    const joins = START + random.integer(0, DAYS - 1) * DAY + random.integer(8, 20) * 3600
    if (profile % 2 === 1) {
      account.push({ at: joins, profile, event: 'trial_started' })
      const paid = joins + random.integer(5, 13) * DAY
      if (random.chance(0.6) && paid < START + DAYS * DAY) account.push({ at: paid, profile, event: 'subscribed' })
      else if (random.chance(0.2) && joins + 20 * DAY < START + DAYS * DAY)
        account.push({ at: joins + 20 * DAY, profile, event: 'cancelled' })
    }
    for (let left = random.integer(0, 3); left > 0; left--)
      account.push({
        at: START + random.integer(0, 30) * DAY + random.integer(8, 20) * 3600,
        profile,
        event: 'watchlist_added',
        title: random.pick(content),
      })
    for (let left = random.integer(2, 8); left > 0; left--) {
      const shown = START + random.integer(0, DAYS - 2) * DAY + random.integer(8, 20) * 3600
      const title = random.pick(content)
      account.push({ at: shown, profile, event: 'recommendation_shown', title })
      if (random.chance(0.22))
        account.push({ at: shown + random.integer(2, 60), profile, event: 'recommendation_clicked', title })
    }
  }
  for (let day = 0; day < DAYS; day += 7)
    sittings.push(sittingOf(random, { profile: 999, title: content[0], at: START + day * DAY + 36000, device: 'tv' }))
  sittings.push(...premiereOf(content.find((one) => one.name === PREMIERE.film)))
  sittings.sort((a, b) => a.at - b.at)
  account.sort((a, b) => a.at - b.at)
  return { sittings: sittings.map((one, index) => ({ ...one, id: 9001 + index })), account }
}

const meanOf = (list) => list.reduce((sum, one) => sum + one, 0) / list.length
const isView = ({ duration, paused }) => duration !== null && duration - paused > 30

function truthsOf({ sittings, account }, content) {
  const real = sittings.filter((one) => one.profile !== 999)
  const views = real.filter(isView)
  const hooks = Object.fromEntries(
    SERIES.map(({ name }) => {
      const first = views.filter((one) => one.title.series === name && one.title.episode === 1)
      return [
        name,
        { began: first.length, finished: first.filter((one) => one.position >= 0.9 * one.title.length).length },
      ]
    }),
  )
  plant(hooks.Meadow.finished / hooks.Meadow.began < 0.55, 'Meadow does not hook')
  const film = views.filter((one) => one.title.name === LEFT.film)
  const left = {
    title: LEFT.film,
    views: film.length,
    past: film.filter((one) => one.position >= 0.45 * one.title.length).length,
  }
  plant(left.past / left.views < 0.45, 'viewers leave the film')
  const cold = content.filter((one) => one.genre === COLD.genre)
  return {
    timezone: 'UTC',
    firstDate: FIRST_DATE,
    days: DAYS,
    sessions: real.length,
    views: views.length,
    hours: views.reduce((sum, one) => sum + one.duration - one.paused, 0) / 3600,
    open: real.filter((one) => one.duration === null).length,
    hooks,
    binged: SERIES[0].name,
    left,
    cold: {
      genre: COLD.genre,
      titles: cold.length,
      viewed: cold.filter((title) => views.some((one) => one.title === title)).length,
    },
    ended: real.filter((one) => one.duration !== null).length,
    meanSeconds: meanOf(real.flatMap((one) => (one.duration === null ? [] : [one.duration]))),
    binges: bingesOf(real, SERIES[0].name),
    premiere: {
      film: PREMIERE.film,
      key: 20,
      date: dateText(START + PREMIERE.day * DAY),
      next: dateText(START + (PREMIERE.day + 1) * DAY),
      watchers: PREMIERE.watchers,
      again: PREMIERE.again,
      atOnce: mostAtOnce(real.filter((one) => one.title.name === PREMIERE.film)),
      allAtOnce: mostAtOnce(real.filter((one) => one.at < START + (PREMIERE.day + 1) * DAY)),
    },
    onboarding: wayOf(account, ['trial_started', 'subscribed']),
    trials: account.filter((one) => one.event === 'trial_started').length,
  }
}

function readmeOf({ sessions, views, hours, open, hooks, binged, binges, left, cold, premiere, onboarding }) {
  const rows = Object.entries(hooks).map(([name, one]) => `| ${name} | ${one.began} | ${one.finished} |`)
  return `# Streaming
Six weeks of a made-up streaming service: ${sessions} sessions, ${views} of them views longer than 30 seconds, ${hours.toFixed(1)} hours. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC; sessions of a test profile come besides.

| file | one row per |
|---|---|
| fact_viewing_sessions.parquet | session: profile, title, start and end, position, pauses; ${open} never ended |
| fact_viewing_events.ndjson.gz | play, pause, seek, stop of a session |
| fact_account_events.csv | trial, subscription, watchlist, recommendation |
| dim_content.csv, dim_users.csv | film or episode; profile with its account |

## What is planted
Viewers of ${left.title} leave at two fifths: ${left.past} of ${left.views} views get beyond 45 %. ${binged} is binged: ${binges.users} of its ${binges.watchers} viewers see three episodes within a day. On ${premiere.date} ${premiere.watchers} profiles watch ${premiere.film} at once, for the first time, and ${premiere.again} of them again the day after. Of ${onboarding.began} trials, ${onboarding.done} were paid for. Of ${cold.titles} films of the genre ${cold.genre}, ${cold.viewed} is watched. Whether the first episode is finished:

| series | began | finished |
|---|---|---|
${rows.join('\n')}
`
}

/** @returns {Record<string, string | Uint8Array>} file name → content */
export function generateStreaming() {
  const content = contentOf()
  const log = logOf(createRandom(20240506), content)
  const truths = truthsOf(log, content)
  const profileOf = (number) => `p${number}`
  return {
    'fact_viewing_sessions.parquet': parquetFile(
      [
        ...['session_id', 'user_key', 'content_key', 'session_start_timestamp', 'session_end_timestamp'],
        ...['session_duration_seconds', 'playback_position_seconds', 'total_content_length_seconds'],
        ...['total_pause_duration_seconds', 'number_of_pauses', 'number_of_rewinds', 'max_playback_quality'],
        ...['device', 'source'],
      ],
      log.sittings.map((one) => ({
        session_id: one.id,
        user_key: profileOf(one.profile),
        content_key: one.title.key,
        session_start_timestamp: utcText(one.at),
        session_end_timestamp: one.duration === null ? null : utcText(one.at + one.duration),
        session_duration_seconds: one.duration,
        playback_position_seconds: one.position,
        total_content_length_seconds: one.title.length,
        total_pause_duration_seconds: one.paused,
        number_of_pauses: one.pauses,
        number_of_rewinds: one.rewinds,
        max_playback_quality: one.device === 'tv' ? 2160 : 1080,
        device: one.device,
        source: one.source,
      })),
    ),
    'fact_viewing_events.ndjson.gz': gzipped(
      ndjsonText(
        log.sittings
          .flatMap((one) => one.events.map((event) => ({ ...event, session: one.id })))
          .map((one, index) => ({
            event_id: index + 1,
            session_id: one.session,
            event_type: one.type,
            event_timestamp: utcText(one.at),
            playback_position_seconds: one.position,
          })),
      ),
    ),
    'fact_account_events.csv': csvText(
      ['event_id', 'user_key', 'event', 'event_time', 'content_key'],
      log.account.map((one, index) => ({
        event_id: index + 1,
        user_key: profileOf(one.profile),
        event: one.event,
        event_time: utcText(one.at),
        content_key: one.title?.key,
      })),
    ),
    'dim_content.csv': csvText(
      ['content_key', 'content_name', 'genre', 'series_name', 'episode_number'],
      content.map((one) => ({
        content_key: one.key,
        content_name: one.name,
        genre: one.genre,
        series_name: one.series,
        episode_number: one.episode,
      })),
    ),
    'dim_users.csv': csvText(
      ['user_key', 'account_key', 'is_test'],
      [...Array.from({ length: PROFILES }, (_, index) => index + 1), 999].map((number) => ({
        user_key: profileOf(number),
        account_key: `a${accountOf(number)}`,
        is_test: number === 999,
      })),
    ),
    'truths.json': JSON.stringify(truths, null, 1) + '\n',
    'README.md': readmeOf(truths),
  }
}
