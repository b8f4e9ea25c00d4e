import { gzipped, ndjsonText } from '../forms.mjs'
import { dirtied } from '../dirt.mjs'
import { mixAndRate } from '../mixAndRate.mjs'
import { createRandom } from '../random.mjs'
import { dateText, plant, startOfDate, utcText } from '../text.mjs'
import { stayIn } from './stayIn.mjs'

const FIRST_DATE = '2024-05-06'
const DAYS = 21
const DAY = 86400
const A_DAY = 26
/** From this day on (from 0), the transfer breaks on one network. */
const BROKEN = { day: 10, network: '3g' }
const START = startOfDate(FIRST_DATE)

const NETWORKS = [
  ['wifi', 50],
  ['5g', 15],
  ['4g', 20],
  ['3g', 15],
]
const DEVICES = [
  ['new', 60],
  ['old', 40],
]
const SECONDS = { wifi: 6, '5g': 8, '4g': 14, '3g': 30 }

/** The events of one attempt, one after the other; `then` is how many seconds later each comes. */
function eventsOf(random, { day, network, device }) {
  const events = []
  const add = (event, then, error = null) => events.push({ event, then, error })
  const slow = device === 'old' ? 2 : 1
  add('initiated', 0)
  for (let taps = random.integer(2, 5); taps > 0; taps--) add('tap', 1)
  if (random.chance(0.08)) return events
  add('media_selected', random.integer(2, 8) * slow)
  if (random.chance(0.8)) {
    add('editor_opened', random.integer(1, 3) * slow)
    if (random.chance(0.5)) add('filter_applied', random.integer(3, 9))
    if (random.chance(0.2)) add('crop_applied', random.integer(3, 9))
    if (device === 'old' && random.chance(0.04)) {
      add('app_crashed', 1)
      return events
    }
  }
  add('caption_screen', random.integer(4, 20))
  if (random.chance(0.6)) add('caption_added', random.integer(4, 20))
  if (random.chance(0.15)) add('person_tagged', 4)
  if (random.chance(0.1)) add('location_tagged', 4)
  if (random.chance(0.07)) {
    add('draft_saved', 2)
    if (random.chance(0.7)) return events
  }
  if (random.chance(0.06)) return events
  add('upload_started', 2)
  const failing = network === BROKEN.network && day >= BROKEN.day ? 0.8 : 0.06
  for (let tries = 1; random.chance(failing); tries++) {
    add('error', SECONDS[network] * 2, random.chance(0.8) ? 'network_timeout' : 'server_error')
    if (tries === 3 || random.chance(0.3)) return events
    add('upload_retried', random.integer(2, 6))
  }
  add('upload_succeeded', SECONDS[network] + random.integer(0, 4))
  return events
}

function attemptsOf(random) {
  const attempts = []
  for (let day = 0; day < DAYS; day++)
    for (let left = A_DAY; left > 0; left--) {
      const isTest = left === 1 && day % 5 === 0
      const what = {
        day,
        id: attempts.length + 1,
        user: isTest ? 'qa1' : `p${random.integer(1, 180)}`,
        isTest,
        network: random.weighted(NETWORKS),
        device: random.weighted(DEVICES),
      }
      let at = START + day * DAY + random.integer(7 * 3600, 22 * 3600)
      const events = eventsOf(random, what).map((one) => ({ ...one, at: (at += one.then) }))
      attempts.push({ ...what, events })
    }
  return attempts
}

const has = (attempt, event) => attempt.events.some((one) => one.event === event)

/** What follows each beginning of a transfer, again and again. */
function transfersOf({ events }) {
  return events.flatMap(({ event }, index) => (event === 'upload_started' ? [events[index + 1].event] : []))
}

