import { ownValue } from '../../base/ownValue'
import { elementAt, required } from '../../base/required'
import { LatheError } from '../../model/error'
import type { Role } from '../../model/schema'
import { columnsOfRole, possibleColumns } from '../columns/mappedColumns'
import { NULL_WORDS } from '../columns/nullWords'
import type { ByteSource, Doubt, FilePlan, IngestPlan, InspectOptions, InspectedColumn, Inspection } from '../contract'
import { formatNamed } from '../formats/index'
import { readOptionsOf } from '../readFormat'
import { detectTime } from '../time/detectTime'
import { compileTimeReader } from '../time/time'
import { asOpen, tellingExamples, type FileForms } from './agreeOnForms'
import { withSheet } from '../bytes/unpack'
import { headAsUtf8 } from '../bytes/textEncoding'
import { checkFile, fileEncoding, HEAD_BYTES, isBinary, readStart } from './fileStart'
import { guessEncoding } from './guessEncoding'
import { inferType } from './infer'
import { inspect, leastShareOf, recognise } from './inspect'
import { describeNumbers } from './inspectNumbers'
import type { Sample } from './inspectRemarks'
import { matchColumns, type Matched } from './matchColumns'
import { readSample, timesOf, withoutNullWords } from './readSample'
import { mostlyRejected, TRIED, valuesOf } from './unclear'

/** Rows of a further file that are looked at. */
const FURTHER_ROWS = 5000
/** Roles without which rows say nothing of what they are; other roles are empty where a file lacks them. */
const NEEDED: readonly Role[] = ['time', 'user', 'event']

/** What a further file of an import is, beside the plan that the first one made. */
export interface PlannedFile {
  readonly forms: FileForms
  /** What is read in its own way: a sentence each. */
  readonly notes: readonly string[]
  readonly doubt: Doubt | null
}

/**
 * Looks at a further file of an import and finds how it is read where the plan of `leadFile` does not fit it: in
 * another format, with another separator, without a header, with other names for its columns. `options` are what a
 * person said for all files. Throws `mapping-uncertain` for a file that has no column for the time, the user or the
 * event, `bad-file` for one that is no such file, and what reading it throws.
 */
export async function planFile(
  file: ByteSource,
  plan: IngestPlan,
  leadFile: string,
  options: InspectOptions,
  signal?: AbortSignal,
): Promise<PlannedFile> {
  const source = withSheet(file, plan.sheet)
  if (options.format !== undefined || (await isOfKind(source, plan))) {
    const checked = await checkFile(source, plan.format, plan.encoding)
    if (checked !== null) return { forms: { file: source.name, columns: [], times: [] }, notes: [], doubt: checked }
    const asPlanned = await sampleBy(source, plan, signal)
    if (asPlanned !== null && fits(plan, asPlanned, source))
      return { forms: formsOf(source, plan, asPlanned), notes: [], doubt: null }
  }
  const { mapping: _mapping, completeMapping: _complete, ...said } = options
  const own = await inspect(source, { ...said, kind: plan.kind, table: plan.table }, signal, FURTHER_ROWS)
  if (own.doubt?.role === 'format' || own.doubt?.role === 'encoding')
    return { forms: { file: source.name, columns: [], times: [] }, notes: [], doubt: own.doubt }
  // A header and no rows: nothing can be misread.
  if (own.sampledRows === 0 && own.rejects.length === 0)
    return { forms: { file: source.name, columns: [], times: [] }, notes: [], doubt: null }
  const names = own.columns.map(({ name }) => name)
  const lead = { names: Object.keys(plan.types), mapping: plan.kind === 'events' ? plan.mapping : {} }
  const inOrder = columnsInOrder(plan, own)
  const matched = inOrder === null ? matchColumns(lead, names, own) : { renames: inOrder, said: [], missing: [] }
  refuseMissing(matched, names, plan, source.name, leadFile)
  const form: FilePlan = {
    format: own.format,
    ...(own.delimiter === null ? {} : readOptionsOf({ ...own, delimiter: own.delimiter })),
  }
  const renames = { ...own.renames, ...matched.renames }
  const read = { ...form, ...(Object.keys(renames).length === 0 ? {} : { renames }) }
  const ownPlan: IngestPlan = { ...plan, ...read }
  const sample = required(await sampleBy(source, ownPlan, signal))
  return {
    forms: { ...formsOf(source, ownPlan, sample), own: read },
    notes: [
      ...formNotes(own, plan, leadFile, inOrder !== null),
      ...sayMatched(matched, source.name),
      ...sayOtherColumns(plan, sample, source.name, leadFile),
    ],
    doubt: null,
  }
}

