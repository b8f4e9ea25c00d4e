import { shellWord } from '../../base/shellWord'
import type { Doubt, IngestPlan, InspectOptions, Inspection, Remark } from '../../ingest/contract'
import { FORMATS } from '../../ingest/formats/index'
import { isTimeFormat } from '../../ingest/time/time'
import { LatheError } from '../../model/error'
import { ROLES, type EventMapping } from '../../model/schema'
import type { CommandLine } from './commandLine'
import type { Streams } from './streams'
import { usageError } from './usageError'

/** What a command line says of how a file is read. Throws `usage`. */
export function inspectOptions(line: CommandLine): InspectOptions {
  if (line.format !== null && !FORMATS.some((format) => format.name === line.format)) {
    throw usageError(
      '--format',
      `--format is one of ${FORMATS.map((format) => format.name).join(', ')}, not "${line.format}".`,
    )
  }
  if (line.timeFormat !== null && !isTimeFormat(line.timeFormat)) {
    throw usageError(
      '--time-format',
      '--time-format is iso, epoch-s, epoch-ms, epoch-us, epoch-ns, epoch-mixed, excel or a pattern like ' +
        `"%d/%m/%Y %H:%M:%S", not "${String(line.timeFormat)}".`,
    )
  }
  return {
    ...(line.format === null ? {} : { format: line.format }),
    ...(line.timeFormat === null ? {} : { timeFormat: line.timeFormat }),
    ...(line.delimiter === null ? {} : { delimiter: line.delimiter }),
    ...(line.header === null ? {} : line.header),
    ...(line.skip === null ? {} : { skip: line.skip }),
    ...(line.date === null ? {} : { date: line.date }),
    ...(line.kind === null ? {} : { kind: line.kind }),
    ...(line.mapping === null ? {} : { mapping: line.mapping, completeMapping: true }),
    ...(line.table === null ? {} : { table: line.table }),
    ...(line.sheet === null ? {} : { sheet: line.sheet }),
    ...(line.encoding === null ? {} : { encoding: line.encoding }),
    ...(line.decimal === null ? {} : { decimal: line.decimal }),
    ...(line.nullWords === null ? {} : { nullWords: line.nullWords }),
  }
}

/** What is said of the sample; the import counts the rest in all rows and says it afterwards. */
const SAID_BEFORE: ReadonlySet<Remark['kind']> = new Set<Remark['kind']>([
  'not-test',
  'numbers',
  'lost',
  'sparse',
  'epochs',
  'zones',
  'days',
  'sheets',
])

/** A mapping as the command line has it. */
function mapText(mapping: EventMapping): string {
  const text = Object.entries(mapping)
    .map(([role, column]) => `${role}=${column}`)
    .join(',')
  return shellWord(text)
}

/** Why each column that was found plays its role, and how sure that is. */
function roleLines({ guesses, kind }: Inspection, mapping: EventMapping): readonly string[] {
  if (kind !== 'events') return []
  return ROLES.flatMap((role) => {
    const guess = guesses[role]
    const column = mapping[role]
    if (
      guess === undefined ||
      column === undefined ||
      (column !== guess.column && !column.startsWith(`${guess.column}+`))
    )
      return []
    return [`${role}: ${column}, ${Math.round(guess.confidence * 100)} % sure; ${guess.reason}`]
  })
}

/** What to write on the command line to settle a doubt. */
function adviceFor({ role, option, candidates, unread }: Doubt, line: CommandLine): string {
  if (role === 'format') return 'Say how it is to be read with --format, --delimiter, --header or --skip.'
  if (option === 'date') return 'Say it with --date YYYY-MM-DD.'
  if (unread !== undefined)
    return 'Say how with --time-format (and --date where they lack a year or a day), which column with --map time=COLUMN, or import a plain table with --kind table.'
  if (role === 'encoding') return `Say which with --encoding: ${candidates.join(' or ')}.`
  if (option === 'decimal')
    return 'Say which with --decimal point or --decimal comma, or that no column is the value with --map value=none.'
  if (option === 'timeFormat')
    return `Say which with --time-format: ${candidates.map((format) => `"${format}"`).join(' or ')}.`
  const table = role === 'time' && line.kind === null ? ', or import a plain table with --kind table' : ''
  return `Candidates for ${role}: ${candidates.join(', ')}. Say which with --map ${role}=COLUMN${table}.`
}

/** Refuses what a file leaves open, and says how to settle it. */
export function refuseDoubt(file: string, doubt: Doubt | null, line: CommandLine): void {
  if (doubt === null) return
  const { role, candidates, message } = doubt
  throw new LatheError('mapping-uncertain', `${message} ${adviceFor(doubt, line)}`, { file, role, candidates })
}

/** Tells how a file is read, and what to look at. */
export function noteInspection(
  first: Inspection,
  plan: Pick<Inspection, 'format' | 'kind' | 'mapping'>,
  streams: Streams,
): void {
  const mapped = Object.entries(plan.mapping)
    .map(([role, column]) => `${role}=${column}`)
    .join(', ')
  streams.note(`${first.file}: ${plan.format}, ${plan.kind === 'events' ? `events, ${mapped}` : 'plain table'}`)
  for (const line of roleLines(first, plan.mapping)) streams.note(line)
  if (first.exportOf !== undefined) streams.note(`${first.file}: an export of ${first.exportOf}`)
  if (first.proposal !== undefined)
    streams.note(`${first.file} has a time; to read its rows as events: --map ${mapText(first.proposal)}`)
  for (const { kind, text } of first.remarks) if (SAID_BEFORE.has(kind)) streams.note(text)
}

/** What a plan says of late rows, where the command line does. */
export function lateAfter({ lateHours }: CommandLine): Pick<IngestPlan, 'lateHours'> {
  return lateHours === null ? {} : { lateHours }
}
