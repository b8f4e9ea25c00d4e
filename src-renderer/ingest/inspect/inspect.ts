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
  ReadOptions,
  Remark,
  TimeFormat,
} from '../contract'
import type { EventMapping } from '../../model/schema'
import { detectMapping } from './detectMapping'
import { LEAST_SHARE_NAMED, detectTime, detectTimeFormat } from '../time/detectTime'
import type { DetectedTime } from '../time/detectTime'
import { detectDialect } from '../formats/csvDialect'
import { remarkOnColumns } from '../columns/columnLimit'
import { FORMATS, formatNamed } from '../formats/index'
import { headText } from '../formats/textBlocks'
import { HEAD_BYTES, SAMPLE_BYTES, encodingDoubt, isBinary, readStart, refuseBinary } from './fileStart'
import { guessEncoding } from './guessEncoding'
import { inferType } from './infer'
import { remarkOnTest, remarksOn, remarksOnIds } from './inspectRemarks'
import { describeNumbers } from './inspectNumbers'
import { readFlag } from '../columns/numberStores'
import { NULL_WORDS } from '../columns/nullWords'
import { nameScore } from './roleNames'
import { columnsIn, readSample, timesOf, withoutNullWords } from './readSample'
import { roleRemarks } from './roleRemarks'
import { compileTimeReader } from '../time/time'
import { areClocks, areDays, timeColumnsOf } from '../time/timeColumns'
import { headAsUtf8 } from '../bytes/textEncoding'
import { tableNameOf } from './tableName'
import { unpack } from '../bytes/unpack'

/** Characters of a column's name. */
const LONGEST_NAME = 1000
const PREVIEW_ROWS = 50
const EXAMPLES = 5

