import { ownValue } from '../../base/ownValue'
import { elementAt, required } from '../../base/required'
import { LatheError } from '../../model/error'
import type {
  ByteSource,
  Cell,
  Doubt,
  Format,
  IngestPlan,
  InspectedColumn,
  InspectOptions,
  Inspection,
  NumberForm,
  Remark,
  TimeFormat,
} from '../contract'
import { ROLES, type EventMapping, type Role } from '../../model/schema'
import { detectMapping } from './detectMapping'
import { LEAST_SHARE_NAMED, detectTime, detectTimeFormat } from '../time/detectTime'
import type { DetectedTime } from '../time/detectTime'
import { csv } from '../formats/csv'
import { detectDialect } from '../formats/csvDialect'
import type { CsvDialect } from '../formats/csvDialect'
import { remarkOnColumns } from '../columns/columnLimit'
import { columnsOfRole, constantEvent, possibleColumns, userColumnsOf } from '../columns/mappedColumns'
import { FORMATS, formatNamed } from '../formats/index'
import { headText } from '../formats/textBlocks'
import { HEAD_BYTES, SAMPLE_BYTES, encodingDoubt, isBinary, readStart, refuseOther } from './fileStart'
import { findBroken } from './expectedRows'
import { guessEncoding } from './guessEncoding'
import { inferType } from './infer'
import { isProse } from './otherKind'
import { remarkOnTest, remarksOn, remarksOnIds } from './inspectRemarks'
import { describeNumbers } from './inspectNumbers'
import { readFlag } from '../columns/numberStores'
import { NULL_WORDS } from '../columns/nullWords'
import { knownNames, recogniseExport } from './knownExports'
import type { Recognised } from './knownExports'
import { nameScore } from './roleNames'
import { mostlyRejected, oneColumn, proposeEvents, unreadTime, unreadTimes } from './unclear'
import { readSample, timesOf, withoutNullWords } from './readSample'
import { readOptionsOf } from '../readFormat'
import { cellsOn, dayDoubt, mappingOn, saidDay, withDay, type SaidDay } from './saidDay'
import { roleLosses } from './roleLosses'
import { roleRemarks } from './roleRemarks'
import { compileTimeReader } from '../time/time'
import { areClocks, areDays } from '../time/timeColumns'
import { headAsUtf8 } from '../bytes/textEncoding'
import { tableNameOf } from './tableName'
import { unpackedName } from '../bytes/packings'
import { openArchive } from '../bytes/archive'
import { sheetNames } from '../bytes/sheetText'
import { unpack, withSheet } from '../bytes/unpack'

/** Characters of a column's name. */
const LONGEST_NAME = 1000
/** Packings of which a part may be said. */
const HOLDS_PARTS: ReadonlySet<string | null> = new Set(['xlsx', 'zip', 'tar'])
const PREVIEW_ROWS = 50
const EXAMPLES = 5

/** The format whose first bytes fit best; `text` is the head as UTF-8. Throws `bad-file` when none does. */
export function recognise(head: Uint8Array, text: Uint8Array, name: string): Format {
  const scored = FORMATS.map((format) => ({
    format,
    score: format.sniff(isBinary(format) ? head : text, unpackedName(name)),
  })).sort((a, b) => b.score - a.score)
  const best = scored[0]
  if (best === undefined || best.score <= 0) {
    throw new LatheError(
      'bad-file',
      `${name} is in no format that Lathe knows (${FORMATS.map((format) => format.title).join(', ')}).`,
      { file: name },
    )
  }
  return best.format
}

/** A sentence that shows the first line of a file of this format; nothing for binary ones. */
function likeThis({ sample }: Format): string {
  return sample === null ? '' : ` A file of that format begins like this: “${sample.split('\n', 1)[0]!}”.`
}

/** How many of a column's values must read as times for it to be one: its name may say that it is. */
export function leastShareOf(column: string): number | undefined {
  return nameScore('time', column) >= 0.65 ? LEAST_SHARE_NAMED : undefined
}

/**
 * Whether a format that somebody gave is that of this column. Any integer reads as an epoch: then the name must say so,
 * too.
 */
function readsAs(format: TimeFormat, column: string, cells: readonly Cell[]): boolean {
  const filled = cells.filter((cell) => cell !== null && cell !== '')
  if (filled.length === 0 || (nameScore('time', column) < 0.65 && !format.includes('%'))) return false
  const read = compileTimeReader(format, 'UTC')
  return filled.filter((cell) => !Number.isNaN(read(cell))).length > filled.length / 2
}

