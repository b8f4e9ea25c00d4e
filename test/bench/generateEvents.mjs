#!/usr/bin/env node
/**
 * Writes a large event log for measurements: `node test/bench/generateEvents.mjs --rows 5000000 --out FILE`.
 *
 * NDJSON, about 230 bytes a line (5 M rows ≈ 1.1 GB): event_id, user_id among 200,000 users of whom few are very busy,
 * session_id, event of 12 types, ts over 60 days in order but for a few seconds of jitter, value on purchases,
 * platform, country, version, and props nested one level. Seeded: the same rows give the same bytes, and the first n
 * rows of a longer log have the same event ids, users and events as a log of n rows (only their times differ, to fill
 * the 60 days).
 */
import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'

const USERS = 200_000
const DAYS = 60
const START_MS = Date.UTC(2024, 0, 1)
/** A user's events of the same quarter of a day are one session. */
const SESSION_MS = 6 * 3_600_000
const CHUNK_CHARACTERS = 1 << 18
const EVENTS = [
  'page_view',
  'click',
  'scroll',
  'search',
  'product_view',
  'add_to_cart',
  'checkout',
  'purchase',
  'login',
  'logout',
  'share',
  'error',
]
/** Out of 256: how often each event comes. */
const EVENT_WEIGHTS = [78, 46, 40, 18, 26, 12, 7, 4, 9, 6, 6, 4]
const PLATFORMS = ['web', 'ios', 'android', 'web']
const COUNTRIES = ['US', 'DE', 'GB', 'FR', 'IN', 'BR', 'JP', 'US']
const VERSIONS = ['4.1.0', '4.1.2', '4.2.0', '4.3.1']
const PAGES = ['/home', '/search', '/item', '/cart', '/help', '/account', '/offers', '/item/reviews']

const EVENT_BY_BYTE = EVENT_WEIGHTS.flatMap((weight, index) => Array(weight).fill(EVENTS[index]))

/** Two digits with a leading zero, for the numbers below 1000 that times are made of. */
const TWO = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'))
const THREE = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'))
const DATES = Array.from({ length: DAYS + 1 }, (_, day) =>
  new Date(START_MS + day * 86_400_000).toISOString().slice(0, 11),
)

function isoText(sinceStartMs) {
  const day = Math.floor(sinceStartMs / 86_400_000)
  let left = sinceStartMs - day * 86_400_000
  const hours = Math.floor(left / 3_600_000)
  left -= hours * 3_600_000
  const minutes = Math.floor(left / 60_000)
  left -= minutes * 60_000
  const seconds = Math.floor(left / 1000)
  return `${DATES[day]}${TWO[hours]}:${TWO[minutes]}:${TWO[seconds]}.${THREE[left - seconds * 1000]}Z`
}

/**
 * Chunks of whole lines.
 * @param {number} rows
 * @returns {Generator<string>}
 */
export function* eventChunks(rows, seed = 1) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const stepMs = (DAYS * 86_400_000 - 30_000) / Math.max(1, rows)
  let chunk = ''
  for (let row = 0; row < rows; row++) {
    const a = next()
    const b = next()
    // The fourth power of an even chance: the busiest hundredth of users make about a third of the events.
    const even = a / 4294967296
    const user = Math.floor(even * even * even * even * USERS)
    const event = EVENT_BY_BYTE[b & 255]
    const sinceStartMs = Math.floor(row * stepMs) + ((b >>> 8) % 20_000)
    const country = COUNTRIES[user & 7]
    const platform = PLATFORMS[(user >>> 3) & 3]
    const value = event === 'purchase' ? `,"value":${((b >>> 12) % 20_000) / 100}` : ''
    chunk += `{"event_id":"e${row.toString(36)}","user_id":"u${user}","session_id":"s${user}-${Math.floor(sinceStartMs / SESSION_MS)}","event":"${event}","ts":"${isoText(sinceStartMs)}"${value},"platform":"${platform}","country":"${country}","version":"${VERSIONS[(b >>> 9) & 3]}","props":{"page":"${PAGES[(b >>> 16) & 7]}","position":${(b >>> 20) & 63},"experiment":"${(user & 1) === 0 ? 'control' : 'treatment'}"}}\n`
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk
      chunk = ''
    }
  }
  if (chunk !== '') yield chunk
}

/** Writes a log to a file, never more than a few chunks ahead of the disk. @param {number} rows @param {string} file */
export async function generateEvents(rows, file) {
  const stream = createWriteStream(file)
  await once(stream, 'open')
  let bytes = 0
  for (const chunk of eventChunks(rows)) {
    bytes += chunk.length
    if (!stream.write(chunk, 'latin1')) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'close')
  return bytes
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && import.meta.url.endsWith('generateEvents.mjs')) {
  const option = (name) => {
    const index = process.argv.indexOf(name)
    return index < 0 ? undefined : process.argv[index + 1]
  }
  const rows = Number(option('--rows'))
  const out = option('--out')
  if (!Number.isInteger(rows) || rows < 1 || out === undefined) {
    process.stderr.write('usage: node test/bench/generateEvents.mjs --rows N --out FILE\n')
    process.exit(2)
  }
  const startedAt = performance.now()
  const bytes = await generateEvents(rows, out)
  const seconds = (performance.now() - startedAt) / 1000
  process.stderr.write(
    `${rows} rows, ${bytes} bytes in ${seconds.toFixed(1)} s (${Math.round(rows / seconds)} rows/s)\n`,
  )
}
