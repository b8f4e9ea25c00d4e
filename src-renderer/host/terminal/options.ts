import { ENCODINGS, encodingNamed } from '../../ingest/bytes/textEncoding'
import type { DecimalMark } from '../../ingest/contract'
import { ROLES, type EventMapping, type Role } from '../../model/schema'
import { WEEK_DAYS, weekDayNumber } from '../../query/sql/weekStart'
import { isIsoDate } from '../../model/isoDate'
import { usageError } from './usageError'

/** An option of the command line; every command takes all of them. */
export interface Option<Value> {
  /** Without the two hyphens. */
  readonly flag: string
  readonly short?: string
  /** Whether it takes a text, several where it is given several times, or none. */
  readonly takes: 'text' | 'texts' | 'nothing'
  /** What the texts mean to a command, none where the option is not given. Throws `usage`. */
  readonly read: (texts: readonly string[], command: string) => Value
  /** What help says of it. */
  readonly help?: readonly string[]
}

type Extras = Pick<Option<unknown>, 'short' | 'help'>

function optional<Value>(
  flag: string,
  read: (text: string, command: string) => Value,
  extras: Extras = {},
): Option<Value | null> {
  return {
    flag,
    takes: 'text',
    read: (texts, command) => {
      const text = texts.at(-1)
      return text === undefined ? null : read(text, command)
    },
    ...extras,
  }
}
const text = (flag: string, extras: Extras = {}): Option<string | null> => optional(flag, (given) => given, extras)
const yes = (flag: string, extras: Extras = {}): Option<boolean> => ({
  flag,
  takes: 'nothing',
  read: (texts) => texts.length > 0,
  ...extras,
})

/** `LEFT=RIGHT`, any number of times. */
const pairs = (flag: string, usage: string): Option<Readonly<Record<string, string>>> => ({
  flag,
  takes: 'texts',
  read: (texts) =>
    Object.fromEntries(
      texts.map((given) => {
        const at = given.lastIndexOf('=')
        if (at <= 0 || at === given.length - 1) throw usageError(`--${flag}`, `${usage}; "${given}" is none.`)
        return [given.slice(0, at), given.slice(at + 1)]
      }),
    ),
})