function describeColumn(
  name: string,
  cells: readonly Cell[],
  options: InspectOptions,
  day: SaidDay | null,
): InspectedColumn {
  const distinct = new Set<Cell>()
  let nulls = 0
  for (const cell of cells) {
    if (cell === null || cell === '') nulls++
    else distinct.add(cell)
  }
  const given =
    options.timeFormat !== undefined &&
    (options.mapping?.time === name ||
      (options.mapping?.time === undefined &&
        (day === null ? readsAs(options.timeFormat, name, cells) : readsAs(day.timeFormat, name, cellsOn(day, cells)))))
      ? options.timeFormat
      : undefined
  // Spreadsheets write a time of day on a first day of their own, which would read as 1899.
  const isClock = given === undefined && areClocks(cells)
  const timeFormat = isClock ? null : (given ?? detectTimeFormat(cells, leastShareOf(name)))
  const timePart = isClock ? 'clock' : timeFormat !== null && areDays(cells, timeFormat) ? 'day' : null
  return {
    name,
    type: inferType(cells),
    nulls,
    distinct: distinct.size,
    examples: [...distinct].slice(0, EXAMPLES).map(String),
    timeFormat,
    ...(timePart === null ? {} : { timePart }),
    ...(areWhole(cells) ? { isWhole: true } : {}),
    ...yesShareOf(cells),
  }
}

/** Whether all values are whole numbers, however they are written. */
function areWhole(cells: readonly Cell[]): boolean {
  const filled = cells.filter((cell) => cell !== null && cell !== '')
  return (
    filled.length > 0 &&
    filled.every((cell) => typeof cell === 'string' && /^-?(?:0|[1-9]\d*)(?:\.0+)?$/.test(cell.trim()))
  )
}

function yesShareOf(cells: readonly Cell[]): { yesShare?: number } {
  let [yes, filled] = [0, 0]
  for (const cell of cells) {
    if (cell === null || cell === '') continue
    const flag = readFlag(cell)
    if (Number.isNaN(flag)) return {}
    yes += flag
    filled++
  }
  return filled === 0 ? {} : { yesShare: yes / filled }
}

/**
 * Looks at a file's beginning (20,000 rows at most, or `mostRows`): format, columns with types, and which column plays
 * which role. Throws `bad-file` for a file that is no log, and what reading it throws.
 */
