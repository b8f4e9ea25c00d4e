import { createRandom } from '../random.mjs'
import { csvText, hundredthsText, percentText, plant, startOfDate, utcText } from '../text.mjs'

const FIRST_DATE = '2024-09-02'
const SECONDS_A_DAY = 86400
const DAYS = 28
/** Users of each group, and how many of them convert after they were dealt to it: a lift of 50 %. */
const EXPOSED = { users: 4500, converted: 270 }
const HOLDOUT = { users: 1500, converted: 60 }
/** Users whom a second device put into both groups; the more eager ones, who would spoil the comparison. */
const BOTH = { users: 30, converted: 6 }
/** Conversions before the user was dealt to a group: they are nobody's doing. */
const EARLY = 40
const WINDOW_SECONDS = 7 * SECONDS_A_DAY

function eventsOf(random) {
  const start = startOfDate(FIRST_DATE)
  const people = [
    ...Array.from({ length: EXPOSED.users }, (_, i) => ({
      groups: ['exposed'],
      converts: i < EXPOSED.converted,
      early: i >= EXPOSED.users - EARLY,
    })),
    ...Array.from({ length: HOLDOUT.users }, (_, i) => ({
      groups: ['holdout'],
      converts: i < HOLDOUT.converted,
      early: false,
    })),
    ...Array.from({ length: BOTH.users }, (_, i) => ({
      groups: ['exposed', 'holdout'],
      converts: i < BOTH.converted,
      early: false,
    })),
  ]
  const events = []
  random.shuffle(people).forEach((person, index) => {
    const user = `p${String(index + 1).padStart(5, '0')}`
    const at = start + random.integer(2, 13) * SECONDS_A_DAY + random.integer(0, SECONDS_A_DAY - 1)
    person.groups.forEach((group, nth) =>
      events.push({ at: at + nth * random.integer(600, 40000), user, event: group }),
    )
    if (person.early)
      events.push({
        at: at - random.integer(600, SECONDS_A_DAY),
        user,
        event: 'conversion',
        cents: 100 * random.integer(10, 60),
      })
    if (person.groups.includes('exposed'))
      for (let left = random.integer(1, 2); left > 0; left--)
        events.push({ at: at + random.integer(60, 10 * SECONDS_A_DAY), user, event: 'impression' })
    if (person.converts)
      events.push({
        at: at + random.integer(50000, 13 * SECONDS_A_DAY),
        user,
        event: 'conversion',
        cents: 100 * random.integer(10, 60) + random.pick([0, 49, 99]),
      })
  })
  return events
    .sort((a, b) => a.at - b.at || (a.user < b.user ? -1 : a.user > b.user ? 1 : 0))
    .map((event, index) => ({ ...event, id: `s${String(index + 1).padStart(5, '0')}` }))
}

/**
 * What is in the finished events, counted anew: conversions at or after the first event of a group, with and without a
 * window.
 */
function truthsOf(events) {
  const users = new Map()
  for (const event of events) {
    if (event.event !== 'exposed' && event.event !== 'holdout') continue
    const known = users.get(event.user) ?? { groups: new Set(), at: event.at }
    known.groups.add(event.event)
    users.set(event.user, known)
  }
  const count = (group, window) => {
    const members = [...users].filter(([, one]) =>
      group === 'both' ? one.groups.size === 2 : one.groups.size === 1 && one.groups.has(group),
    )
    const ids = new Map(members.map(([user, one]) => [user, one.at]))
    const hits = events.filter(
      (event) =>
        event.event === 'conversion' &&
        ids.has(event.user) &&
        event.at >= ids.get(event.user) &&
        event.at - ids.get(event.user) <= window,
    )
    return {
      users: members.length,
      converted: new Set(hits.map((one) => one.user)).size,
      value: hits.reduce((sum, one) => sum + one.cents, 0) / 100,
    }
  }
  const all = Object.fromEntries(['exposed', 'holdout', 'both'].map((group) => [group, count(group, Infinity)]))
  const within = Object.fromEntries(['exposed', 'holdout'].map((group) => [group, count(group, WINDOW_SECONDS)]))
  const share = (one) => one.converted / one.users
  const lift = 100 * (share(all.exposed) / share(all.holdout) - 1)
  plant(
    all.exposed.converted === EXPOSED.converted &&
      all.holdout.converted === HOLDOUT.converted &&
      all.both.converted === BOTH.converted,
    'as many convert as are meant to',
  )
  return {
    timezone: 'UTC',
    rows: events.length,
    groups: all,
    within7Days: within,
    afterTheFirstDay: driverOf(events, 14),
    liftPct: Math.round(lift * 1e9) / 1e9,
    earlyConversions: EARLY,
    days: DAYS,
  }
}

