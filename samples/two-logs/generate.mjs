import { createRandom } from '../random.mjs'
import { csvText, dateText, plant, startOfDate, utcText } from '../text.mjs'

const FIRST_DATE = '2024-04-08'
const DAYS = 14
const DAY = 86400
const HOUR = 3600
const USERS = 60
/** A version of the app that never reports purchases on this day; the server hears nothing of them. */
const OUTAGE_DAY = 8
const LOST = 17
const ONLY_SERVER = 12
const AGAIN_SERVER = 25
const AGAIN_CLIENT = 6
const OTHER_VALUE = 9
const LATE = 31
/** Nearly late, to be told from what is: received within a day. */
const NEARLY = 14
/** The server's log was taken so many hours before the client's. */
const ENDS_EARLIER_HOURS = 5

/** What the client saw: visits of users, with searches and purchases in them. */
function clientRows(random) {
  const start = startOfDate(FIRST_DATE)
  const rows = []
  for (let user = 1; user <= USERS; user++)
    for (let day = 0; day < DAYS; day++) {
      if (!random.chance(0.45)) continue
      const at = start + day * DAY + random.integer(6 * HOUR, 23 * HOUR)
      const add = (after, event, value = null) =>
        rows.push({ user_id: `c${user}`, event, ts: at + after, value: value === null ? null : value.toFixed(2) })
      add(0, 'open')
      if (random.chance(0.6)) add(random.integer(10, 200), 'search')
      if (random.chance(0.35)) add(random.integer(300, 900), 'purchase', random.integer(500, 9000) / 100)
    }
  rows.sort((a, b) => a.ts - b.ts || (a.user_id < b.user_id ? -1 : 1))
  return rows.map((row, index) => ({ event_uuid: `x${String(index + 1).padStart(5, '0')}`, ...row }))
}

/** The same events as the server has them, and what is planted in between. */
function world() {
  const random = createRandom(20240408)
  const client = clientRows(random)
  const outageDate = dateText(startOfDate(FIRST_DATE) + OUTAGE_DAY * DAY)
  const last = client[client.length - 1].ts
  const serverEnds = last - ENDS_EARLIER_HOURS * HOUR
  const isOutage = (row) => row.event === 'purchase' && dateText(row.ts) === outageDate
  const reached = client.filter((row) => row.ts <= serverEnds && !isOutage(row))
  // The last row that the server has stays: it says how far the log reaches.
  const picked = random.shuffle(reached.slice(0, -1))
  const take = (count) => new Set(picked.splice(0, count))
  const [lost, onlyServer, again, againClient] = [LOST, ONLY_SERVER, AGAIN_SERVER, AGAIN_CLIENT].map(take)
  const [late, nearly] = [LATE, NEARLY].map(take)
  const other = new Set(picked.filter((row) => row.event === 'purchase').slice(0, OTHER_VALUE))
  const delayOf = (row) =>
    late.has(row)
      ? random.integer(25, 70) * HOUR
      : nearly.has(row)
        ? random.integer(12, 23) * HOUR
        : random.integer(0, 40)
  const server = reached
    .filter((row) => !lost.has(row))
    .flatMap((row) => {
      const value = other.has(row) ? (Number(row.value) + 1).toFixed(2) : row.value
      const came = { ...row, value, received_at: row.ts + delayOf(row) }
      return again.has(row) ? [came, { ...came, received_at: came.received_at + random.integer(5, 600) }] : [came]
    })
    .sort((a, b) => a.received_at - b.received_at || (a.event_uuid < b.event_uuid ? -1 : 1))
  const seen = client
    .filter((row) => !onlyServer.has(row))
    .flatMap((row) => (againClient.has(row) ? [row, row] : [row]))
  const outage = client.filter((row) => isOutage(row) && row.ts <= serverEnds)
  const notReached = client.filter((row) => row.ts > serverEnds)
  plant(outage.length > 3 && notReached.length > 3, 'purchases are lost, and the server ends earlier')
  return {
    client: seen,
    server,
    truths: {
      clientRows: seen.length,
      serverRows: server.length,
      inBoth: reached.length - LOST - ONLY_SERVER,
      onlyClient: LOST + outage.length + notReached.length,
      onlyServer: ONLY_SERVER,
      notReached: notReached.length,
      changed: other.size,
      again: { client: AGAIN_CLIENT, server: AGAIN_SERVER },
      late: { hours: 24, rows: LATE },
      outage: { date: outageDate, purchases: outage.length },
    },
  }
}

/** @returns {Record<string, string>} file name → text */
export function generateTwoLogs() {
  const { client, server, truths } = world()
  const texts = (rows) =>
    rows.map((row) => ({
      ...row,
      ts: utcText(row.ts),
      ...(row.received_at === undefined ? {} : { received_at: utcText(row.received_at) }),
    }))
  const columns = ['event_uuid', 'user_id', 'event', 'ts', 'value']
  return {
    'client_events.csv': csvText(columns, texts(client)),
    'server_events.csv': csvText([...columns, 'received_at'], texts(server)),
    'truths.json': `${JSON.stringify(truths, null, 1)}\n`,
    'README.md': `# Two logs
Two weeks of a made-up shop's app, as the client logged its events and as the server received them. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC.

\`client_events.csv\` (${truths.clientRows} rows): event_uuid, user_id, event, ts, value. \`server_events.csv\` (${truths.serverRows} rows), in the order in which they came: the same, and received_at. Neither names event_uuid as its event id, so that what came twice is there to be seen.

## What is planted
- ${truths.inBoth} ids are in both logs, ${truths.changed} of them with another value.
- ${truths.onlyClient} are in the client's alone: all ${truths.outage.purchases} purchases of ${truths.outage.date}, ${LOST} others, and ${truths.notReached} after the newest event of the server's log, which has not reached them yet.
- ${truths.onlyServer} are in the server's alone.
- ${truths.again.server} came to the server twice, ${truths.again.client} were logged twice by the client.
- ${truths.late.rows} were received more than ${truths.late.hours} hours after they happened; ${NEARLY} others within a day, all others within a minute.
`,
  }
}
