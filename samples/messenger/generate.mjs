import { parquetFile } from '../forms.mjs'
import { createRandom } from '../random.mjs'
import { csvText, dateText, plant, startOfDate, utcText } from '../text.mjs'
import { answersOf, tiesOf } from './findings.mjs'

const FIRST_DATE = '2024-04-01'
const DAYS = 43
const DAY = 86400
const START = startOfDate(FIRST_DATE)
/** Two circles of friends that know nobody of the other one, and one person who writes to both. */
const CIRCLES = [
  Array.from({ length: 25 }, (_, index) => `a${index + 1}`),
  Array.from({ length: 25 }, (_, index) => `b${index + 1}`),
]
const BRIDGE = 'nova'
/** From this day on (from 0), these people send a tenth of what they would. */
const QUIET = { day: DAYS - 8, people: ['a3', 'a4', 'a5', 'b7', 'b8', 'b9'] }
/** In this group one member writes nearly everything. */
const LOUD = { thread: 'g2', member: 'a12' }
const GROUPS = [
  { thread: 'g1', members: ['a1', 'a2', 'a6', 'a7', 'a8', 'a9'] },
  { thread: 'g2', members: ['a10', 'a11', 'a12', 'a13', 'a14', 'a15', 'a16', 'a17'] },
  { thread: 'g3', members: ['b1', 'b2', 'b3', 'b4', 'b5'] },
]
const KINDS = [
  ['text', 70],
  ['image', 12],
  ['sticker', 8],
  ['voice', 6],
  ['reaction', 4],
]

/** Pairs who write: a ring in each circle, each with the three next ones, and the bridge's friends in both. */
function threadsOf() {
  const pairs = CIRCLES.flatMap((people) =>
    people.flatMap((one, at) => [1, 2, 3].map((step) => [one, people[(at + step) % people.length]])),
  )
  for (const people of CIRCLES) for (const at of [0, 1, 2]) pairs.push([BRIDGE, people[at]])
  return pairs.map(([one, other], index) => ({ id: `t${index + 1}`, one, other, balanced: index % 9 !== 0 }))
}

const goesQuiet = (person, day) => day >= QUIET.day && QUIET.people.includes(person)

function talksOf(random, { id, one, other, balanced }, day) {
  const messages = []
  let at = START + day * DAY + random.integer(7, 21) * 3600 + random.integer(0, 3599)
  let [from, to] = random.chance(0.5) ? [one, other] : [other, one]
  if (!balanced) [from, to] = [one, other]
  for (let left = random.integer(1, 6); left > 0; left--) {
    const silent = goesQuiet(from, day) && random.chance(0.9)
    if (!silent) messages.push({ at, from, to, thread: id, kind: random.weighted(KINDS) })
    at += random.weighted([
      [random.integer(5, 55), 50],
      [random.integer(61, 290), 30],
      [random.integer(400, 3000), 20],
    ])
    if (balanced ? random.chance(0.75) : random.chance(0.1)) [from, to] = [to, from]
  }
  return messages
}

function groupTalk(random, { thread, members }, day) {
  let at = START + day * DAY + random.integer(17, 21) * 3600
  return Array.from({ length: random.integer(2, 5) }, () => {
    const from =
      thread === LOUD.thread ? (random.chance(0.85) ? LOUD.member : random.pick(members)) : random.pick(members)
    at += random.integer(10, 900)
    return { at, from, to: null, thread, kind: random.weighted(KINDS) }
  }).filter(({ from }) => !goesQuiet(from, day))
}

function messagesOf(random) {
  const messages = []
  for (let day = 0; day < DAYS; day++) {
    for (const thread of threadsOf()) if (random.chance(0.22)) messages.push(...talksOf(random, thread, day))
    for (const group of GROUPS) if (random.chance(0.5)) messages.push(...groupTalk(random, group, day))
    if (day % 6 === 0)
      messages.push({
        at: START + day * DAY + 43200,
        from: 'qa1',
        to: 'a1',
        thread: 'test',
        kind: 'text',
        isTest: true,
      })
  }
  return messages.sort((a, b) => a.at - b.at).map((message, index) => ({ ...message, id: 1001 + index }))
}

