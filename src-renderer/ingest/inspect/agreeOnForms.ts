import { elementAt, required } from '../../base/required'
import type { ByteSource, DecimalMark, Doubt, IngestPlan, InspectedColumn, Inspection, TimeFormat } from '../contract'
import { LEAST_NUMBERS } from '../columns/detectNumbers'
import { detectTime } from '../time/detectTime'
import { SAMPLE_BYTES, isBinary, readStart } from './fileStart'
import { formatNamed } from '../formats/index'
import { withSheet } from '../bytes/unpack'
import { guessEncoding } from './guessEncoding'
import { inferType } from './infer'
import { describeNumbers } from './inspectNumbers'
import { NULL_WORDS } from '../columns/nullWords'
import { readOptionsOf } from '../readFormat'
import { columnsIn, readSample, timesOf, withoutNullWords } from './readSample'

/** Rows of a further file that are looked at. */
const FURTHER_ROWS = 5000

/** How one file writes its numbers and times; an {@link Inspection} says it, too. */
export interface FileForms {
  readonly file: string
  readonly columns: readonly Pick<
    InspectedColumn,
    'name' | 'type' | 'numbers' | 'numberShare' | 'distinct' | 'examples'
  >[]
  /** Null where there is no time, or the order of day and month is open. */
  readonly timeFormat: TimeFormat | null
}

type FormColumn = FileForms['columns'][number]

/** What the files of an import agree on: the plan for all of them, or the question that they leave open. */
export interface Agreement {
  readonly plan: IngestPlan
  /** About these files. */
  readonly doubt: (Doubt & { readonly file: string }) | null
  /** How texts that read in two ways are read, as another file writes such numbers: a sentence each. */
  readonly notes: readonly string[]
}

/** Looks at a further file of an import as the plan reads it. Throws what reading it throws. */
export async function formsOf(file: ByteSource, plan: IngestPlan, signal?: AbortSignal): Promise<FileForms> {
  const source = withSheet(file, plan.sheet)
  const format = formatNamed(plan.format)
  const encoding = isBinary(format)
    ? 'utf-8'
    : (plan.encoding ?? guessEncoding(await readStart(source, SAMPLE_BYTES)).encoding)
  const options = readOptionsOf(plan, columnsIn(plan.mapping))
  const sample = await readSample(source, format, encoding, options, signal, FURTHER_ROWS)
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
  const times = timesOf(plan.mapping.time, sample.names, cells)
  const time = times === null ? null : detectTime(times.cells)
  return { file: source.name, columns, timeFormat: time === null || time.otherwise !== null ? null : time.format }
}

function tellingExamples(texts: readonly string[]): readonly string[] {
  const telling = texts.find((text) => /\d[.,]\d/.test(text))
  return telling === undefined ? texts.slice(0, 1) : [telling]
}

/** `open`: its texts read as numbers with either mark, as different ones. Null: nothing in it has a mark. */
function markOf({ numbers, type, numberShare }: FormColumn): DecimalMark | 'open' | null {
  if (numbers !== undefined) return numbers.decimal
  if (numberShare === undefined) return null
  return type === 'double' ? 'point' : numberShare >= LEAST_NUMBERS ? 'open' : null
}

/** Whether two files write a column's numbers with different marks. */
export function areWrittenApart(a: FormColumn, b: FormColumn): boolean {
  const [mark, other] = [markOf(a), markOf(b)]
  return (mark === 'comma' && other === 'point') || (mark === 'point' && other === 'comma')
}

/**
 * Decides over all files of an import how the numbers of each column and the times are written: one plan reads them
 * all. `files` begins with the one that the plan comes from. A form that only another file shows is taken; files that
 * contradict one another are a doubt, as is an amount that reads in two ways in all of them.
 */