/** Whether a file is text where the planned format is, and bytes where that is; an empty one is anything. */
async function isOfKind(source: ByteSource, { format, encoding }: IngestPlan): Promise<boolean> {
  const head = await readStart(source, HEAD_BYTES)
  if (head.byteLength === 0) return true
  const planned = formatNamed(format)
  if (isBinary(planned) && planned.sniff(head, source.name) === 1) return true
  const text = headAsUtf8(head, encoding ?? guessEncoding(head).encoding)
  return isBinary(recognise(head, text, source.name)) === isBinary(planned)
}

/** Whether a file can be read as the plan says: it has the plan's columns, and its rows are not rejected. */
function fits(plan: IngestPlan, sample: Sample, source: ByteSource): boolean {
  if (sample.names.length === 0 && sample.rejects.length === 0) return true
  return hasColumns(plan, sample) && mostlyRejected({ ...sample, ...sample.first }, source.name, '') === null
}

/** The first rows of a file as a plan reads it; null where it cannot be read so at all. */
async function sampleBy(source: ByteSource, plan: IngestPlan, signal: AbortSignal | undefined): Promise<Sample | null> {
  const format = formatNamed(plan.format)
  const encoding = isBinary(format) ? 'utf-8' : (plan.encoding ?? (await fileEncoding(source)))
  const keep = readOptionsOf(plan, possibleColumns(plan.mapping))
  try {
    const read = await readSample(source, format, encoding, keep, signal, FURTHER_ROWS)
    return { ...read, names: read.names.map((name) => ownValue(plan.renames, name) ?? name) }
  } catch (error) {
    if (error instanceof LatheError && error.code === 'bad-file') return null
    throw error
  }
}

/** Whether a file, read as planned, has the columns that the plan's roles need; a plain table, most of its columns. */
function hasColumns(plan: IngestPlan, { names }: Sample): boolean {
  const lead = Object.keys(plan.types)
  const found = lead.filter((name) => names.includes(name)).length
  if (plan.kind === 'table') return found * 2 >= Math.min(lead.length, names.length)
  return NEEDED.every((role) => columnsOfRole(role, plan.mapping, lead).every((column) => names.includes(column)))
}

/**
 * Names for the columns of a file without a header, by the order in which the plan has them; null where the file has a
 * header, or its times do not stand where they should.
 */
function columnsInOrder(plan: IngestPlan, own: Inspection): Readonly<Record<string, string>> | null {
  const lead = Object.keys(plan.types)
  const names = own.columns.map(({ name }) => name)
  if (own.delimiter === null || own.header === (plan.header ?? true) || names.length !== lead.length) return null
  const times = plan.kind === 'events' ? columnsOfRole('time', plan.mapping, lead) : []
  const stand = times.every((time) => {
    const column = elementAt(own.columns, lead.indexOf(time))
    return column.timeFormat !== null || column.timePart !== undefined
  })
  return stand ? Object.fromEntries(names.map((name, index) => [name, elementAt(lead, index)])) : null
}

function refuseMissing(
  { missing }: Matched,
  names: readonly string[],
  plan: IngestPlan,
  file: string,
  leadFile: string,
): void {
  const needed = plan.kind === 'events' ? missing.find(({ role }) => NEEDED.includes(role)) : undefined
  if (needed === undefined) return
  throw new LatheError(
    'mapping-uncertain',
    `${file} has no column for the ${needed.role} (${needed.column} in ${leadFile}); its columns are ` +
      `${names.join(', ')}: import it by itself and say which with --map ${needed.role}=COLUMN.`,
    { file, role: needed.role, candidates: names },
  )
}

const SEPARATORS: Readonly<Record<string, string>> = { '\t': 'tabs', ' ': 'blanks', ' +': 'blanks', '\u0001': '^A' }

