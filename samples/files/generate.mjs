import { gzipped, ndjsonText } from '../forms.mjs'
import { createRandom } from '../random.mjs'
import { csvText, dateText, plant, startOfDate, utcText } from '../text.mjs'

const FIRST_DATE = '2024-06-03'
const DAYS = 36
const DAY = 86400
const START = startOfDate(FIRST_DATE)
const USERS = 70
const FILES = 60
/** From this day on (from 0) the list puts the needed file first more often. */
const BETTER = 21
/** Of this type the list never shows what is needed. */
const POOR = 'image'
const TYPES = ['document', 'document', 'sheet', 'slides', 'image']
const LEVELS = [
  { permission_level_id: 1, name: 'view', permission_priority: 1 },
  { permission_level_id: 2, name: 'comment', permission_priority: 2 },
  { permission_level_id: 3, name: 'edit', permission_priority: 3 },
]
/** A file that somebody reaches only by a group in a group, with a folder above its folder. */
const HIDDEN = { file: 'File 7', user: 'u70' }

const userOf = (number) => `u${number}`
const nameOf = (file) => `File ${file}`

/** Folders: four at the top, two in each. */
const FOLDERS = [1, 2, 3, 4].flatMap((top) => [
  { folder_id: top, parent_folder_id: null },
  { folder_id: 10 * top, parent_folder_id: top },
  { folder_id: 10 * top + 1, parent_folder_id: top },
])

function filesOf(random) {
  return Array.from({ length: FILES }, (_, index) => index + 1).map((id) => ({
    id,
    owner: userOf(1 + ((id * 7) % USERS)),
    folder: id === 7 ? 10 : 10 * (1 + (id % 4)) + (id % 2),
    type: TYPES[id % TYPES.length],
    versions: random.integer(1, 4),
    modified:
      START -
      random.weighted([
        [random.integer(0, 6), 40],
        [random.integer(8, 29), 30],
        [random.integer(40, 200), 30],
      ]) *
        DAY,
  }))
}

function sharesOf(random) {
  const shares = []
  for (let file = 8; file <= FILES; file += 1)
    for (let left = random.integer(0, 3); left > 0; left--) {
      const toGroup = random.chance(0.25)
      shares.push({
        file_id: file,
        user_id: toGroup ? null : userOf(random.integer(1, USERS - 1)),
        group_id: toGroup ? random.integer(1, 3) : null,
        permission_level_id: random.integer(1, 3),
        expires_at: random.chance(0.3) ? utcText(START + random.integer(-20, 90) * DAY) : null,
        is_active: random.chance(0.9),
      })
    }
  shares.push({ folder_id: 1, group_id: 4, permission_level_id: 2, is_active: true })
  return shares.map((one, index) => ({ share_id: index + 1, shared_at: utcText(START - 30 * DAY), ...one }))
}

/** Groups 1 to 3 of people; 5 is in 4 as a whole, with the one who reaches the hidden file. */
const MEMBERS = [
  ...Array.from({ length: 30 }, (_, index) => ({
    group_id: 1 + (index % 3),
    user_id: userOf(index + 1),
    is_active: index % 10 !== 9,
  })),
  { group_id: 4, member_group_id: 5, is_active: true },
  { group_id: 5, user_id: HIDDEN.user, is_active: true },
]

/** A user looks for a file: a list is shown, and they take it from there, search, or go through folders. */
function visitOf(random, { user, at, list, files, platform, day }) {
  const wanted = random.pick(files)
  const others = random.shuffle(files.filter((one) => one !== wanted)).slice(0, 5)
  const place =
    wanted.type === POOR || random.chance(0.35)
      ? null
      : random.chance(day >= BETTER ? 0.7 : 0.35)
        ? 1
        : random.integer(2, 5)
  const shown =
    place === null ? others : [...others.slice(0, place - 1), wanted, ...others.slice(place - 1)].slice(0, 5)
  const events = shown.map((file, index) => ({
    at,
    event: 'quick_access_shown',
    file: file.id,
    list,
    position: index + 1,
  }))
  let now = at
  const add = (event, more = {}) => events.push({ at: now, event, ...more })
  if (place !== null && random.chance(0.75)) {
    now += random.integer(2, 20)
    add('quick_access_clicked', { file: wanted.id, list, position: place })
    now += 1
  } else if (random.chance(0.5)) {
    for (let left = random.integer(1, 2); left > 0; left--) {
      now += random.integer(8, 40)
      add('search')
    }
    now += random.integer(10, 50)
  } else {
    for (let left = random.integer(1, 4); left > 0; left--) {
      now += random.integer(5, 30)
      add('folder_opened')
    }
    now += random.integer(5, 20)
  }
  add('file_opened', { file: wanted.id })
  return events.map((one) => ({ ...one, user, platform }))
}

function logOf(random, files) {
  const events = []
  let list = 0
  for (let day = 0; day < DAYS; day++) {
    for (let number = 1; number <= USERS; number++) {
      if (!random.chance(day % 7 > 4 ? 0.08 : 0.35)) continue
      const platform = random.weighted([
        ['web', 50],
        ['desktop', 30],
        ['mobile', 20],
      ])
      events.push(
        ...visitOf(random, {
          user: userOf(number),
          at: START + day * DAY + random.integer(7, 19) * 3600 + random.integer(0, 3599),
          list: `l${++list}`,
          files,
          platform,
          day,
        }),
      )
    }
    if (day % 9 === 0)
      events.push(
        ...visitOf(random, {
          user: 'qa',
          at: START + day * DAY + 30000,
          list: `l${++list}`,
          files,
          platform: 'web',
          day,
        }),
      )
  }
  return events.sort((a, b) => a.at - b.at)
}

