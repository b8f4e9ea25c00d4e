import { parseArgs } from 'node:util'
import type { DecimalMark } from '../../ingest/contract'
import { ENCODINGS, encodingNamed } from '../../ingest/bytes/textEncoding'
import { LatheError } from '../../model/error'
import { ROLES, type EventMapping, type Role } from '../../model/schema'
import { WEEK_DAYS, weekDayNumber } from '../../query/sql/weekStart'

export const COMMANDS = [
  'ingest',
  'query',
  'sql',
  'queries',
  'tables',
  'rejects',
  'verify',
  'restore',
  'delete-user',
] as const
type CommandName = (typeof COMMANDS)[number]

export const USAGE = `Lathe turns event logs into answers, offline.

  lathe ingest FILE… --workspace DIR [--table NAME] [--map user=COL,event=COL,time=COL,id=COL,session=COL,value=COL,test=COL]
               [--format ndjson|json|csv|tsv|parquet|arrow|access-log] [--time-format F] [--timezone ZONE] [--kind events|table]
               [--encoding E] [--decimal comma|point] [--null WORDS] [--week-start monday|sunday|…] [--strict]
  lathe query QUERY --workspace DIR [--table NAME] [--param KEY=VALUE]… [--format table|csv|json|ndjson|arrow|parquet|svg]
               [--safe] [--out FILE]
  lathe sql "SELECT …" --workspace DIR [--format …] [--safe] [--out FILE]
  lathe queries                                  every query with its parameters
  lathe tables --workspace DIR                   the tables of a workspace
  lathe rejects --workspace DIR [--table NAME]   rows that were left out, and why
  lathe verify --workspace DIR                   checks every stored file against its checksum; changes nothing
  lathe restore TABLE FILE… --workspace DIR      reads source files again for what is missing of a table, or of users
               (TABLE --accept-loss: goes on without it; lathe.json [--accept-edit]: puts back the workspace's own file)
  lathe delete-user ID --workspace DIR           removes every row of a user for good

--map names columns by role; roles that it leaves out are detected, and id= (or id=none) says that no column is the id.
A day and a time of day in two columns are joined by a plus: --map time=date+time.
--decimal says which mark parts off decimals where a column of amounts does not show it (1,234 alone).
--encoding is the encoding of text files (windows-1252, shift_jis, utf-16le …) where it is not detected right.
--null are the words, parted by commas, that stand for nothing in ids, events, times and numbers; --null "" takes none.
--safe makes a CSV safe for spreadsheets: a text that begins with = + - or @ gets an apostrophe; numbers stay numbers.
QUERY is a name (see lathe queries) or a path to a .sql file. --workspace :memory: keeps nothing.
Exit status: 0 done; 1 failed; 2 wrong usage; 3 done, but some input was rejected (with --strict).
`

/** A command line, read but not yet checked against files. */
export interface CommandLine {
  readonly command: CommandName
  readonly operands: readonly string[]
  readonly workspace: string | null
  readonly table: string | null
  readonly mapping: EventMapping | null
  readonly format: string | null
  readonly timeFormat: string | null
  readonly timezone: string | null
  /** 1 Monday … 7 Sunday. */
  readonly weekStart: number | null
  readonly kind: 'events' | 'table' | null
  /** By the name that the platform has for it. */
  readonly encoding: string | null
  readonly decimal: DecimalMark | null
  /** Words that are taken as empty; null for the usual ones. */
  readonly nullWords: readonly string[] | null
  readonly parameters: Readonly<Record<string, string>>
  readonly out: string | null
  readonly strict: boolean
  readonly acceptLoss: boolean
  readonly acceptEdit: boolean
  /** CSV for spreadsheets. */
  readonly safe: boolean
}

export function usageError(argument: string, message: string): LatheError<'usage'> {
  return new LatheError('usage', message, { argument })
}

/** Splits `user=COL,time=COL`; nothing after the `=` says that the role is not there. A comma inside a column name is kept when what follows is no `role=`. */
function readMapping(text: string): EventMapping {
  const mapping: EventMapping = {}
  for (const part of text.split(new RegExp(`,(?=(?:${ROLES.join('|')})=)`))) {
    const at = part.indexOf('=')
    const role = part.slice(0, at)
    if (at < 0 || !(ROLES as readonly string[]).includes(role))
      throw usageError('--map', `--map takes ROLE=COLUMN pairs with the roles ${ROLES.join(', ')}; "${part}" is none.`)
    mapping[role as Role] = part.slice(at + 1)
  }
  return mapping
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

/** Reads the words after `lathe`; null for help. Throws `usage`. */
export function readCommandLine(words: readonly string[]): CommandLine | null {
  let parsed
  try {
    parsed = parseArgs({
      args: [...words],
      allowPositionals: true,
      strict: true,
      options: {
        workspace: { type: 'string', short: 'w' },
        table: { type: 'string' },
        map: { type: 'string' },
        format: { type: 'string' },
        'time-format': { type: 'string' },
        timezone: { type: 'string' },
        'week-start': { type: 'string' },
        kind: { type: 'string' },
        encoding: { type: 'string' },
        decimal: { type: 'string' },
        null: { type: 'string' },
        param: { type: 'string', multiple: true },
        out: { type: 'string', short: 'o' },
        strict: { type: 'boolean' },
        safe: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        'accept-loss': { type: 'boolean' },
        'accept-edit': { type: 'boolean' },
      },
    })
  } catch (error) {
    throw usageError('', error instanceof Error ? error.message : String(error))
  }
  const { values, positionals } = parsed
  const [command, ...operands] = positionals
  if (values.help === true || command === undefined || command === 'help') return null
  if (!(COMMANDS as readonly string[]).includes(command))
    throw usageError(command, `There is no command "${command}"; there are ${COMMANDS.join(', ')}.`)
  if (values.kind !== undefined && values.kind !== 'events' && values.kind !== 'table')
    throw usageError('--kind', `--kind is events or table, not "${values.kind}".`)
  if (values.decimal !== undefined && values.decimal !== 'comma' && values.decimal !== 'point')
    throw usageError('--decimal', `--decimal is comma or point, not "${values.decimal}".`)
  return {
    command: command as CommandName,
    operands,
    workspace: values.workspace ?? null,
    table: values.table ?? null,
    mapping: values.map === undefined ? null : readMapping(values.map),
    format: values.format ?? null,
    timeFormat: values['time-format'] ?? null,
    timezone: values.timezone ?? null,
    weekStart: values['week-start'] === undefined ? null : readWeekStart(values['week-start']),
    kind: values.kind ?? null,
    encoding: values.encoding === undefined ? null : readEncoding(values.encoding),
    decimal: values.decimal ?? null,
    nullWords:
      values.null === undefined
        ? null
        : values.null
            .split(',')
            .map((word) => word.trim())
            .filter((word) => word !== ''),
    parameters: Object.fromEntries((values.param ?? []).map(readParameter)),
    out: values.out ?? null,
    strict: values.strict === true,
    safe: values.safe === true,
    acceptLoss: values['accept-loss'] === true,
    acceptEdit: values['accept-edit'] === true,
  }
}
