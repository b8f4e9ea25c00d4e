import { createRandom } from '../random.mjs'
import { csvText, dateText, offsetText, percentText, plant, startOfDate } from '../text.mjs'

/** A zone for each country, to count days by the clock of whoever was there. */
const ZONES = {
  BR: 'America/Sao_Paulo',
  DE: 'Europe/Berlin',
  GB: 'Europe/London',
  IN: 'Asia/Kolkata',
  US: 'America/New_York',
}

const FIRST_DATE = '2024-03-04'
const DAYS = 28
const OUTAGE_DAY = 16
/** On this day most of the test accounts are there. */
const TESTED_DAY = 14
const LATE_DAY = 20
const LATE_WRITTEN_DAY = 23
const SECONDS_A_DAY = 86400
const LAUNCH_ACCOUNTS = 60
const ACCOUNTS_A_DAY = 4
const TEST_ACCOUNTS = 4
const DUPLICATES = 40
const LATE_EVENTS = 25

/** Minutes east of UTC on a day of the sample; daylight saving begins on 10 March in the USA, on 31 March in Europe. */
const COUNTRIES = {
  DE: (date) => (date >= '2024-03-31' ? 120 : 60),
  GB: (date) => (date >= '2024-03-31' ? 60 : 0),
  US: (date) => (date >= '2024-03-10' ? -240 : -300),
  BR: () => -180,
  IN: () => 330,
}
const APPS = [
  ['facebook', 'fb'],
  ['instagram', 'ig'],
  ['whatsapp', 'wa'],
]
const DEVICES = {
  ios: ['iPhone 13', 'iPhone 15'],
  android: ['Pixel 8', 'Galaxy S23', 'Redmi 12'],
  web: ['Chrome', 'Firefox'],
}

const CONTENT = [
  ['post_view', 40],
  ['feed_scroll', 16],
  ['story_view', 14],
  ['post_like', 11],
  ['feed_refresh', 6],
  ['message_sent', 6],
  ['post_comment', 4],
  ['story_reaction', 4],
  ['post_share', 3],
  ['friend_request', 2],
]

function propsOf(event, random, seconds) {
  const post = () => `p${random.integer(1, 400)}`
  switch (event) {
    case 'session_start':
      return {
        source: random.weighted([
          ['icon', 6],
          ['push', 3],
          ['link', 1],
        ]),
      }
    case 'session_end':
      return { seconds }
    case 'post_view':
      return { post_id: post(), dwell_ms: random.integer(3, 90) * 100 }
    case 'post_like':
      return { post_id: post() }
    case 'post_share':
      return { post_id: post(), target: random.pick(['feed', 'message', 'link']) }
    case 'post_comment':
      return { post_id: post(), length: random.integer(3, 180) }
    case 'story_view':
      return { story_id: `s${random.integer(1, 120)}`, seconds: random.integer(1, 15) }
    case 'story_reaction':
      return { story_id: `s${random.integer(1, 120)}`, reaction: random.pick(['❤️', '😂', '😮']) }
    case 'feed_scroll':
      return { depth: random.integer(1, 40) }
    case 'feed_refresh':
      return { new_posts: random.integer(0, 12) }
    default:
      return { to: `u${random.integer(1, 400)}` }
  }
}

/** A random half, third … of a list, exactly. */
function share(list, part, random) {
  return random.shuffle(list).slice(0, Math.round(list.length * part))
}

/**
 * Accounts with the days they are active on. In every cohort exactly a half is back on day 1 and a quarter on day 7; on
 * each day a quarter of all others is there, but on the day of the outage far fewer.
 */
