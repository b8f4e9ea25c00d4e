import { DEVICES, dimensionFiles, PLACES, SEGMENTS, TYPES } from './dimensions.mjs'
import { parquetFile } from '../forms.mjs'
import { createRandom } from '../random.mjs'
import { csvText, dateText, plant, startOfDate, utcText } from '../text.mjs'

const FIRST_DATE = '2024-04-01'
const DAYS = 56
const SECONDS_A_DAY = 86400
/** From this day on (6 May) far fewer people use Stories. */
const DROP_DAY = 35
const STORIES = { before: 16, after: 6 }
const HOLIDAY = '2024-05-01'
const TEST_ACCOUNTS = 5

/** Users by segment and country: all of them are there in the last 30 days. */
const USERS = {
  Casual: { US: 30, DE: 20, BR: 10, IN: 14 },
  Power: { US: 8, DE: 6, BR: 4, IN: 6 },
  New: { US: 7, DE: 5, BR: 4, IN: 6 },
}
const CHANCE = { Casual: 0.12, Power: 0.6, New: 0.25 }

const STORIES_KEY = 2

function usersOf(random) {
  const users = Object.entries(USERS).flatMap(([segment, countries]) =>
    Object.entries(countries).flatMap(([country, count]) =>
      Array.from({ length: count }, () => ({ segment, country })),
    ),
  )
  for (let i = 0; i < TEST_ACCOUNTS; i++) users.push({ segment: 'Casual', country: 'US', isTest: true })
  return users.map(({ segment, country, isTest = false }, index) => ({
    key: index + 1,
    segment,
    isTest,
    place: random.pick(PLACES.flatMap(([code], at) => (code === country ? [at + 1] : []))),
    device: random.integer(1, DEVICES.length),
    since: segment === 'New' ? random.integer(0, DAYS - 2) : -random.integer(20, 900),
    born: startOfDate('1960-01-01') + random.integer(0, 365 * 48) * SECONDS_A_DAY,
    gender: random.pick(['female', 'male', 'other', null]),
  }))
}

/** The days on which each user is there: fewer on weekends and on the holiday, and one of the last 20 for everyone. */
function daysOf(user, random) {
  const days = []
  for (let day = Math.max(user.since, 0); day < DAYS; day++) {
    const date = dateText(startOfDate(FIRST_DATE) + day * SECONDS_A_DAY)
    const isQuiet = day % 7 >= 5 || date === HOLIDAY
    if (user.isTest || day === user.since || random.chance(CHANCE[user.segment] * (isQuiet ? 0.5 : 1))) days.push(day)
  }
  const late = random.integer(DAYS - 20, DAYS - 2)
  if (user.since < DAYS - 20 && !days.some((day) => day >= DAYS - 20)) days.push(late)
  return days
}

/** On each day exactly so many use Stories, as far as so many are there. */
function activitiesOf(users, random) {
  const there = users.flatMap((user) => daysOf(user, random).map((day) => ({ user, day })))
  const activities = []
  const add = (user, day, feature, type) =>
    activities.push({
      user,
      day,
      feature,
      type,
      at: startOfDate(FIRST_DATE) + day * SECONDS_A_DAY + random.integer(6 * 3600, 22 * 3600),
    })
  for (let day = 0; day < DAYS; day++) {
    const today = there.filter((one) => one.day === day).map(({ user }) => user)
    const real = today.filter((user) => !user.isTest)
    const stories = new Set(random.shuffle(real).slice(0, day < DROP_DAY ? STORIES.before : STORIES.after))
    for (const user of today) {
      if (stories.has(user))
        add(
          user,
          day,
          STORIES_KEY,
          random.weighted([
            [1, 6],
            [2, 3],
            [3, 1],
          ]),
        )
      const feature = user.isTest
        ? 3
        : random.weighted([
            [1, 6],
            [3, 2],
            [4, 3],
            [5, 1],
          ])
      const types =
        feature === 5
          ? [
              [1, 3],
              [4, 1],
            ]
          : [
              [1, 6],
              [2, 3],
              [3, 1],
            ]
      add(user, day, feature, random.weighted(types))
      if (random.chance(0.4)) add(user, day, feature, 1)
    }
  }
  return activities.sort((a, b) => a.at - b.at || a.user.key - b.user.key)
}