function truthsOf(messages) {
  const real = messages.filter((one) => !one.isTest)
  const last = DAYS - 2
  const dayOf = ({ at }) => Math.floor((at - START) / DAY)
  const sent = (person, from, to) =>
    real.filter((one) => one.from === person && dayOf(one) >= from && dayOf(one) <= to).length
  const quiet = QUIET.people.map((person) => ({
    person,
    before: sent(person, last - 13, last - 7),
    now: sent(person, last - 6, last),
  }))
  for (const { person, before, now } of quiet)
    plant(before >= 5 && now <= before / 2, `${person} goes quiet: ${before} → ${now}`)
  const group = real.filter((one) => one.thread === LOUD.thread && dayOf(one) >= last - 27 && dayOf(one) <= last)
  const loud = group.filter((one) => one.from === LOUD.member).length
  plant(loud / group.length > 0.7, 'one member does the talking')
  return {
    timezone: 'UTC',
    firstDate: FIRST_DATE,
    days: DAYS,
    messages: real.length,
    people: new Set(real.map((one) => one.from)).size,
    inGroups: real.filter((one) => one.to === null).length,
    threadsOfTwo: new Set(real.filter((one) => one.to !== null).map((one) => one.thread)).size,
    quiet,
    quietFrom: dateText(START + QUIET.day * DAY),
    bridge: BRIDGE,
    answers: answersOf(real),
    ties: tiesOf(real),
    loud: {
      ...LOUD,
      from: dateText(START + (last - 27) * DAY),
      to: dateText(START + last * DAY),
      messages: group.length,
      own: loud,
      percent: (100 * loud) / group.length,
    },
  }
}

function readmeOf({ messages, people, inGroups, quiet, quietFrom, bridge, answers, ties, loud }) {
  return `# Messenger
Six weeks of a made-up messenger: ${messages} messages of ${people} people, ${inGroups} of them in groups. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC; messages of a test account come besides.

| file | one row per |
|---|---|
| fact_messages.parquet | message: sender, recipient (none in a group), thread, kind |
| thread_members.csv | member of a group |

## What is planted
From ${quietFrom} on six people send a tenth of what they would. The 7 days that end with the last whole day, and the 7 before:

| person | sent before | sent now |
|---|---|---|
${quiet.map((one) => `| ${one.person} | ${one.before} | ${one.now} |`).join('\n')}

Two circles of friends know nobody of one another, but for ${bridge}, who writes to both. Of ${answers.hour} answers within an hour, ${answers.minute} come within a minute and ${answers.five} within five. Of ${ties.ways} ways from one to another, ${ties.oneWay} are never answered by a message back. In the group ${loud.thread}, ${loud.member} wrote ${loud.own} of the ${loud.messages} messages of four weeks.
`
}

/** @returns {Record<string, string | Uint8Array>} file name → content */
export function generateMessenger() {
  const messages = messagesOf(createRandom(20240402))
  const truths = truthsOf(messages)
  return {
    'fact_messages.parquet': parquetFile(
      ['message_id', 'sender_id', 'recipient_id', 'thread_id', 'message_type', 'sent_at', 'is_test'],
      messages.map((one) => ({
        message_id: one.id,
        sender_id: one.from,
        recipient_id: one.to,
        thread_id: one.thread,
        message_type: one.kind,
        sent_at: utcText(one.at),
        is_test: one.isTest === true,
      })),
    ),
    'thread_members.csv': csvText(
      ['thread_id', 'member_id'],
      GROUPS.flatMap(({ thread, members }) => members.map((member) => ({ thread_id: thread, member_id: member }))),
    ),
    'truths.json': JSON.stringify(truths, null, 1) + '\n',
    'README.md': readmeOf(truths),
  }
}
