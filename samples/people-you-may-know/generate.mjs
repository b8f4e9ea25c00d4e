import { createRandom } from '../random.mjs'
import { csvText, plant, startOfDate, utcText } from '../text.mjs'
import { graphOf } from './graph.mjs'
import { surveysOf } from './surveys.mjs'

const FIRST_DATE = '2024-01-01'
const DAYS = 260
const DAY = 86400
const HOUR = 3600
const START = startOfDate(FIRST_DATE)
const END = START + DAYS * DAY
/** Two circles of people that know nobody of the other one, and one person with friends in both. */
const SIZE = 40
const BRIDGE = 81
const TEST = 99
const PEOPLE = [...Array.from({ length: 2 * SIZE }, (_, index) => index + 1), BRIDGE]
const circleOf = (person) => (person === BRIDGE ? -1 : person <= SIZE ? 0 : 1)
const isPrivate = (person) => person % 3 === 0
/** Accepting: more with mutual friends, less of private accounts without. */
const ACCEPTED = { public: [0.5, 0.6, 0.7, 0.86], private: [0.15, 0.4, 0.7, 0.9] }
/** Lasting: private friendships last, if there were mutual friends. */
const LASTING = { public: 0.45, private: 0.75 }

function firstLinks() {
  const links = []
  for (const circle of [0, 1])
    for (let index = 0; index < SIZE; index++)
      for (const step of [1, 2]) links.push([circle * SIZE + index + 1, circle * SIZE + ((index + step) % SIZE) + 1])
  for (const friend of [1, 2, 3, SIZE + 1, SIZE + 2, SIZE + 3]) links.push([BRIDGE, friend])
  return links.map(([one, other]) => ({ one, other, at: START - 30 * DAY, status: 'active' }))
}

function mutualOf(links, one, other) {
  const friends = (person) =>
    new Set(
      links
        .filter((link) => link.status === 'active')
        .flatMap((link) => (link.one === person ? [link.other] : link.other === person ? [link.one] : [])),
    )
  const [a, b] = [friends(one), friends(other)]
  return [...a].filter((person) => b.has(person)).length
}

const linked = (links, one, other) =>
  links.some((link) => (link.one === one && link.other === other) || (link.one === other && link.other === one))

function suggestionOf(random, links, at) {
  const target = random.integer(1, 2 * SIZE)
  const base = circleOf(target) * SIZE
  const near =
    base + 1 + ((target - base - 1 + random.pick([3, 4, 5, SIZE - 3, SIZE - 4, random.integer(6, SIZE - 6)])) % SIZE)
  if (near === target || linked(links, target, near)) return null
  const mutual = mutualOf(links, target, near)
  const kind = isPrivate(near) ? 'private' : 'public'
  const wanted = target % 2 === 0 ? 'two' : 'one'
  if (kind === 'private' && mutual < (wanted === 'two' ? 2 : 1) && random.chance(0.8)) return null
  const isViewed = random.chance(0.85)
  const isRequested = isViewed && random.chance(0.3 + 0.1 * Math.min(mutual, 3))
  const isAccepted = isRequested && random.chance(ACCEPTED[kind][Math.min(mutual, 3)])
  const isDeclined = isRequested && !isAccepted && random.chance(0.5)
  const wait = random.weighted([
    [random.integer(1, 50) / 60, 15],
    [random.integer(2, 23), 45],
    [random.integer(25, 70), 25],
    [random.integer(80, 300), 15],
  ])
  return {
    target,
    suggested: near,
    at,
    mutual,
    kind,
    variant: wanted,
    isViewed,
    isRequested,
    isAccepted,
    answered: isAccepted || isDeclined ? at + Math.round(wait * HOUR) : null,
    feedback:
      isViewed && !isRequested && random.chance(mutual === 0 ? 0.2 : 0.03)
        ? random.weighted([
            ['dont_know', 85],
            ['report', 15],
          ])
        : null,
    reason: mutual > 0 ? 'mutual_friends' : random.pick(['location', 'contacts']),
    platform: random.weighted([
      ['facebook', 60],
      ['instagram', 40],
    ]),
    from: random.weighted([
      ['facebook', 60],
      ['instagram', 40],
    ]),
  }
}