function formNotes(own: Inspection, plan: IngestPlan, leadFile: string, isInOrder: boolean): readonly string[] {
  const formOf = (format: string, delimiter: string | null | undefined): string => {
    const { title } = formatNamed(format)
    return delimiter === null || delimiter === undefined
      ? title
      : `${title} parted by ${SEPARATORS[delimiter] ?? delimiter}`
  }
  const [is, lead] = [formOf(own.format, own.delimiter), formOf(plan.format, plan.delimiter)]
  return [
    ...(is === lead ? [] : [`${own.file} is read as ${is}, ${leadFile} as ${lead}.`]),
    ...(isInOrder
      ? [
          `${own.file} ${own.header ? 'names its columns otherwise' : 'has no header'}: its columns are taken in the order of ${leadFile}.`,
        ]
      : []),
  ]
}

/** A plain table that shares few columns with the first one: it may be another table. */
function sayOtherColumns(plan: IngestPlan, sample: Sample, file: string, leadFile: string): readonly string[] {
  if (plan.kind !== 'table' || hasColumns(plan, sample)) return []
  const lead = Object.keys(plan.types)
  const [own, absent] = [
    sample.names.filter((name) => !lead.includes(name)),
    lead.filter((name) => !sample.names.includes(name)),
  ]
  return [
    `${file} has other columns than ${leadFile} (${own.join(', ')} in the place of ${absent.join(', ')}): in one table ` +
      'their cells are empty where the other file has none. For a table of its own, import it by itself.',
  ]
}

function sayMatched({ said, missing }: Matched, file: string): readonly string[] {
  return [
    ...said.map((one) => `${file}: ${one}.`),
    ...missing.map(({ role, column }) => `${file} has no ${column}: the ${role} of its rows is empty.`),
  ]
}

/** How the sampled numbers and times of a file are written. Throws `mapping-uncertain` where no time can be read. */
function formsOf(source: ByteSource, plan: IngestPlan, sample: Sample): FileForms {
  const cells = withoutNullWords(sample, plan.nullWords ?? NULL_WORDS)
  const described = sample.names.map((name, index): InspectedColumn => {
    const distinct = new Set(elementAt(cells, index).filter((cell) => cell !== null && cell !== ''))
    return {
      name,
      type: inferType(elementAt(cells, index)),
      nulls: 0,
      distinct: distinct.size,
      examples: tellingExamples([...distinct].map(String)),
      timeFormat: null,
    }
  })
  const numbers = describeNumbers(described, cells, undefined, plan.delimiter ?? null)
  const value = plan.kind === 'events' ? plan.mapping.value : undefined
  const amounts = value === undefined || !sample.names.includes(value) ? undefined : numbers.amounts(value)
  const columns = numbers.columns.map((column) =>
    column.name !== value || amounts === undefined
      ? column
      : amounts === null
        ? asOpen(column)
        : { ...column, numbers: amounts },
  )
  return { file: source.name, columns, times: timesIn(source, plan, sample.names, cells) }
}

/** The plan's format where it reads as many of the file's times as any other does. */
function timesIn(
  source: ByteSource,
  plan: IngestPlan,
  names: Sample['names'],
  cells: Sample['cells'],
): FileForms['times'] {
  const times = timesOf(plan.mapping.time, names, cells)
  const filled = times?.cells.filter((cell) => cell !== null && cell !== '') ?? []
  if (times === null || filled.length === 0 || plan.timeFormat === null) return []
  const read = compileTimeReader(plan.timeFormat, 'UTC', plan.isTimeFormatDetected)
  const share = filled.filter((cell) => !Number.isNaN(read(cell))).length / filled.length
  const found = plan.isTimeFormatDetected === true ? detectTime(times.cells, leastShareOf(times.column)) : null
  if (found !== null && (found.share > share || found.otherwise !== null))
    return found.otherwise === null ? [found.format] : [found.format, found.otherwise]
  if (plan.kind === 'table' || share >= 0.5) return [plan.timeFormat]
  const values = valuesOf(filled)
  throw new LatheError(
    'mapping-uncertain',
    `The times of ${source.name} cannot be read: ${times.column} holds ${values.map((one) => `“${one}”`).join(', ')}. ` +
      `Tried: ${[plan.timeFormat, ...(plan.isTimeFormatDetected === true ? TRIED : [])].join(', ')}. Import it by ` +
      'itself, and say how with --time-format.',
    { file: source.name, role: 'time', candidates: [times.column] },
  )
}