export async function inspect(
  file: ByteSource,
  said: InspectOptions,
  signal?: AbortSignal,
  mostRows?: number,
): Promise<Inspection> {
  const day = saidDay(said)
  const options = day?.isSaid === true ? { ...said, timeFormat: day.timeFormat } : said
  const source = withSheet(file, options.sheet)
  const start = await readStart(source, SAMPLE_BYTES)
  const head = start.subarray(0, HEAD_BYTES)
  const { compression } = await unpack(source)
  const guess = guessEncoding(start)
  const encoding = options.encoding ?? guess.encoding
  const text = headAsUtf8(head, encoding)
  const sheets = compression === 'xlsx' ? await sheetNames(source) : null
  const members = HOLDS_PARTS.has(compression) ? ((await openArchive(source))?.members ?? []) : []
  // A file among several in an archive is called what it is called there.
  const name = members.length > 1 ? (options.sheet ?? source.name) : source.name
  const format =
    options.format !== undefined ? formatNamed(options.format) : sheets === null ? recognise(head, text, name) : csv
  refuseOther(source.name, head, encoding, format)
  const isSeparated = format.kind === 'separated'
  const keep = possibleColumns(options.mapping ?? {})
  const dialect = isSeparated
    ? detectDialect(
        headText(text),
        head.byteLength < HEAD_BYTES,
        {
          ...readOptionsOf(sheets === null ? options : { delimiter: ',', ...options }),
          skip: options.skip ?? 'detect',
          quoting: options.quoting ?? 'detect',
        },
        format.name === 'tsv' ? '\t' : ',',
      )
    : null
  // Commas are in sentences, too; a name that says CSV is believed.
  const mayBeProse =
    sheets === null && (dialect?.delimiter === ' ' || (dialect?.delimiter === ',' && !/\.csv\b/i.test(name)))
  if (options.format === undefined && options.delimiter === undefined && mayBeProse && isProse(headText(text)))
    throw new LatheError(
      'bad-file',
      `${source.name} looks like running text, not a log: choose another file, or say how to read it (as its format).`,
      { file: source.name },
    )
  const written =
    dialect === null
      ? null
      : { delimiter: dialect.delimiter, header: dialect.header, skip: dialect.skippedLines, quoting: dialect.quoting }
  const read = await readSample(source, format, encoding, readOptionsOf(written ?? {}, keep), signal, mostRows)
  const renames = renamesFor(dialect, read.names, options.mapping)
  const sample = { ...read, names: read.names.map((name) => ownValue(renames, name) ?? name) }
  const nullWords = options.nullWords ?? NULL_WORDS
  const cells = withoutNullWords(sample, nullWords)
  const described = sample.names.map((name, index) => describeColumn(name, elementAt(cells, index), options, day))
  const isBlank = head.byteLength === 0 || (isSeparated && sample.rows === 0 && headText(text).trim() === '')
  // Formats with columns of their own have them without a row, too.
  const isUnread = described.length === 0 || (!isSeparated && sample.rows === 0 && sample.rejects.length > 0)
  if (isUnread || isBlank) {
    throw new LatheError(
      'bad-file',
      isBlank
        ? `${source.name} is empty; choose another file.`
        : `${source.name} has no row that can be read as ${format.title}; choose the right format.${likeThis(format)}`,
      {
        file: source.name,
        ...(sample.rejects[0] === undefined
          ? {}
          : { line: sample.rejects[0].line, column: sample.rejects[0].column, excerpt: sample.rejects[0].excerpt }),
      },
    )
  }
  const long = sample.names.find((name) => name.length > LONGEST_NAME)
  if (long !== undefined) {
    const excerpt = long.slice(0, 80)
    throw new LatheError(
      'bad-file',
      `${source.name} begins with what cannot be a header (a column called “${excerpt}…”); choose the right format.`,
      { file: source.name, line: 1, column: 1, excerpt },
    )
  }
  const isCompleted = options.completeMapping === true || options.date !== undefined
  const wanted = isCompleted ? withAbsent(options.mapping, sample.names) : options.mapping
  const given =
    options.date === undefined || day !== null ? wanted : withDay(wanted, options.date, described, source.name)
  if (given !== undefined) checkColumns(given, source.name, sample.names)
  const numbers = describeNumbers(described, cells, options.decimal, dialect?.delimiter ?? null)
  const isGiven = given !== undefined && !isCompleted
  const known = isGiven || options.kind === 'table' ? null : recogniseExport(numbers.columns, sample.rows)
  const roles = known === null ? given : withKnown(known, given)
  const detected = detectMapping(
    numbers.columns,
    sample.rows,
    options.kind,
    known !== null || isCompleted ? roles : undefined,
    source.name,
  )
  const roleColumns = isGiven ? given : detected.mapping
  const mapping = day?.isSaid !== true ? roleColumns : mappingOn(day, roleColumns)
  const kind = options.kind ?? (!isGiven ? detected.kind : given.time === undefined ? 'table' : 'events')
  const amounts = kind === 'events' && mapping.value !== undefined ? numbers.amounts(mapping.value) : undefined
  const columns = numbers.columns.map((column) => ({
    ...column,
    ...(options.timeFormat !== undefined && column.name === mapping.time ? { timeFormat: options.timeFormat } : {}),
    ...(amounts !== undefined && amounts !== null && column.name === mapping.value ? { numbers: amounts } : {}),
  }))
  const times = timesOf(mapping.time, sample.names, cells)
  const time =
    options.timeFormat !== undefined || times === null ? null : detectTime(times.cells, leastShareOf(times.column))
  const timeFormat = times === null ? null : (options.timeFormat ?? time?.format ?? null)
  const noTime = kind === 'events' && mapping.time === undefined
  const unread = isBinary(format) || options.encoding !== undefined ? null : encodingDoubt(source.name, guess)
  const timeDoubt: Doubt | null = noTime
    ? {
        role: 'time',
        candidates: sample.names,
        message: isGiven ? 'Events need a time column.' : 'No column reads as a time, and events need one.',
      }
    : null
  const asksForTime = kind === 'table' && options.kind === undefined && !isGiven && !detected.hasTimes
  const doubt: Doubt | null =
    unread ??
    (isSeparated && options.delimiter === undefined && options.kind === undefined
      ? oneColumn(sample.names, source.name)
      : null) ??
    (options.format === undefined ? mostlyRejected({ ...sample, ...sample.first }, source.name, format.title) : null) ??
    (kind !== 'events'
      ? asksForTime
        ? unreadTime(columns, (name) => cells[sample.names.indexOf(name)] ?? [])
        : null
      : ((isGiven ? null : detected.doubt) ??
        (day === null
          ? null
          : dayDoubt(day, mapping.time, sample.names, (name) => cells[sample.names.indexOf(name)] ?? [])) ??
        orderDoubt(mapping.time, time) ??
        (times === null || timeFormat === null || options.timeFormat !== undefined
          ? null
          : unreadTimes(
              mapping.time!,
              times.cells,
              compileTimeReader(timeFormat, 'UTC', true),
              source.name,
              timeFormat,
            )) ??
        timeDoubt ??
        (amounts === null ? numbers.doubt(mapping.value!) : null)))
  const proposal =
    kind === 'table' && options.kind === undefined && detected.bestTime !== null
      ? proposeEvents(columns, sample.rows, detected.bestTime)
      : null
  const found = { mapping, kind, columns, timeFormat, isTimeFormatDetected: options.timeFormat === undefined }
  return {
    file: source.name,
    format: format.name,
    compression,
    ...(options.sheet === undefined || !HOLDS_PARTS.has(compression) ? {} : { sheet: options.sheet }),
    ...(sheets === null ? {} : { sheets }),
    ...(members.length > 1 ? { members: members.map(({ name, bytes }) => ({ name, bytes })) } : {}),
    delimiter: null,
    header: true,
    ...(written ?? {}),
    encoding: isBinary(format) ? null : { name: encoding, isGiven: options.encoding !== undefined },
    nullWords,
    ...found,
    sampledRows: sample.rows,
    preview: Array.from({ length: Math.min(PREVIEW_ROWS, sample.rows) }, (_, row) =>
      sample.cells.map((cells) => cells[row] ?? null),
    ),
    guesses: known === null ? detected.guesses : { ...detected.guesses, ...guessesOf(known, mapping) },
    table: options.table ?? tableNameOf(name),
    ...(known === null ? {} : { exportOf: known.name }),
    ...(proposal === null ? {} : { proposal }),
    ...(Object.keys(renames).length === 0 ? {} : { renames }),
    certain: doubt === null,
    doubt,
    remarks: [
      ...sample.notes.map(remarkOnColumns),
      ...(sheets === null || sheets.length < 2 ? [] : [remarkOnSheets(sheets, options.sheet)]),
      ...sample.remarks,
      ...remarksOn(sample, mapping, typesOf(columns, mapping), nullWords),
      ...roleRemarks({ ...sample, cells }, found).filter(
        ({ kind, column }) => day?.isSaid !== false || kind !== 'lost' || column !== mapping.time,
      ),
      ...(isGiven || detected.untaken === null ? [] : [remarkOnTest(detected.untaken)]),
      ...(isGiven ? [] : detected.unjoined.map(remarkOnClock)),
      ...remarksOnIds(sample, kind === 'events' ? mapping.id : undefined),
    ],
    // Where a day is asked for, no time is lost yet.
    losses: roleLosses({ ...sample, cells }, found).filter(({ role }) => role !== 'time' || day?.isSaid !== false),
    rejects: sample.rejects,
    ...(options.expected === undefined
      ? {}
      : { expected: findBroken(options.expected, sample, { ...found, nullWords, numbers: numberForms(columns) }) }),
  }
}