/** All options, by what a command line calls what they say. */
export const OPTIONS = {
  workspace: text('workspace', { short: 'w' }),
  table: text('table'),
  kind: optional('kind', readKind),
  mapping: optional('map', readMapping, {
    help: [
      '--map names columns by role; roles that it leaves out are detected, and id= (or id=none) says that no ' +
        'column is the id.',
      'A day and a time of day in two columns are joined by a plus: --map time=date+time.',
      '--map event==paid makes every row the event “paid”, event==file one called as its file without its ending; ' +
        "--map 'user=user_id|device_id' takes the second column where the first is empty.",
    ],
  }),
  /** Of a pack: what its tables and columns are called in the workspace. */
  names: optional('map', readNames),
  renames: pairs('rename', '--rename takes OLD=NEW, a column and its new name'),
  types: pairs('type', '--type takes COLUMN=text, COLUMN=number or COLUMN=time'),
  format: text('format'),
  timeFormat: text('time-format'),
  date: optional('date', (given) => readDay('--date', given), {
    help: [
      '--date is the day (YYYY-MM-DD) of a log whose rows have a time of day alone; a --time-format without a year',
      '("%b %d %H:%M:%S") takes the year from it.',
    ],
  }),
  timezone: text('timezone'),
  delimiter: optional('delimiter', readDelimiter, {
    help: [
      '--delimiter is what parts the fields of a CSV: one character, tab, or blanks (runs of them); found when ' +
        'left out.',
    ],
  }),
  header: optional('header', readHeader, {
    help: ['--header says whether the first line of a CSV names its columns, or which line does (from 1).'],
  }),
  skip: optional('skip', readSkip, { help: ['--skip is how many lines of a CSV stand above its table.'] }),
  /** 1 Monday … 7 Sunday. */
  weekStart: optional('week-start', readWeekStart),
  decimal: optional('decimal', readDecimal, {
    help: ['--decimal says which mark parts off decimals where a column of amounts does not show it (1,234 alone).'],
  }),
  sheet: text('sheet', {
    help: ['--sheet names the sheet of a workbook (.xlsx) that is read; its first one otherwise.'],
  }),
  member: text('member', {
    help: [
      '--member names the file of an archive (ZIP, tar) of several that is read; * in it stands for any letters, and',
      'several files are one table. Without it all are read where they are of one form.',
    ],
  }),
  /** By the name that the platform has for it. */
  encoding: optional('encoding', readEncoding, {
    help: [
      '--encoding is the encoding of text files (windows-1252, shift_jis, utf-16le …) where it is not detected right.',
    ],
  }),
  /** Words that are taken as empty; null for the usual ones. */
  nullWords: optional('null', readWords, {
    help: [
      '--null are the words, parted by commas, that stand for nothing in ids, events, times and numbers; --null ' +
        '"" takes none.',
    ],
  }),
  parameters: {
    flag: 'param',
    takes: 'texts',
    read: (texts): Readonly<Record<string, string>> => Object.fromEntries(texts.map(readParameter)),
  },
  out: text('out', { short: 'o' }),
  strict: yes('strict'),
  readOnly: yes('read-only', {
    help: ['--read-only never writes into the workspace: what would change it is refused.'],
  }),
  /** CSV for spreadsheets. */
  safe: yes('safe', {
    help: [
      '--safe makes a CSV safe for spreadsheets: a text that begins with = + - or @ gets an apostrophe; numbers ' +
        'stay numbers.',
    ],
  }),
  /** The row of a figure, as JSON. */
  cell: text('cell'),
  column: text('column'),
  number: text('number', {
    help: [
      '--number is a figure as another tool shows it: "31.2 %", 18.4, "4,312", 10.2k; its digits say how exactly.',
    ],
  }),
  /** Counted from 1. */
  chart: optional('chart', readChart, {
    help: [
      "--chart N takes the answer's N-th chart: its picture (svg) or its data, as --format says; of path-transitions " +
        '--chart 1 is the matrix.',
    ],
  }),
  most: optional('most', readMost, {
    help: ['--most is how many definitions are tried at most (300), those with the fewest differences first.'],
  }),
  engines: {
    flag: 'engines',
    takes: 'text',
    read: (texts) => readEngines(texts.at(-1) ?? '1'),
    help: [
      "--engines N lets N engines (1 to 8) share a log's users where figures add up over them: each takes a core and " +
        'up to 4 GB of its own. For logs of tens of millions of events; smaller ones are answered as soon by one.',
    ],
  },
  parsers: optional('parsers', readParsers, {
    help: [
      '--parsers N lets N threads (0 to 8) read the lines of large files beside the one that keeps the rows; one less',
      'than there are processors, and three at most, by default. What is imported is the same.',
    ],
  }),
  dialect: optional('dialect', readDialect, {
    help: [
      '--dialect prints the SQL of a query in the place of its answer: duckdb (as it runs in any DuckDB shell) or',
      'trino, over the tables that lathe export writes.',
    ],
  }),
  as: text('as'),
  /** Columns that are emptied in the rows of a user who is made anonymous. */
  empty: {
    flag: 'empty',
    takes: 'text',
    read: (texts) => readWords(texts.at(-1) ?? ''),
    help: ['--empty names columns, parted by commas, that are emptied in the rows of a user who is made anonymous.'],
  },
  /** Also where an id is a word of a longer text. */
  words: yes('words', {
    help: ['--words takes an id out where it is a word of a longer text, too; it is counted and left otherwise.'],
  }),
  before: optional('before', (given) => readDay('--before', given)),
  keepDays: optional('keep-days', readCount, {
    help: ['--keep-days N keeps the last N days of the data, which end with its newest event, not with today.'],
  }),
  /** Days are counted before they are dropped. */
  rollUp: yes('roll-up', {
    help: [
      '--roll-up keeps counts of the days that are dropped: LOG_daily (by event, and the columns of --by), LOG_active',
      'and, for each user, LOG_totals.',
    ],
  }),
  by: { flag: 'by', takes: 'text', read: (texts) => readWords(texts.at(-1) ?? '') },
  follow: yes('follow', {
    help: [
      '--follow goes on with a file that grows, until it is stopped (Ctrl+C): whole lines are imported as they come, and',
      'a later start goes on where this one ended. --every is how many seconds it waits between two looks (1).',
    ],
  }),
  everySeconds: { flag: 'every', takes: 'text', read: (texts) => readSeconds(texts.at(-1) ?? '1') },
  rules: text('rules', {
    help: [
      '--rules PACK (or PACK/TABLE) holds each row to the rules that a pack has for such a table: events and values',
      'that there are, columns that are never empty, ranges. A row that breaks one is rejected with the reason. --rules',
      'FILE.json has rules of your own: {"events","required","requiredOf","values","ranges"}.',
    ],
  }),
  known: optional('known', readKnown, {
    help: [
      '--known skip leaves out files whose very bytes were imported into the table before; add, which is what happens',
      'else, imports them once more and says so where no id tells their rows apart.',
    ],
  }),
  lateHours: optional('late-hours', readHours, {
    help: ['--late-hours N is after how many hours a row that comes is late (24): such rows are counted, and kept.'],
  }),
  check: yes('check'),
  preview: optional('preview', readPreview),
  suggest: yes('suggest'),
  acceptLoss: yes('accept-loss'),
  acceptEdit: yes('accept-edit'),
} as const satisfies Readonly<Record<string, Option<unknown>>>

function readKind(given: string): 'events' | 'table' {
  if (given !== 'events' && given !== 'table') throw usageError('--kind', `--kind is events or table, not "${given}".`)
  return given
}

function readEngines(given: string): number {
  if (!/^[1-8]$/.test(given)) throw usageError('--engines', `--engines is a number from 1 to 8, not "${given}".`)
  return Number(given)
}

function readParsers(given: string): number {
  if (!/^[0-8]$/.test(given)) throw usageError('--parsers', `--parsers is a number from 0 to 8, not "${given}".`)
  return Number(given)
}