/** The format whose first bytes fit best; `text` is the head as UTF-8. Throws `bad-file` when none does. */
function recognise(head: Uint8Array, text: Uint8Array, name: string): Format {
  const scored = FORMATS.map((format) => ({
    format,
    score: format.sniff(isBinary(format) ? head : text, name.replace(/\.(gz|gzip|zst)$/i, '')),
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

/** How many of a column's values must read as times for it to be one: its name may say that it is. */
function leastShareOf(column: string): number | undefined {
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

function describeColumn(name: string, cells: readonly Cell[], options: InspectOptions): InspectedColumn {
  const distinct = new Set<Cell>()
  let nulls = 0
  for (const cell of cells) {
    if (cell === null || cell === '') nulls++
    else distinct.add(cell)
  }
  const given =
    options.timeFormat !== undefined &&
    (options.mapping?.time === name ||
      (options.mapping?.time === undefined && readsAs(options.timeFormat, name, cells)))
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
 * Looks at a file's beginning: format, columns with types, and which column plays which role. Throws `bad-file` for a
 * file that is no log, and what reading it throws.
 */
export async function inspect(source: ByteSource, options: InspectOptions, signal?: AbortSignal): Promise<Inspection> {
  const start = await readStart(source, SAMPLE_BYTES)
  const head = start.subarray(0, HEAD_BYTES)
  const { compression } = await unpack(source)
  const guess = guessEncoding(start)
  const encoding = options.encoding ?? guess.encoding
  const text = headAsUtf8(head, encoding)
  const format = options.format === undefined ? recognise(head, text, source.name) : formatNamed(options.format)
  refuseBinary(source.name, head, encoding, format)
  const isSeparated = format.name === 'csv' || format.name === 'tsv'
  const keep = columnsIn(options.mapping)
  const reading: ReadOptions = {
    keep,
    ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
    ...(options.header === undefined ? {} : { header: options.header }),
  }
  const dialect = isSeparated
    ? detectDialect(headText(text), head.byteLength < HEAD_BYTES, reading, format.name === 'tsv' ? '\t' : ',')
    : null
  const sample = await readSample(
    source,
    format,
    encoding,
    dialect === null ? reading : { keep, delimiter: dialect.delimiter, header: dialect.header },
    signal,
  )
  const nullWords = options.nullWords ?? NULL_WORDS
  const known = withoutNullWords(sample, nullWords)
  const described = sample.names.map((name, index) => describeColumn(name, known[index]!, options))
  const isBlank = head.byteLength === 0 || (isSeparated && sample.rows === 0 && headText(text).trim() === '')
  if (described.length === 0 || isBlank) {
    throw new LatheError(
      'bad-file',
      isBlank
        ? `${source.name} is empty; choose another file.`
        : `${source.name} has no row that can be read as ${format.title}; choose the right format.`,
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
  const given = options.completeMapping === true ? withAbsent(options.mapping, sample.names) : options.mapping
  if (given !== undefined) checkColumns(given, source.name, sample.names)
  const numbers = describeNumbers(described, known, options.decimal, dialect?.delimiter ?? null)
  const detected = detectMapping(
    numbers.columns,
    sample.rows,
    options.kind,
    options.completeMapping === true ? given : undefined,
  )
  const isGiven = given !== undefined && options.completeMapping !== true
  const mapping = isGiven ? given : detected.mapping
  const kind = options.kind ?? (!isGiven ? detected.kind : given.time === undefined ? 'table' : 'events')
  const amounts = kind === 'events' && mapping.value !== undefined ? numbers.amounts(mapping.value) : undefined
  const columns = numbers.columns.map((column) => ({
    ...column,
    ...(options.timeFormat !== undefined && column.name === mapping.time ? { timeFormat: options.timeFormat } : {}),
    ...(amounts !== undefined && amounts !== null && column.name === mapping.value ? { numbers: amounts } : {}),
  }))
  const times = timesOf(mapping.time, sample.names, known)
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
  const doubt: Doubt | null =
    unread ??
    (kind !== 'events'
      ? null
      : ((isGiven ? null : detected.doubt) ??
        orderDoubt(mapping.time, time) ??
        timeDoubt ??
        (amounts === null ? numbers.doubt(mapping.value!) : null)))
  const found = { mapping, kind, columns, timeFormat, isTimeFormatDetected: options.timeFormat === undefined }
  return {
    file: source.name,
    format: format.name,
    compression,
    delimiter: dialect?.delimiter ?? null,
    header: dialect?.header ?? true,
    encoding: isBinary(format) ? null : { name: encoding, isGiven: options.encoding !== undefined },
    nullWords,
    ...found,
    sampledRows: sample.rows,
    preview: Array.from({ length: Math.min(PREVIEW_ROWS, sample.rows) }, (_, row) =>
      sample.cells.map((cells) => cells[row] ?? null),
    ),
    guesses: detected.guesses,
    table: options.table ?? tableNameOf(source.name),
    certain: doubt === null,
    doubt,
    remarks: [
      ...sample.notes.map(remarkOnColumns),
      ...sample.remarks,
      ...remarksOn(sample, mapping, typesOf(columns, mapping), nullWords),
      ...roleRemarks({ ...sample, cells: known }, found),
      ...(isGiven || detected.untaken === null ? [] : [remarkOnTest(detected.untaken)]),
      ...(isGiven ? [] : detected.unjoined.map(remarkOnClock)),
      ...remarksOnIds(sample, kind === 'events' ? mapping.id : undefined),
    ],
    rejects: sample.rejects,
  }
}

function checkColumns(mapping: EventMapping, file: string, names: readonly string[]): void {
  for (const [role, column] of Object.entries(mapping)) {
    if (column === '' || names.includes(column) || (role === 'time' && timeColumnsOf(column, names).length > 0))
      continue
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
    message: `The times in ${column} read as ${candidates.join(' and as ')}: say which order of day and month is meant, as the time format.`,
  }
}

/** Given roles, with `none` for a role as its absence where no column is called so. */
function withAbsent(mapping: EventMapping | undefined, names: readonly string[]): EventMapping | undefined {
  if (mapping === undefined || names.includes('none')) return mapping
  return Object.fromEntries(Object.entries(mapping).map(([role, column]) => [role, column === 'none' ? '' : column]))
}

/** The columns' types; ids that are all whole numbers are integers, also where some are written as `123.0`. */
function typesOf(columns: readonly InspectedColumn[], mapping: EventMapping): IngestPlan['types'] {
  const ids = [mapping.user, mapping.id, mapping.session]
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
    text: `${day}: days without a time of day; ${clock} holds times of day: choose ${joined} as the time if they belong together.`,
  }
}

/** The plan that an inspection proposes. */
export function planFrom(inspection: Inspection, timezone: string): IngestPlan {
  const numbers = Object.fromEntries(
    inspection.columns.flatMap((column) => (column.numbers === undefined ? [] : [[column.name, column.numbers]])),
  )
  return {
    table: inspection.table,
    kind: inspection.kind,
    format: inspection.format,
    ...(inspection.delimiter === null ? {} : { delimiter: inspection.delimiter, header: inspection.header }),
    mapping: inspection.mapping,
    timeFormat: inspection.timeFormat,
    isTimeFormatDetected: inspection.isTimeFormatDetected,
    ...(Object.keys(numbers).length === 0 ? {} : { numbers }),
    ...(inspection.encoding?.isGiven === true ? { encoding: inspection.encoding.name } : {}),
    nullWords: inspection.nullWords,
    types: typesOf(inspection.columns, inspection.mapping),
    timezone,
  }
}