/** Names for columns that have none; a person who names columns by their number has seen them so. */
function renamesFor(
  dialect: CsvDialect | null,
  names: readonly string[],
  mapping: EventMapping = {},
): Readonly<Record<string, string>> {
  const isNumbered = Object.values(mapping).some((column) => /\bcolumn_\d+\b/.test(column))
  return dialect === null || dialect.header || isNumbered ? {} : knownNames(dialect.delimiter, names.length)
}

/** The roles of a known export but for those that a person gave, or gave the column of to another role. */
function withKnown(known: Recognised, given: EventMapping | undefined): EventMapping {
  const taken = Object.values(given ?? {})
  const free = Object.entries(known.mapping).filter(([, column]) => !taken.includes(column))
  return { ...Object.fromEntries(free), ...given }
}

function guessesOf({ name, mapping: known }: Recognised, taken: EventMapping): Inspection['guesses'] {
  const roles = ROLES.filter((role) => known[role] !== undefined && known[role] === taken[role])
  return Object.fromEntries(
    roles.map((role) => [
      role,
      { column: known[role]!, confidence: 1, reason: `exports of ${name} have it so`, others: [] },
    ]),
  )
}

function checkColumns(mapping: EventMapping, file: string, names: readonly string[]): void {
  for (const [role, column] of Object.entries(mapping)) {
    if (
      column === '' ||
      names.includes(column) ||
      columnsOfRole(role as Role, mapping, names).some((one) => names.includes(one))
    )
      continue
    if (role === 'event' && constantEvent(column, file, names) !== null) continue
    throw new LatheError(
      'not-found',
      `${file} has no column "${column}" for ${role}; its columns are ${names.join(', ')}.`,
      { what: 'column', name: column, candidates: names },
    )
  }
}