function readChart(given: string): number {
  if (!/^[1-9]\d?$/.test(given))
    throw usageError('--chart', `--chart is the number of a chart from 1 on, not "${given}".`)
  return Number(given)
}

function readMost(given: string): number {
  if (!/^[1-9]\d{0,5}$/.test(given)) throw usageError('--most', `--most is a number from 1 on, not "${given}".`)
  return Number(given)
}

function readDialect(given: string): 'duckdb' | 'trino' {
  if (given !== 'duckdb' && given !== 'trino')
    throw usageError('--dialect', `--dialect is duckdb or trino, not "${given}".`)
  return given
}

function readPreview(given: string): 'people' {
  if (given !== 'people') throw usageError('--preview', `--preview is people, not "${given}".`)
  return given
}

function readDay(flag: string, given: string): string {
  if (!isIsoDate(given)) throw usageError(flag, `${flag} is a day like 2024-01-31, not "${given}".`)
  return given
}

function readSeconds(given: string): number {
  const seconds = Number(given)
  if (!/^\d{1,5}(?:\.\d+)?$/.test(given) || seconds < 0.1)
    throw usageError('--every', `--every is a number of seconds from 0.1 on, not "${given}".`)
  return seconds
}

function readKnown(given: string): 'add' | 'skip' {
  if (given === 'add' || given === 'skip') return given
  throw usageError('--known', `--known is add or skip, not "${given}".`)
}

function readHours(given: string): number {
  if (!/^[1-9]\d{0,4}$/.test(given)) throw usageError('--late-hours', `--late-hours is a whole number, not "${given}".`)
  return Number(given)
}

function readCount(given: string): number {
  if (!/^[1-9]\d{0,5}$/.test(given))
    throw usageError('--keep-days', `--keep-days is a number from 1 on, not "${given}".`)
  return Number(given)
}

function readDecimal(given: string): DecimalMark {
  if (given !== 'comma' && given !== 'point')
    throw usageError('--decimal', `--decimal is comma or point, not "${given}".`)
  return given
}

function readDelimiter(given: string): string {
  const named: Readonly<Record<string, string>> = { tab: '\t', '\\t': '\t', blanks: ' +' }
  const delimiter = named[given] ?? given
  if (delimiter.length !== 1 && delimiter !== ' +')
    throw usageError('--delimiter', `--delimiter is one character, tab or blanks, not "${given}".`)
  return delimiter
}

/** A line that names the columns has all lines above it left out. */
function readHeader(given: string): { readonly header: boolean; readonly skip?: number } {
  if (given === 'yes' || given === 'no') return { header: given === 'yes' }
  if (!/^[1-9]\d{0,5}$/.test(given))
    throw usageError('--header', `--header is yes, no or the number of a line, not "${given}".`)
  return { header: true, skip: Number(given) - 1 }
}

function readSkip(given: string): number {
  if (!/^\d{1,6}$/.test(given)) throw usageError('--skip', `--skip is a number of lines, not "${given}".`)
  return Number(given)
}

function readWords(given: string): readonly string[] {
  return given
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/**
 * Splits `user=COL,time=COL`; nothing after the `=` says that the role is not there. A comma inside a column name is
 * kept when what follows is no `role=`.
 */
function readMapping(text: string, command: string): EventMapping {
  const mapping: EventMapping = {}
  if (command === PACK) return mapping
  for (const part of text.split(new RegExp(`,(?=(?:${ROLES.join('|')})=)`))) {
    const at = part.indexOf('=')
    const role = part.slice(0, at)
    if (at < 0 || !(ROLES as readonly string[]).includes(role))
      throw usageError('--map', `--map takes ROLE=COLUMN pairs with the roles ${ROLES.join(', ')}; "${part}" is none.`)
    mapping[role as Role] = part.slice(at + 1)
  }
  return mapping
}

/** The command for which `--map` names tables, not roles. */
const PACK = 'pack'

/** Splits `videos=clips,videos.video_id=clip_id`. */
function readNames(text: string, command: string): Readonly<Record<string, string>> {
  if (command !== PACK) return {}
  const pairs = text.split(',').map((part) => part.split('=').map((word) => word.trim()))
  const odd = pairs.find(([from, to, ...more]) => !from || !to || more.length > 0)
  if (odd !== undefined)
    throw usageError('--map', `--map takes table=TABLE or table.column=COLUMN pairs; "${odd.join('=')}" is none.`)
  return Object.fromEntries(pairs) as Record<string, string>
}

function readWeekStart(text: string): number {
  const number = weekDayNumber(text.toLowerCase())
  if (number === null)
    throw usageError('--week-start', `--week-start is one of ${WEEK_DAYS.join(', ')}, not "${text}".`)
  return number
}

function readEncoding(label: string): string {
  const encoding = encodingNamed(label)
  if (encoding === null)
    throw usageError(
      '--encoding',
      `--encoding is one of ${ENCODINGS.join(', ')} or another that the platform knows, not "${label}".`,
    )
  return encoding
}

function readParameter(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at <= 0) throw usageError('--param', `--param takes KEY=VALUE; "${text}" has no "=".`)
  return [text.slice(0, at), text.slice(at + 1)]
}