function truthsOf(attempts) {
  const real = attempts.filter((one) => !one.isTest)
  const begun = real.filter((one) => has(one, 'upload_started'))
  const side = (list) => ({
    attempts: list.length,
    succeeded: list.filter((one) => has(one, 'upload_succeeded')).length,
  })
  const networks = Object.fromEntries(
    NETWORKS.map(([network]) => [network, side(begun.filter((one) => one.network === network))]),
  )
  const on = begun.filter((one) => one.network === BROKEN.network)
  const [before, since] = [on.filter((one) => one.day < BROKEN.day), on.filter((one) => one.day >= BROKEN.day)].map(
    side,
  )
  plant(since.succeeded / since.attempts < 0.6 && before.succeeded / before.attempts > 0.9, 'transfers break on 3g')
  const sides = [
    [0, BROKEN.day - 1],
    [BROKEN.day, DAYS - 2],
  ].map(([from, to]) =>
    begun
      .filter((one) => one.day >= from && one.day <= to)
      .map((one) => ({ of: one.network, amount: has(one, 'upload_succeeded') ? 100 : 0 })),
  )
  const failures = on.filter((one) => one.day >= BROKEN.day).flatMap(transfersOf)
  return {
    timezone: 'UTC',
    firstDate: FIRST_DATE,
    days: DAYS,
    attempts: real.length,
    succeeded: real.filter((one) => has(one, 'upload_succeeded')).length,
    errors: real.reduce((sum, one) => sum + one.events.filter(({ event }) => event === 'error').length, 0),
    networks,
    broken: {
      network: BROKEN.network,
      from: dateText(START + BROKEN.day * DAY),
      to: dateText(START + (DAYS - 2) * DAY),
      before,
      since,
      explained: mixAndRate(sides[0], sides[1], BROKEN.network),
      transfers: failures.length,
      failed: failures.filter((next) => next === 'error').length,
      failedPercent: (100 * failures.filter((next) => next === 'error').length) / failures.length,
    },
    transferSeconds: Object.fromEntries(
      NETWORKS.map(([network]) => [
        network,
        stayIn(
          begun.filter((one) => one.network === network),
          'upload_started',
        ),
      ]),
    ),
  }
}

function readmeOf({ attempts, succeeded, errors, networks, broken, transferSeconds }, dirt) {
  const rows = Object.entries(networks).map(([name, one]) => `| ${name} | ${one.attempts} | ${one.succeeded} |`)
  return `# Photo upload
Three weeks of a made-up photo app: ${attempts} attempts to post a photo, of which ${succeeded} succeeded, with ${errors} errors. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC; attempts of a test user come besides, and ${dirt.rejected} lines that were cut or have no readable time.

| file | one row per |
|---|---|
| upload_events.ndjson.gz | event of an attempt: steps, taps, tools, errors with their kind, network, device |

## What is planted
On ${broken.network} the transfer breaks from ${broken.from} on: before, ${broken.before.succeeded} of ${broken.before.attempts} transfers succeeded, since then ${broken.since.succeeded} of ${broken.since.attempts}. Of all transfers until ${broken.to}, ${broken.explained.change.toFixed(1)} points fewer succeed than in the ten days before, ${broken.explained.rate.toFixed(1)} of them because those on ${broken.network} fail. A transfer takes ${transferSeconds.wifi.toFixed(1)} seconds to its end or its first error by wifi, ${transferSeconds['3g'].toFixed(1)} by 3g.

| network | transfers begun | succeeded |
|---|---|---|
${rows.join('\n')}
`
}

/** @returns {Record<string, string | Uint8Array>} file name → content */
export function generatePhotoUpload() {
  const attempts = attemptsOf(createRandom(20240506))
  const truths = truthsOf(attempts)
  const events = attempts
    .flatMap(({ events: own, ...attempt }) => own.map((one) => ({ ...attempt, ...one })))
    .sort((a, b) => a.at - b.at || a.id - b.id)
  const log = dirtied(
    createRandom(20240507),
    ndjsonText(
      events.map((one) => ({
        user_id: one.user,
        event: one.event,
        ts: utcText(one.at),
        attempt_id: one.id,
        network: one.network,
        device: one.device,
        error_kind: one.error,
        is_test: one.isTest,
      })),
    ),
    { cut: 4, timeless: 3, again: 0, time: 'ts' },
  )
  return {
    'upload_events.ndjson.gz': gzipped(log.text),
    'truths.json': JSON.stringify({ ...truths, dirt: log.dirt }, null, 1) + '\n',
    'README.md': readmeOf(truths, log.dirt),
  }
}