function factOf(activities, random) {
  const seen = new Set()
  return activities.map(({ user, day, feature, type, at }, index) => {
    const first = !seen.has(`${user.key} ${day}`)
    seen.add(`${user.key} ${day}`)
    return {
      activity_id: index + 1,
      user_key: user.key,
      date_key: dateText(at).replaceAll('-', ''),
      time_key: Number(utcText(at).slice(11, 16).replace(':', '')),
      feature_key: feature,
      device_key: user.device,
      geography_key: user.place,
      activity_type_key: type,
      activity_timestamp: utcText(at),
      session_id: user.key * 100 + day,
      duration_seconds: random.integer(5, 600),
      is_first_daily_activity: first,
      client_ip: `192.0.2.${user.key}`,
      activity_metadata: random.chance(0.1) ? JSON.stringify({ screen: random.pick(['home', 'profile']) }) : null,
    }
  })
}

const startOf = (row) => Date.parse(`${row.activity_timestamp.replace(' ', 'T')}Z`) / 1000

function datesOf() {
  return Array.from({ length: DAYS }, (_, day) => {
    const at = startOfDate(FIRST_DATE) + day * SECONDS_A_DAY
    const date = dateText(at)
    const [year, month, ofMonth] = date.split('-').map(Number)
    const ofYear = Math.round((at - startOfDate('2024-01-01')) / SECONDS_A_DAY) + 1
    return {
      date_key: date.replaceAll('-', ''),
      full_date: date,
      day_of_week: (day % 7) + 1,
      day_of_month: ofMonth,
      day_of_year: ofYear,
      week_of_year: 14 + Math.floor(day / 7),
      month_number: month,
      quarter: 2,
      year,
      is_weekend: day % 7 >= 5,
      is_holiday: date === HOLIDAY,
      holiday_name: date === HOLIDAY ? 'Labour Day' : null,
    }
  })
}

/**
 * Of users by their first day (24 hours): the percentages who are back in the 7 days after it, of Power users and of all
 * others. Who came too late to be seen that long is left out.
 */
function powerReturns(real, users) {
  const newest = startOf(real.at(-1))
  const seen = [...new Set(real.map((row) => row.user_key))].flatMap((key) => {
    const times = real.filter((row) => row.user_key === key).map((row) => startOf(row))
    const first = Math.min(...times)
    const back = times.some((at) => at >= first + SECONDS_A_DAY && at < first + 8 * SECONDS_A_DAY)
    return first + 8 * SECONDS_A_DAY <= newest ? [{ isPower: users[key - 1].segment === 'Power', back }] : []
  })
  const percent = (isPower) => {
    const own = seen.filter((one) => one.isPower === isPower)
    return (100 * own.filter((one) => one.back).length) / own.length
  }
  return { users: seen.filter((one) => one.isPower).length, back: percent(true), othersBack: percent(false) }
}

/** How many would come on a day after the log, as often as each is there. */
function expectedOn(users, day) {
  const real = users.filter((user) => !user.isTest)
  const quiet = day % 7 >= 5 ? 0.5 : 1
  const date = dateText(startOfDate(FIRST_DATE) + day * SECONDS_A_DAY)
  return { date, users: Math.round(100 * real.reduce((sum, one) => sum + CHANCE[one.segment] * quiet, 0)) / 100 }
}

function truthsOf(fact, users) {
  const real = fact.filter((row) => !users[row.user_key - 1].isTest)
  const count = (rows) => new Set(rows.map((row) => row.user_key)).size
  const dates = datesOf().map((one) => one.full_date)
  const of = (date, feature) =>
    count(real.filter((row) => row.activity_timestamp.startsWith(date) && (!feature || row.feature_key === feature)))
  const month = real.filter((row) => row.activity_timestamp >= dates[DAYS - 30])
  const segments = Object.fromEntries(
    Object.entries(USERS).map(([segment, countries]) => [
      segment,
      Object.fromEntries(
        Object.keys(countries).map((country) => [
          country,
          count(
            month.filter(
              (row) => users[row.user_key - 1].segment === segment && PLACES[row.geography_key - 1][0] === country,
            ),
          ),
        ]),
      ),
    ]),
  )
  return {
    rows: fact.length,
    users: count(real),
    testAccounts: TEST_ACCOUNTS,
    testRows: fact.length - real.length,
    dau: Object.fromEntries(dates.map((date) => [date, of(date)])),
    stories: {
      dropDate: dates[DROP_DAY],
      ...STORIES,
      daily: Object.fromEntries(dates.map((date) => [date, of(date, STORIES_KEY)])),
    },
    power: powerReturns(real, users),
    next: { monday: expectedOn(users, DAYS), saturday: expectedOn(users, DAYS + 5) },
    monthlyUsers: { to: dates[DAYS - 1], all: count(month), segments },
    conversions: real.filter((row) => row.activity_type_key === 4).length,
    weight: real.reduce((sum, row) => sum + TYPES[row.activity_type_key - 1][3], 0),
  }
}