/** Times such as 01/02/2024 read with the day first and with the month first: then the person has to say which. */
function orderDoubt(column: string | undefined, detected: DetectedTime | null): Doubt | null {
  if (column === undefined || detected === null || detected.otherwise === null) return null
  const candidates = [detected.format, detected.otherwise]
  return {
    role: 'time',
    option: 'timeFormat',
    candidates,
    message:
      `The times in ${column} read as ${candidates.join(' and as ')}: say which order of day and month is meant, ` +
      'as the time format.',
  }
}

/** Given roles, with `none` for a role as its absence where no column is called so. */
function withAbsent(mapping: EventMapping | undefined, names: readonly string[]): EventMapping | undefined {
  if (mapping === undefined || names.includes('none')) return mapping
  return Object.fromEntries(Object.entries(mapping).map(([role, column]) => [role, column === 'none' ? '' : column]))
}

/** The columns' types; ids that are all whole numbers are integers, also where some are written as `123.0`. */
function typesOf(columns: readonly InspectedColumn[], mapping: EventMapping): IngestPlan['types'] {
  const names = columns.map(({ name }) => name)
  const ids = [...userColumnsOf(mapping.user ?? '', names), mapping.id, mapping.session]
  return Object.fromEntries(
    columns.map(({ name, type, isWhole }) => [name, isWhole === true && ids.includes(name) ? 'integer' : type]),
  )
}

function remarkOnClock(joined: string): Remark {
  const [day, clock] = [joined.slice(0, joined.indexOf('+')), joined.slice(joined.indexOf('+') + 1)]
  return {
    kind: 'sparse',
    column: day,
    count: 0,
    text:
      `${day}: days without a time of day; ${clock} holds times of day: choose ${joined} as the time if they ` +
      'belong together.',
  }
}

function remarkOnSheets(sheets: readonly string[], sheet = required(sheets[0])): Remark {
  const others = sheets.filter((name) => name !== sheet).join(', ')
  return {
    kind: 'sheets',
    column: null,
    count: sheets.length,
    text: `Of ${sheets.length} sheets, “${sheet}” is read; the others are ${others}.`,
  }
}

function numberForms(columns: readonly InspectedColumn[]): Readonly<Record<string, NumberForm>> {
  return Object.fromEntries(
    columns.flatMap((column) => (column.numbers === undefined ? [] : [[column.name, column.numbers]])),
  )
}

/** The plan that an inspection proposes. */
export function planFrom(inspection: Inspection, timezone: string): IngestPlan {
  const numbers = numberForms(inspection.columns)
  const { expected } = inspection
  return {
    table: inspection.table,
    kind: inspection.kind,
    format: inspection.format,
    ...(inspection.delimiter === null ? {} : readOptionsOf({ ...inspection, delimiter: inspection.delimiter })),
    mapping: inspection.mapping,
    timeFormat: inspection.timeFormat,
    isTimeFormatDetected: inspection.isTimeFormatDetected,
    ...(Object.keys(numbers).length === 0 ? {} : { numbers }),
    ...(inspection.sheet === undefined ? {} : { sheet: inspection.sheet }),
    ...(inspection.encoding?.isGiven === true ? { encoding: inspection.encoding.name } : {}),
    nullWords: inspection.nullWords,
    ...(inspection.renames === undefined ? {} : { renames: inspection.renames }),
    types: typesOf(inspection.columns, inspection.mapping),
    ...(expected === undefined || expected.missing.length > 0 ? {} : { rules: expected.rules }),
    timezone,
  }
}