function truthsOf({ events, shares }) {
  const real = events.filter((one) => one.user !== 'qa')
  const listsOf = (from, to) => {
    const own = real.filter((one) => one.list && one.at >= START + from * DAY && one.at < START + to * DAY)
    const clicks = own.filter((one) => one.event === 'quick_access_clicked')
    const lists = new Set(own.map((one) => one.list)).size
    return { lists, clicked: clicks.length, mrr: clicks.reduce((sum, one) => sum + 1 / one.position, 0) / lists }
  }
  const [before, since] = [listsOf(BETTER - 7, BETTER), listsOf(BETTER, BETTER + 7)]
  plant(since.mrr > before.mrr + 0.05, 'the list gets better')
  const now = events[events.length - 1].at
  const holds = (one) =>
    one.is_active && (!one.expires_at || Date.parse(`${one.expires_at.replace(' ', 'T')}Z`) / 1000 > now)
  return {
    timezone: 'UTC',
    firstDate: FIRST_DATE,
    days: DAYS,
    opened: real.filter((one) => one.event === 'file_opened').length,
    shares: shares.length,
    holding: shares.filter(holds).length,
    better: { week: dateText(START + BETTER * DAY), before, since },
    poor: POOR,
    hidden: HIDDEN,
    faults: { notThere: nameOf(3), notNewest: nameOf(5) },
  }
}

function readmeOf({ opened, shares, holding, better, poor, hidden, faults }) {
  return `# Files
Five weeks of a made-up file store: ${opened} files were opened, ${shares} shares, of which ${holding} hold at the end. Written by \`node samples/generate.mjs\`; the figures below are in \`truths.json\` too, and tests hold Lathe to them. All times are UTC; visits of a test account come besides.

| file | one row per |
|---|---|
| file_events.ndjson.gz | file of a quick access list, click, search, folder, opened file |
| files.csv, file_versions.csv, folder_hierarchy.csv | file; version; folder |
| file_shares.csv, permission_levels.csv, group_memberships.csv | share of a file or a folder; level; member of a group, or group in a group |
| dim_users.csv | user with the plan |

## What is planted
Quick access puts the needed file first more often from ${better.week} on: in the week before, ${better.before.clicked} of ${better.before.lists} lists were clicked with a mean reciprocal rank of ${better.before.mrr.toFixed(3)}, in that week ${better.since.clicked} of ${better.since.lists} with ${better.since.mrr.toFixed(3)}. It never shows a needed ${poor}. ${hidden.user} reaches ${hidden.file} by one way only: a folder above its folder is shared with a group that holds their group. ${faults.notThere} names a version that is not there, ${faults.notNewest} one that is not the newest.
`
}

/** @returns {Record<string, string | Uint8Array>} file name → content */
export function generateFiles() {
  const random = createRandom(20240603)
  const files = filesOf(random)
  const shares = sharesOf(random)
  const events = logOf(random, files)
  const truths = truthsOf({ events, shares })
  const versionOf = (file, number) => `v${file.id}-${number}`
  return {
    'file_events.ndjson.gz': gzipped(
      ndjsonText(
        events.map((one) => ({
          user_id: one.user,
          event: one.event,
          ts: utcText(one.at),
          file_id: one.file,
          impression_id: one.list,
          position: one.position,
          platform: one.platform,
        })),
      ),
    ),
    'files.csv': csvText(
      [
        'file_id',
        'owner_user_id',
        'parent_folder_id',
        'file_name',
        'file_type',
        'current_version_id',
        'last_modified_at',
      ],
      files.map((one) => ({
        file_id: one.id,
        owner_user_id: one.owner,
        parent_folder_id: one.folder,
        file_name: nameOf(one.id),
        file_type: one.type,
        current_version_id: one.id === 3 ? 'v-lost' : versionOf(one, one.id === 5 ? 1 : one.versions),
        last_modified_at: utcText(one.modified),
      })),
    ),
    'file_versions.csv': csvText(
      ['version_id', 'file_id', 'created_at'],
      files.flatMap((one) =>
        Array.from({ length: one.id === 5 ? 2 : one.versions }, (_, index) => ({
          version_id: versionOf(one, index + 1),
          file_id: one.id,
          created_at: utcText(one.modified - ((one.id === 5 ? 2 : one.versions) - 1 - index) * DAY),
        })),
      ),
    ),
    'file_shares.csv': csvText(
      [
        'share_id',
        'file_id',
        'folder_id',
        'user_id',
        'group_id',
        'permission_level_id',
        'shared_at',
        'expires_at',
        'is_active',
      ],
      shares,
    ),
    'permission_levels.csv': csvText(['permission_level_id', 'name', 'permission_priority'], LEVELS),
    'group_memberships.csv': csvText(['group_id', 'user_id', 'member_group_id', 'is_active'], MEMBERS),
    'folder_hierarchy.csv': csvText(['folder_id', 'parent_folder_id'], FOLDERS),
    'dim_users.csv': csvText(
      ['user_id', 'plan', 'is_test'],
      [
        ...Array.from({ length: USERS }, (_, index) => ({
          user_id: userOf(index + 1),
          plan: ['free', 'pro', 'business'][index % 3],
          is_test: false,
        })),
        { user_id: 'qa', plan: 'free', is_test: true },
      ],
    ),
    'truths.json': JSON.stringify(truths, null, 1) + '\n',
    'README.md': readmeOf(truths),
  }
}