function logOf(random) {
  const links = [...firstLinks(), { one: 5, other: 20, at: START - 10 * DAY, status: 'blocked' }]
  const suggestions = []
  const acts = []
  const act = (one, other, at) =>
    at < END &&
    acts.push({
      one,
      other,
      at,
      type: random.weighted([
        ['like', 60],
        ['comment', 25],
        ['message', 15],
      ]),
    })
  for (let day = 0; day < DAYS; day++) {
    for (let left = 8; left > 0; left--) {
      const one = suggestionOf(random, links, START + day * DAY + random.integer(7, 22) * HOUR)
      if (one === null || (one.answered !== null && one.answered >= END)) continue
      suggestions.push(one)
      if (!one.isAccepted) continue
      const lasts = random.chance(LASTING[one.kind])
      links.push({
        one: one.target,
        other: one.suggested,
        at: one.answered,
        status: lasts || random.chance(0.5) ? 'active' : 'ended',
      })
      if (!lasts) continue
      for (let times = random.integer(1, 4); times > 0; times--)
        act(
          ...(random.chance(0.6) ? [one.target, one.suggested] : [one.suggested, one.target]),
          one.answered + random.integer(1, 28) * DAY,
        )
    }
    for (let left = 10; left > 0; left--) {
      const link = random.pick(links.slice(0, 4 * SIZE))
      act(
        ...(random.chance(0.5) ? [link.one, link.other] : [link.other, link.one]),
        START + day * DAY + random.integer(7, 22) * HOUR,
      )
    }
  }
  suggestions.push({
    ...suggestions[0],
    target: 5,
    suggested: 20,
    at: START + 40 * DAY,
    kind: 'public',
    isViewed: true,
    isRequested: false,
    isAccepted: false,
    answered: null,
    feedback: 'report',
    reason: 'location',
  })
  suggestions.push({
    ...suggestions[0],
    target: TEST,
    suggested: 1,
    kind: 'public',
    isViewed: true,
    isRequested: true,
    isAccepted: true,
    answered: suggestions[0].at + HOUR,
  })
  return { links, suggestions: suggestions.sort((a, b) => a.at - b.at), acts: acts.sort((a, b) => a.at - b.at) }
}

function truthsOf({ links, suggestions, acts }) {
  const real = suggestions.filter((one) => one.target !== TEST)
  const now = acts[acts.length - 1].at
  const groups = {}
  for (const one of real) {
    const key = `${one.kind} ${one.mutual >= 3 ? '3 or more' : one.mutual}`
    const group = (groups[key] ??= { suggestions: 0, requested: 0, accepted: 0, daysOver: 0, sustained: 0 })
    group.suggestions++
    if (one.isRequested) group.requested++
    if (!one.isAccepted) continue
    group.accepted++
    if (now - one.answered < 30 * DAY) continue
    group.daysOver++
    const pair = [one.target, one.suggested]
    if (
      acts.some(
        (act) =>
          act.at > one.answered &&
          act.at <= one.answered + 30 * DAY &&
          pair.includes(act.one) &&
          pair.includes(act.other),
      )
    )
      group.sustained++
  }
  const rate = (kind) => {
    const own = Object.entries(groups)
      .filter(([key]) => key.startsWith(kind))
      .map(([, one]) => one)
    return own.reduce((sum, one) => sum + one.sustained, 0) / own.reduce((sum, one) => sum + one.daysOver, 0)
  }
  plant(rate('private') > rate('public') + 0.1, 'private connections last')
  return {
    timezone: 'UTC',
    firstDate: FIRST_DATE,
    days: DAYS,
    suggestions: real.length,
    accepted: real.filter((one) => one.isAccepted).length,
    connections: links.filter((one) => one.status !== 'blocked').length,
    groups: Object.fromEntries(Object.entries(groups).sort()),
    bridge: BRIDGE,
    graph: graphOf(
      links.filter((one) => one.status === 'active').map(({ one, other }) => [one, other]),
      BRIDGE,
    ),
    blocked: '5 > 20',
  }
}