function readme({ rows, users, testAccounts, testRows, stories, power, next, monthlyUsers, conversions }) {
  return `# Active users
Eight weeks of activity in an app's five features, made up, as a fact table with seven dimensions. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them.

| file | what it is |
|---|---|
| fact_user_activity.parquet | one activity a line, with keys of all dimensions |
| dim_users.csv | registration, segment, birth date, gender, test flag |
| dim_user_segments.csv, dim_features.csv, dim_devices.csv, dim_geographies.csv, dim_activity_types.csv, dim_dates.csv | what the keys mean |

## What is planted
Days are UTC days; test accounts are left out, which only \`dim_users.is_test_account\` tells.

- ${rows} activities; ${testAccounts} test accounts have ${testRows} of them and are there every day; ${users} users are real.
- On ${stories.dropDate} the daily users of Stories fall from ${stories.before} to ${stories.after}, and stay there.
- Casual users in the United States are the most monthly users: ${monthlyUsers.segments.Casual.US} of ${monthlyUsers.all} in the 30 days up to ${monthlyUsers.to}.
- Weekends and the holiday on ${HOLIDAY} have about half the daily users of other days. If it went on so, ${next.monday.users.toFixed(1)} would come on ${next.monday.date} and ${next.saturday.users.toFixed(1)} on ${next.saturday.date}.
- ${power.back.toFixed(1)} % of ${power.users} Power users are back in the 7 days after their first one, and ${power.othersBack.toFixed(1)} % of the others.
- ${conversions} purchases, the only conversions, all in Marketplace.
`
}

/** @returns {Record<string, string | Uint8Array>} file name → content */
export function generateActiveUsers() {
  const random = createRandom(20240401)
  const users = usersOf(random)
  const fact = factOf(activitiesOf(users, random), random)
  const truths = truthsOf(fact, users)
  const { daily } = truths.stories
  plant(
    Object.values(daily).every((n, day) => n === (day < DROP_DAY ? Math.min(STORIES.before, n) : STORIES.after)) &&
      Object.values(daily)
        .slice(DROP_DAY - 5, DROP_DAY)
        .filter((n) => n === STORIES.before).length > 0,
    'the fall of Stories',
  )
  plant(truths.monthlyUsers.segments.Casual.US === USERS.Casual.US, 'Casual users in the United States')
  const segmentKey = (name) => SEGMENTS.findIndex(([one]) => one === name) + 1
  return {
    'fact_user_activity.parquet': parquetFile(Object.keys(fact[0]), fact),
    'dim_users.csv': csvText(
      [
        'user_key',
        'user_id',
        'registration_date',
        'user_segment_key',
        'account_status',
        'birth_date',
        'gender',
        'is_test_account',
      ],
      users.map((user) => ({
        user_key: user.key,
        user_id: `u-${1000 + user.key}`,
        registration_date: utcText(startOfDate(FIRST_DATE) + user.since * SECONDS_A_DAY + 6 * 3600 - 60),
        user_segment_key: segmentKey(user.segment),
        account_status: 'active',
        birth_date: dateText(user.born),
        gender: user.gender,
        is_test_account: user.isTest,
      })),
    ),
    ...dimensionFiles(),
    'dim_dates.csv': csvText(Object.keys(datesOf()[0]), datesOf()),
    'truths.json': `${JSON.stringify(truths, null, 1)}\n`,
    'README.md': readme(truths),
  }
}