export function agreeOnForms(plan: IngestPlan, files: readonly FileForms[]): Agreement {
  const [first] = files
  const swapped = files.find((file) => areSwapped(plan.timeFormat, file.timeFormat))
  if (first !== undefined && swapped !== undefined && plan.isTimeFormatDetected === true) {
    const candidates = [required(plan.timeFormat), required(swapped.timeFormat)]
    const message =
      `The times are written as ${elementAt(candidates, 0)} in ${first.file} and as ${elementAt(candidates, 1)} in ${swapped.file}: ` +
      'import these files one after the other.'
    return { plan, doubt: { file: swapped.file, role: 'time', option: 'timeFormat', candidates, message }, notes: [] }
  }
  const notes: string[] = []
  let agreed = plan
  for (const name of new Set(files.flatMap((file) => file.columns.map((column) => column.name)))) {
    const found = files.flatMap(({ file, columns }) =>
      columns.filter((column) => column.name === name).map((column) => ({ file, column, mark: markOf(column) })),
    )
    const [comma, point] = (['comma', 'point'] as const).map((mark) => found.find((one) => one.mark === mark))
    const open = found.find((one) => one.mark === 'open')
    if (comma !== undefined && point !== undefined) {
      const places = [comma, point].map(
        ({ file, column, mark }) => `with a decimal ${required(mark)} in ${file}${exampleOf(column)}`,
      )
      return {
        plan,
        doubt: doubtOf(
          found.indexOf(comma) > found.indexOf(point) ? comma.file : point.file,
          `The numbers in ${name} are written ${places.join(' and ')}: import these files one after the other.`,
        ),
        notes: [],
      }
    }
    const known = comma ?? point
    if (open !== undefined && known === undefined && name === plan.mapping.value && plan.kind === 'events') {
      return {
        plan,
        doubt: doubtOf(
          open.file,
          `The numbers in ${name}${exampleOf(open.column)} in ${open.file} read with a decimal point and with a ` +
            'decimal comma, as different ones.',
        ),
        notes: [],
      }
    }
    const form = found.find((one) => one.column.numbers !== undefined)?.column.numbers
    if (known === undefined || form === undefined) continue
    if (
      agreed.numbers?.[name] === undefined &&
      takesForm(
        plan,
        name,
        required(first).columns.find((column) => column.name === name),
      )
    ) {
      agreed = { ...agreed, numbers: { ...agreed.numbers, [name]: form }, types: { ...agreed.types, [name]: 'double' } }
    }
    if (open !== undefined && agreed.numbers?.[name] !== undefined)
      notes.push(
        `${name}: numbers${exampleOf(open.column)} in ${open.file} are read with a decimal ${required(known.mark)}, as ` +
          `${known.file} writes them.`,
      )
  }
  return { plan: agreed, doubt: null, notes }
}

/** Whether the column may be one of numbers after all, as far as the first file tells. */
function takesForm({ types }: IngestPlan, name: string, first: FormColumn | undefined): boolean {
  const type = types[name]
  return (
    first === undefined || first.distinct === 0 || type === 'integer' || type === 'double' || markOf(first) === 'open'
  )
}

function doubtOf(file: string, message: string): Doubt & { readonly file: string } {
  return { file, role: 'value', option: 'decimal', candidates: ['point', 'comma'], message }
}

function exampleOf({ examples }: FormColumn): string {
  const [example] = tellingExamples(examples)
  return example === undefined ? '' : ` (such as “${example.slice(0, 80)}”)`
}

/** Whether one has the day before the month and the other behind it. */
function areSwapped(a: TimeFormat | null, b: TimeFormat | null): boolean {
  const [order, other] = [a, b].map((format) =>
    format === null
      ? 0
      : Math.sign(format.indexOf('%d') - format.indexOf('%m')) * (/%d/.test(format) && /%m/.test(format) ? 1 : 0),
  )
  return required(order) * required(other) < 0 && !/^%Y/.test(required(a)) && !/^%Y/.test(required(b))
}

/** An amount that is no plain number until somebody says how it is written. */
function asOpen<T extends FormColumn>(column: T): T {
  return { ...column, type: 'string' }
}

/** An inspection's forms. */
export function formsIn({ file, columns: found, mapping, timeFormat, doubt }: Inspection): FileForms {
  const columns =
    doubt?.option === 'decimal'
      ? found.map((column) => (column.name === mapping.value ? asOpen(column) : column))
      : found
  return { file, columns, timeFormat: doubt?.option === 'timeFormat' ? null : timeFormat }
}
