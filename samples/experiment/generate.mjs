import { createRandom } from '../random.mjs'
import { csvText, percentText, plant, startOfDate, utcText } from '../text.mjs'

const FIRST_DATE = '2024-09-02'
const DAYS = 35
const DAY = 86400
const USERS = 2400
/** The experiment takes users in from this day on, for so many days; the launch in one market has a day of its own. */
const EXPOSED_FROM = 7
const EXPOSED_DAYS = 24
const LAUNCH_DAY = 21
const MARKETS = [
  ['DE', 40],
  ['FR', 35],
  ['NL', 25],
]
/** Regions of the other markets, which users are dealt to one after the other; the launch's market is one. */
const REGIONS = ['north', 'east', 'south', 'west']
/** Shares of users who pay, who open a ticket, and who click the banner on their first day, by variant. */
const PAYS = { control: 0.2, new: 0.27 }
const TICKETS = { control: 0.06, new: 0.06 }
const BANNER = { control: 0.08, new: 0.3 }
/** Shares of visits with a search. */
const SEARCH = { others: 0.36, NL: 0.4, launched: 0.62 }

/** Days and seconds of the day at which a user of this liveliness is active. */
function visitDays(random, liveliness) {
  const days = []
  for (let day = 0; day < DAYS; day++) if (random.chance(liveliness)) days.push(day)
  return days
}

function world() {
  const random = createRandom(20240902)
  const start = startOfDate(FIRST_DATE)
  const rows = []
  const users = []
  for (let index = 1; index <= USERS; index++) {
    const id = `e${String(index).padStart(5, '0')}`
    const market = random.weighted(MARKETS)
    const region = market === 'NL' ? market : `${market} ${REGIONS[index % REGIONS.length]}`
    const share = random.next()
    const liveliness = 0.02 + 0.32 * share * share
    const means = 1200 + random.integer(0, 4800)
    const inExperiment = random.chance(0.85)
    const variant = inExperiment ? (random.chance(0.5) ? 'new' : 'control') : null
    const exposedAt = inExperiment
      ? start + (EXPOSED_FROM + random.integer(0, EXPOSED_DAYS - 1)) * DAY + random.integer(7 * 3600, 21 * 3600)
      : null
    const crossed = inExperiment && random.chance(0.02)
    const add = (at, event, more = {}) =>
      rows.push({ user_id: id, event, ts: at, market, region, variant: null, value: null, ...more })
    for (const day of visitDays(random, liveliness)) {
      const at = start + day * DAY + random.integer(7 * 3600, 22 * 3600)
      add(at, 'visit')
      // The search page was rebuilt in one market on the day of the launch.
      if (random.chance(market !== 'NL' ? SEARCH.others : day >= LAUNCH_DAY ? SEARCH.launched : SEARCH.NL))
        add(at + random.integer(5, 300), 'search')
      // What a user buys apart from the experiment follows their means, before and after.
      if (random.chance(0.45))
        add(at + random.integer(300, 1500), 'top_up', { value: (means + random.integer(-300, 300)) / 100 })
    }
    if (inExperiment) {
      const other = variant === 'new' ? 'control' : 'new'
      add(exposedAt, 'experiment_viewed', { variant })
      if (crossed) add(exposedAt + random.integer(3600, 5 * DAY), 'experiment_viewed', { variant: other })
      const paid = random.chance(PAYS[variant])
      if (paid)
        add(exposedAt + random.integer(120, 6 * DAY), 'paid', { value: (means * 2 + random.integer(-500, 500)) / 100 })
      const ticket = random.chance(TICKETS[variant])
      if (ticket) add(exposedAt + random.integer(3600, 6 * DAY), 'support_ticket')
      // The banner of the new variant is clicked less every day.
      for (let day = 0; day < 10; day++) {
        const share =
          variant === 'control'
            ? BANNER.control
            : BANNER.control + (BANNER.new - BANNER.control) * Math.max(0, 1 - day / 8)
        if (random.chance(share)) add(exposedAt + day * DAY + random.integer(60, DAY - 60), 'banner_click')
      }
    }
    users.push({ id, market, variant, exposedAt, crossed })
  }
  const end = start + DAYS * DAY
  return {
    rows: rows
      .filter((row) => row.ts < end)
      .sort((a, b) => a.ts - b.ts || (a.user_id < b.user_id ? -1 : a.user_id > b.user_id ? 1 : 0)),
    users,
    start,
  }
}