/**
 * Of users by their first day (24 hours): the shares that convert in the days after it, of those who were exposed in it
 * and of all others. Who came too late to be seen that long is left out.
 */
function driverOf(events, days) {
  const byUser = new Map()
  for (const event of events) byUser.set(event.user, [...(byUser.get(event.user) ?? []), event])
  const newest = events.at(-1).at
  const users = [...byUser.values()].flatMap((own) => {
    const first = own[0].at
    const at = ({ at: when }) => (when - first) / SECONDS_A_DAY
    return first + (1 + days) * SECONDS_A_DAY > newest
      ? []
      : [
          {
            exposed: own.some((one) => one.event === 'exposed' && at(one) < 1),
            converted: own.some((one) => one.event === 'conversion' && at(one) >= 1 && at(one) < 1 + days),
          },
        ]
  })
  const share = (exposed) => {
    const list = users.filter((one) => one.exposed === exposed)
    return (100 * list.filter((one) => one.converted).length) / list.length
  }
  return { users: users.filter((one) => one.exposed).length, with: share(true), without: share(false) }
}

function readmeOf(truths) {
  const line = (group) => {
    const one = truths.groups[group]
    return (
      `| ${group} | ${one.users} | ${one.converted} | ${percentText(one.converted, one.users)} | ` +
      `${one.value.toFixed(2)} |`
    )
  }
  return `# Lift study
Four weeks of a campaign of which a quarter of the audience was kept by chance, made up: who was dealt to a group, what they were shown, and who converted. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them.

| file | what it is |
|---|---|
| events.csv | one event a row: event_id, user_id, event (exposed, holdout, impression, conversion), ts (UTC), value (conversions only) |

## What is planted
Users count as converted by a conversion at or after the event that dealt them to their group; ${truths.earlyConversions} conversions of the exposed came before it and count for nobody.

| group | users | converted | share | value |
|---|---|---|---|---|
${['exposed', 'holdout', 'both'].map(line).join('\n')}

- The exposed convert ${truths.liftPct} % more often than those held out.
- ${truths.groups.both.users} users were seen in both groups, and convert more than either: they are to be left out.
- Within 7 days, ${truths.within7Days.exposed.converted} of the exposed and ${truths.within7Days.holdout.converted} of those held out had converted.
- In the 14 days after the first one, ${truths.afterTheFirstDay.with.toFixed(2)} % of those exposed on it convert, and ${truths.afterTheFirstDay.without.toFixed(2)} % of the others.
`
}

/** @returns {Record<string, string>} file name → text */
export function generateLiftStudy() {
  const events = eventsOf(createRandom(20240902))
  const truths = truthsOf(events)
  return {
    'events.csv': csvText(
      ['event_id', 'user_id', 'event', 'ts', 'value'],
      events.map((event) => ({
        event_id: event.id,
        user_id: event.user,
        event: event.event,
        ts: utcText(event.at),
        value: event.event === 'conversion' ? hundredthsText(event.cents) : null,
      })),
    ),
    'truths.json': JSON.stringify(truths, null, 1) + '\n',
    'README.md': readmeOf(truths),
  }
}