function accountsOf(random) {
  const accounts = []
  for (let day = 0; day < DAYS; day++) {
    const cohort = (age) => accounts.filter((account) => account.day === day - age)
    const others = accounts.filter((account) => account.day !== day - 1 && account.day !== day - 7)
    const back = [
      ...share(cohort(1), 0.5, random),
      ...share(cohort(7), 0.25, random),
      ...share(others, day === OUTAGE_DAY ? 0.05 : 0.25, random),
    ]
    for (const account of back) account.days.push(day)
    for (let i = 0; i < (day === 0 ? LAUNCH_ACCOUNTS : ACCOUNTS_A_DAY); i++)
      accounts.push({ day, days: [day], isTest: false })
  }
  for (let i = 0; i < TEST_ACCOUNTS; i++)
    accounts.push({ day: 0, days: [...Array(DAYS).keys()].filter(() => random.chance(0.5)), isTest: true })
  return accounts.map((account, index) => {
    const [app, prefix] = account.isTest
      ? ['facebook', 'qa']
      : random.weighted([
          [APPS[0], 5],
          [APPS[1], 4],
          [APPS[2], 2],
        ])
    const platform = random.weighted([
      ['ios', 4],
      ['android', 5],
      ['web', 2],
    ])
    return {
      ...account,
      id: `${prefix}_${1001 + index}`,
      app,
      platform,
      device: random.pick(DEVICES[platform]),
      country: random.weighted([
        ['DE', 5],
        ['US', 6],
        ['GB', 3],
        ['BR', 3],
        ['IN', 4],
      ]),
    }
  })
}

function sessionsOf(accounts, random) {
  const start = startOfDate(FIRST_DATE)
  const sessions = []
  for (const account of accounts)
    for (const day of account.days) {
      const starts = random.chance(0.2) ? [random.integer(7, 12), random.integer(15, 21)] : [random.integer(7, 21)]
      for (const hour of starts)
        sessions.push({ account, day, at: start + day * SECONDS_A_DAY + hour * 3600 + random.integer(0, 3599) })
    }
  return sessions.sort((a, b) => a.at - b.at || (a.account.id < b.account.id ? -1 : 1))
}

function eventsOf(sessions, random) {
  const events = []
  sessions.forEach((session, index) => {
    const { account, day } = session
    let at = session.at
    const add = (event) => {
      const date = dateText(at)
      events.push({
        at,
        day,
        account,
        event,
        text: {
          user_id: account.id,
          session_id: `s${index + 1}`,
          event,
          ts: offsetText(at, COUNTRIES[account.country](date)),
          platform: account.platform,
          device: account.device,
          country: account.country,
          props: propsOf(event, random, at - session.at),
          ...(account.isTest ? { is_test: true } : {}),
        },
      })
    }
    add('session_start')
    const length = random.integer(1, 6)
    for (let i = 0; i < length; i++) {
      at += random.integer(2, 140)
      add(random.weighted(CONTENT))
    }
    if (random.chance(0.85)) {
      at += random.integer(1, 60)
      add('session_end')
    }
  })
  events.sort((a, b) => a.at - b.at)
  events.forEach((event, index) => {
    event.id = `e${String(index + 1).padStart(5, '0')}`
  })
  return events
}

/** The file's lines: in order of time but for the late events, with duplicates and three broken lines put in. */
function linesOf(events, random) {
  const late = new Set(
    random.shuffle(events.filter((event) => event.day === LATE_DAY && !event.account.isTest)).slice(0, LATE_EVENTS),
  )
  const inOrder = events.filter((event) => !late.has(event))
  const lateAt = inOrder.findIndex((event) => event.day > LATE_WRITTEN_DAY)
  const lines = [...inOrder.slice(0, lateAt), ...[...late].sort((a, b) => a.at - b.at), ...inOrder.slice(lateAt)].map(
    (event) => event.line,
  )
  for (let i = 0; i < DUPLICATES; i++) {
    const from = random.integer(0, lines.length - 500)
    lines.splice(from + random.integer(1, 400), 0, lines[from])
  }
  const broken = [
    [
      812,
      'not-json',
      '{"event_id":"x0001","user_id":"fb_1007","session_id":"s90001","event":"post_view","ts":"2024-03-0',
    ],
    [2471, 'not-an-object', '["x0002","ig_1013","s90002","post_like","2024-03-12T10:15:00+01:00"]'],
    [
      4090,
      'bad-time',
      '{"event_id":"x0003","user_id":"fb_1020","session_id":"s90003","event":"feed_scroll","ts":"yesterday, ' +
        'around noon","platform":"ios","device":"iPhone 15","country":"GB","props":{"depth":4}}',
    ],
  ]
  for (const [line, , text] of broken) lines.splice(line - 1, 0, text)
  return { lines, rejected: broken.map(([line, reason]) => ({ line, reason })) }
}