function readmeOf({ suggestions, accepted, groups, bridge, graph, blocked }) {
  const rows = Object.entries(groups).map(
    ([key, one]) =>
      `| ${key} | ${one.suggestions} | ${one.requested} | ${one.accepted} | ${one.daysOver} | ${one.sustained} |`,
  )
  return `# People you may know
Thirty-seven weeks of friends that were suggested, made up: ${suggestions} suggestions, of which ${accepted} were accepted. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC; a suggestion to a test account comes besides.

| file | one row per |
|---|---|
| fact_pymk_suggestions.csv | suggestion and what became of it |
| fact_user_interactions.csv | like, comment or message from one person to another |
| fact_user_relationships.csv | friendship, or block |
| dim_user_privacy.csv, dim_users.csv | person |
| survey_answers.csv | survey sent to a person: comfort with suggestions, would they recommend them |

## What is planted
Two circles know nobody of one another, but for ${bridge}, who has ${graph.friends} friends and ${graph.reach} people within two steps; without ${bridge}, the ${graph.people} people with ${graph.friendships} friendships and ${graph.triangles} triangles would be ${graph.partsWithout} parts. Most friends in common with ${bridge} has ${graph.suggested}: ${graph.mutual}. One suggestion (${blocked}) is of somebody who was blocked. People with private accounts are less comfortable with suggestions. Private accounts accept seldom without mutual friends, and what they accept lasts longer (either side does something within 30 days, of those whose days are over):

| account, mutual friends | suggestions | requested | accepted | days over | lasting |
|---|---|---|---|---|---|
${rows.join('\n')}
`
}

/** @returns {Record<string, string>} file name → text */
export function generatePeopleYouMayKnow() {
  const log = logOf(createRandom(20240108))
  const truths = truthsOf(log)
  const everybody = [...PEOPLE, TEST]
  const surveys = surveysOf(
    everybody.map((id) => ({ id, isPrivate: isPrivate(id), isTest: id === TEST })),
    START + 200 * DAY,
  )
  const lastAct = (person) => Math.max(START, ...log.acts.filter((one) => one.one === person).map((one) => one.at))
  return {
    'fact_pymk_suggestions.csv': csvText(
      [
        ...['suggestion_id', 'target_user_id', 'suggested_user_id', 'suggestion_timestamp', 'suggestion_reason'],
        ...['mutual_friends_count', 'was_viewed', 'was_requested', 'was_accepted', 'outcome_timestamp', 'feedback'],
        ...['variant', 'platform', 'suggested_platform'],
      ],
      log.suggestions.map((one, index) => ({
        suggestion_id: `s${index + 1}`,
        target_user_id: one.target,
        suggested_user_id: one.suggested,
        suggestion_timestamp: utcText(one.at),
        suggestion_reason: one.reason,
        mutual_friends_count: one.mutual,
        was_viewed: one.isViewed,
        was_requested: one.isRequested,
        was_accepted: one.isAccepted,
        outcome_timestamp: one.answered === null ? null : utcText(one.answered),
        feedback: one.feedback,
        variant: one.variant,
        platform: one.platform,
        suggested_platform: one.from,
      })),
    ),
    'fact_user_interactions.csv': csvText(
      ['interaction_id', 'user_id_from', 'user_id_to', 'interaction_type', 'interaction_timestamp'],
      log.acts.map((one, index) => ({
        interaction_id: index + 1,
        user_id_from: one.one,
        user_id_to: one.other,
        interaction_type: one.type,
        interaction_timestamp: utcText(one.at),
      })),
    ),
    'fact_user_relationships.csv': csvText(
      ['relationship_id', 'user_id_from', 'user_id_to', 'relationship_type', 'status', 'created_timestamp'],
      log.links.map((one, index) => ({
        relationship_id: index + 1,
        user_id_from: one.one,
        user_id_to: one.other,
        relationship_type: 'friend',
        status: one.status,
        created_timestamp: utcText(one.at),
      })),
    ),
    'dim_user_privacy.csv': csvText(
      ['user_id', 'is_private_account', 'allow_friend_suggestions'],
      everybody.map((person) => ({
        user_id: person,
        is_private_account: isPrivate(person),
        allow_friend_suggestions: person % 20 !== 7 || person < 20,
      })),
    ),
    'dim_users.csv': csvText(
      ['user_id', 'country_code', 'last_active_at', 'is_test'],
      everybody.map((person) => ({
        user_id: person,
        country_code: circleOf(person) === 1 ? 'CA' : 'US',
        last_active_at: utcText(lastAct(person)),
        is_test: person === TEST,
      })),
    ),
    'survey_answers.csv': csvText(Object.keys(surveys.rows[0]), surveys.rows),
    'truths.json': JSON.stringify({ ...truths, surveys: surveys.truths }, null, 1) + '\n',
    'README.md': readmeOf(truths),
  }
}