/** Searches a day that the launch brings: what visits since it would not have had with the share before. */
function searchesOfLaunch(rows) {
  const start = startOfDate(FIRST_DATE)
  const days = DAYS - 1 - LAUNCH_DAY
  const visits = rows.filter(
    ({ event, market, ts }) =>
      event === 'visit' && market === 'NL' && ts >= start + LAUNCH_DAY * DAY && ts < start + (DAYS - 1) * DAY,
  )
  return { days, perDay: (visits.length * (SEARCH.launched - SEARCH.NL)) / days }
}

function truthsOf({ rows, users, start }) {
  const newest = rows.at(-1).ts
  const crossed = users.filter(
    (user) =>
      user.crossed &&
      rows.some((row) => row.user_id === user.id && row.event === 'experiment_viewed' && row.variant !== user.variant),
  )
  const counted = users.filter(
    (user) => user.variant !== null && !crossed.includes(user) && user.exposedAt + 7 * DAY <= newest,
  )
  const did = (user, event, days) =>
    rows.some(
      (row) =>
        row.user_id === user.id &&
        row.event === event &&
        row.ts > user.exposedAt &&
        row.ts <= user.exposedAt + days * DAY,
    )
  const side = (variant) => {
    const own = counted.filter((user) => user.variant === variant)
    return {
      users: own.length,
      paid: own.filter((user) => did(user, 'paid', 7)).length,
      tickets: own.filter((user) => did(user, 'support_ticket', 7)).length,
    }
  }
  const truths = {
    timezone: 'UTC',
    firstDate: FIRST_DATE,
    days: DAYS,
    launchDate: new Date((start + LAUNCH_DAY * DAY) * 1000).toISOString().slice(0, 10),
    launchMarket: 'NL',
    launchSearches: searchesOfLaunch(rows),
    rows: rows.length,
    users: users.length,
    exposed: users.filter((user) => user.variant !== null).length,
    inSeveral: crossed.length,
    tooRecent: users.filter(
      (user) => user.variant !== null && !crossed.includes(user) && user.exposedAt + 7 * DAY > newest,
    ).length,
    control: side('control'),
    new: side('new'),
    markets: Object.fromEntries(
      MARKETS.map(([market]) => [market, users.filter((user) => user.market === market).length]),
    ),
  }
  const lift = truths.new.paid / truths.new.users - truths.control.paid / truths.control.users
  plant(lift > 0.04 && lift < 0.1, `the new variant pays some points more often, not ${lift}`)
  plant(
    Math.abs(truths.new.users - truths.control.users) < 2 * Math.sqrt(truths.new.users + truths.control.users),
    'users are split evenly',
  )
  plant(truths.inSeveral > 20, 'some users saw both variants')
  return truths
}

/** @returns {Record<string, string>} file name → text */
export function generateExperiment() {
  const made = world()
  const truths = truthsOf(made)
  const { control, new: treated } = truths
  return {
    'events.csv': csvText(
      ['user_id', 'event', 'ts', 'market', 'region', 'variant', 'value'],
      made.rows.map((row) => ({
        ...row,
        ts: utcText(row.ts),
        value: row.value === null ? null : row.value.toFixed(2),
      })),
    ),
    'truths.json': JSON.stringify(truths, null, 1) + '\n',
    'README.md': `# Experiment
Five weeks of a made-up shop, with an experiment on its checkout, and a new search page that came to one market only. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC.

\`events.csv\`: user_id, event, ts, market, region, variant (of \`experiment_viewed\`), value (of \`top_up\` and \`paid\`).

## What is planted
- ${truths.users} users, ${truths.exposed} of them exposed (\`experiment_viewed\`) to control or new, one by one at random; ${truths.inSeveral} saw both and are left out, ${truths.tooRecent} were exposed in the last 7 days of the log.
- Compared are ${control.users} users of control and ${treated.users} of new. Paid within 7 days: ${percentText(control.paid, control.users)} and ${percentText(treated.paid, treated.users)} (${control.paid} and ${treated.paid} users). Tickets (guardrail): ${control.tickets} and ${treated.tickets} users, by chance alone.
- What users spend on \`top_up\` before the experiment says much of what they spend after: CUPED makes intervals narrower.
- \`banner_click\`: much more with new on the first day, and after 8 days as with control (novelty).
- In ${truths.launchMarket} \`search\` becomes more frequent from ${truths.launchDate} on, in the other markets it does not (difference in differences): ${truths.launchSearches.perDay.toFixed(1)} searches a day more than there would have been.
`,
  }
}