function identitiesOf(accounts, random) {
  const people = random.shuffle(accounts.filter((account) => !account.isTest))
  const rows = []
  let person = 0
  for (let i = 0; i < people.length;) {
    person += 1
    const size = person <= 12 ? 3 : person <= 40 ? 2 : 1
    for (const account of people.slice(i, i + size))
      rows.push({ account_id: account.id, app: account.app, person_id: `person_${String(person).padStart(3, '0')}` })
    i += size
  }
  return { rows: rows.sort((a, b) => (a.account_id < b.account_id ? -1 : 1)), people: person }
}

function truthsOf(accounts, events, written, people) {
  const real = events.filter((event) => !event.account.isTest)
  const dates = [...Array(DAYS).keys()].map((day) => dateText(startOfDate(FIRST_DATE) + day * SECONDS_A_DAY))
  const dau = dates.map(
    (_, day) => new Set(real.filter((event) => event.day === day).map((event) => event.account)).size,
  )
  const meanBefore = (day) => dau.slice(day - 7, day).reduce((sum, users) => sum + users, 0) / 7
  const drops = dau.map((users, day) => ({
    date: dates[day],
    users,
    meanOfPrevious7: day < 7 ? null : meanBefore(day),
    dropPct: day < 7 ? null : (1 - users / meanBefore(day)) * 100,
  }))
  const steep = drops.filter((drop) => drop.dropPct !== null && drop.dropPct > 25)
  plant(
    steep.length === 1 && steep[0].date === dates[OUTAGE_DAY],
    'the daily users fall by more than 25 % on one day only',
  )
  const people1 = accounts.filter((account) => !account.isTest)
  const retention = (age) => {
    // Periods of the last day, which is not over, are left out.
    const eligible = people1.filter((account) => account.day + age < DAYS - 1)
    return {
      eligible: eligible.length,
      users: eligible.filter((account) => account.days.includes(account.day + age)).length,
    }
  }
  const byEvent = {}
  for (const event of real) byEvent[event.event] = (byEvent[event.event] ?? 0) + 1
  return {
    timezone: 'UTC',
    lines: written.lines.length,
    rows: events.length,
    duplicates: DUPLICATES,
    rejected: written.rejected,
    accounts: people1.length,
    people,
    testAccounts: TEST_ACCOUNTS,
    testRows: events.length - real.length,
    lateEvents: { date: dates[LATE_DAY], writtenAfter: dates[LATE_WRITTEN_DAY], count: LATE_EVENTS },
    firstDate: dates[0],
    lastDate: dates[DAYS - 1],
    drop: steep[0],
    withTests: {
      date: dates[TESTED_DAY],
      users: new Set(events.filter((event) => event.day === TESTED_DAY).map((event) => event.account)).size,
      usersWithout: dau[TESTED_DAY],
    },
    retention: { day1: retention(1), day7: retention(7) },
    dau: Object.fromEntries(dates.map((date, day) => [date, dau[day]])),
    byEvent: Object.fromEntries(Object.entries(byEvent).sort()),
  }
}

const POSTS = 240
/** How much more often the first posts are met than the others. */
const FAMOUS = [100, 85, 75, 65, 58, 50]
const CREATORS = 24
/** A post that is passed on from share to share, and one that everybody shares straight from itself. */
const LINE_POST = 'p7',
  STAR_POST = 'p3'
/** A post that was shared before the log begins: nothing else is about it. */
const UNSEEN_POST = 'p0'

/**
 * A second pass, with random numbers of its own, that gives posts a fame, creators, and shares ids of the posts that
 * they make, which are then viewed, liked and shared themselves. Who does what when stays as it is.
 * @returns {{ edges: { child: string, parent: string, user: string }[] }} the shares of accounts that are no test ones
 */
function shareContent(events, random) {
  const fame = Array.from({ length: POSTS }, (_, index) => [`p${index + 1}`, FAMOUS[index] ?? 1])
  const creatorOf = (post) =>
    `creator_${String(((Number(post.replace(/\D/g, '')) * 7) % CREATORS) + 1).padStart(2, '0')}`
  const originOf = new Map()
  const made = []
  const edges = []
  let unseen = 0,
    cycle = null
  for (const event of events) {
    const { props } = event.text
    if (props.post_id === undefined) continue
    // One event in seven is about what a share made, the newest ones first.
    const shared =
      made.length > 0 && random.chance(0.15)
        ? made[made.length - 1 - Math.floor(random.next() * random.next() * Math.min(made.length, 40))]
        : null
    props.post_id = shared ?? random.weighted(fame)
    if (event.event === 'post_share' && event.account.isTest) props.new_post_id = `spq${event.id}`
    else if (event.event === 'post_share') {
      const line = made.findLast((post) => originOf.get(post) === LINE_POST)
      const turn = edges.length % 12
      if (turn === 3) props.post_id = line ?? LINE_POST
      else if (turn === 5 || turn === 8 || turn === 11) props.post_id = STAR_POST
      else if (turn === 9 && unseen < 3) {
        props.post_id = UNSEEN_POST
        unseen += 1
      }
      const id = `sp${made.length + 1}`
      props.new_post_id = id
      // Two shares late in the log name each other as what they share: a loop, as broken logs have them.
      if (edges.length === 100) {
        props.post_id = `sp${made.length + 2}`
        cycle = id
      } else if (cycle !== null && cycle !== 'closed') {
        props.post_id = cycle
        cycle = 'closed'
      }
      if (cycle === null || cycle === 'closed') originOf.set(id, originOf.get(props.post_id) ?? props.post_id)
      made.push(id)
      edges.push({ child: id, parent: props.post_id, user: event.account.id })
    }
    const origin = originOf.get(props.post_id) ?? props.post_id
    if (/^p\d/.test(origin) && origin !== UNSEEN_POST) props.creator_id = creatorOf(origin)
  }
  return { edges }
}

/** What the second pass planted, counted from the shares themselves. */
function contentTruths(events, edges) {
  const real = events.filter((event) => !event.account.isTest)
  const views = {}
  for (const event of real)
    if (event.event === 'post_view') views[event.text.props.post_id] = (views[event.text.props.post_id] ?? 0) + 1
  const mostViewed = Object.entries(views).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]
  const depthOf = (root) => {
    let level = new Set([root]),
      depth = -1
    for (; level.size > 0 && depth < edges.length; depth++)
      level = new Set(edges.filter((edge) => level.has(edge.parent)).map((edge) => edge.child))
    return depth
  }
  const below = (root) => {
    const found = new Set([root])
    let size = 0
    while (size < found.size) {
      size = found.size
      for (const edge of edges) if (found.has(edge.parent)) found.add(edge.child)
    }
    return found.size - 1
  }
  const parents = new Set(edges.map((edge) => edge.parent)),
    children = new Set(edges.map((edge) => edge.child))
  const inLoop = edges.filter((edge) =>
    edges.some((other) => other.child === edge.parent && other.parent === edge.child),
  )
  plant(inLoop.length === 2, 'two shares name each other')
  const line = { post: LINE_POST, shares: below(LINE_POST), depth: depthOf(LINE_POST) }
  const star = { post: STAR_POST, shares: below(STAR_POST), depth: depthOf(STAR_POST) }
  const unseen = { post: UNSEEN_POST, shares: below(UNSEEN_POST) }
  plant(
    line.depth >= 6 && star.shares > line.shares && star.depth < line.depth && unseen.shares >= 3,
    'one chain is deep, one is broad, one has no original',
  )
  return {
    mostViewed: { post: mostViewed[0], views: mostViewed[1] },
    shares: edges.length,
    originals: [...parents].filter((post) => !children.has(post)).length,
    loop: inLoop.map((edge) => edge.child).sort(),
    line,
    star,
    unseen,
  }
}

function readmeOf(truths) {
  const { retention, drop, content } = truths
  return `# Newsfeed
A month of a social app's event log, made up: ${truths.lines} lines of NDJSON, twelve event types, times with their offsets, properties nested one level, and the dirt of real logs. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them.

| file | what it is |
|---|---|
| events.ndjson | one event a line: event_id, user_id, session_id, event, ts, platform, device, country, props, and is_test on test accounts |
| users.csv | one row per account: app, country, platform, day of the first event, test flag, time zone of the country |
| identities.csv | which accounts on the three apps belong to one person |

## What is planted
Days are UTC days; test accounts are left out.

- ${truths.rows} events after ${truths.duplicates} duplicates (the same event_id, the same bytes) and 3 broken lines: ${truths.rejected.map(({ line, reason }) => `${line} (${reason})`).join(', ')}.
- ${truths.lateEvents.count} late events of ${truths.lateEvents.date}, written after those of ${truths.lateEvents.writtenAfter}.
- ${truths.accounts} accounts of ${truths.people} people, and ${truths.testAccounts} test accounts with ${truths.testRows} events.
- Retention, pooled over cohorts by day of first event, without the last day, which is not over: day 1 ${retention.day1.users} of ${retention.day1.eligible} (${percentText(retention.day1.users, retention.day1.eligible)}), day 7 ${retention.day7.users} of ${retention.day7.eligible} (${percentText(retention.day7.users, retention.day7.eligible)}). Every cohort has exactly these shares.
- On ${drop.date} the daily users fall to ${drop.users}, ${drop.dropPct.toFixed(1)} % below the mean of the seven days before (${drop.meanOfPrevious7.toFixed(2)}); on no other day do they fall by more than 25 %. A tool that counts test accounts shows ${truths.withTests.users} on ${truths.withTests.date}, in place of ${truths.withTests.usersWithout}.
- ${content.mostViewed.post} is viewed most, ${content.mostViewed.views} times. ${content.shares} shares of ${content.originals} originals: ${content.line.post} was passed on from share to share (${content.line.shares} shares, ${content.line.depth} generations), ${content.star.post} was shared by many straight from itself (${content.star.shares} shares), nothing else is about ${content.unseen.post} (${content.unseen.shares} shares), and ${content.loop.join(' and ')} name each other as what they share.
- Daylight saving time begins on 10 March for accounts in the USA and on 31 March for those in Germany and Great Britain.

| event | count |
|---|---|
${Object.entries(truths.byEvent)
  .map(([event, count]) => `| ${event} | ${count} |`)
  .join('\n')}
`
}

/** @returns {Record<string, string>} file name → text */
export function generateNewsfeed() {
  const random = createRandom(20240304)
  const accounts = accountsOf(random)
  const events = eventsOf(sessionsOf(accounts, random), random)
  const { edges } = shareContent(events, createRandom(20240331))
  for (const event of events) event.line = JSON.stringify({ event_id: event.id, ...event.text })
  const written = linesOf(events, random)
  const identities = identitiesOf(accounts, random)
  const truths = { ...truthsOf(accounts, events, written, identities.people), content: contentTruths(events, edges) }
  const users = accounts.map((account) => ({
    user_id: account.id,
    app: account.app,
    country: account.country,
    platform: account.platform,
    first_date: dateText(startOfDate(FIRST_DATE) + account.days[0] * SECONDS_A_DAY),
    is_test: account.isTest,
    time_zone: ZONES[account.country],
  }))
  return {
    'events.ndjson': written.lines.join('\n') + '\n',
    'users.csv': csvText(['user_id', 'app', 'country', 'platform', 'first_date', 'is_test', 'time_zone'], users),
    'identities.csv': csvText(['account_id', 'app', 'person_id'], identities.rows),
    'truths.json': JSON.stringify(truths, null, 1) + '\n',
    'README.md': readmeOf(truths),
  }
}
