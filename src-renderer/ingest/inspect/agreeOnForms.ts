import { ownValue } from '../../base/ownValue'
import { elementAt, required } from '../../base/required'
import type {
  DecimalMark,
  Doubt,
  FilePlan,
  IngestPlan,
  InspectedColumn,
  Inspection,
  NumberForm,
  TimeFormat,
} from '../contract'
import { LEAST_NUMBERS } from '../columns/detectNumbers'

/** How one file writes its numbers and times; an {@link Inspection} says it, too. */
export interface FileForms {
  readonly file: string
  readonly columns: readonly Pick<
    InspectedColumn,
    'name' | 'type' | 'numbers' | 'numberShare' | 'distinct' | 'examples'
  >[]
  /** How its times read: in two ways where the order of day and month is open; none where there is no time. */
  readonly times: readonly TimeFormat[]
  /** How it is read, where the plan says otherwise. */
  readonly own?: FilePlan
}

type FormColumn = FileForms['columns'][number]

type FileDoubt = Doubt & { readonly file: string }

/** What the files of an import agree on: the plan for all of them, or the question that they leave open. */
export interface Agreement {
  readonly plan: IngestPlan
  /** About these files. */
  readonly doubt: FileDoubt | null
  /** What is read in its own way in one file, or as another file writes it: a sentence each. */
  readonly notes: readonly string[]
}

export function tellingExamples(texts: readonly string[]): readonly string[] {
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
 * Decides over all files of an import how the numbers of each column and the times are written. `files` are in the
 * order of the import; null for one that says nothing. A form that only another file shows is taken for those that
 * leave it open; files that prove other forms are each read in their own. What is open in one while others contradict
 * one another is a doubt, as is an amount that reads in two ways in all of them.
 */
export function agreeOnForms(plan: IngestPlan, files: readonly (FileForms | null)[], lead: FileForms): Agreement {
  const known = files.filter((file) => file !== null)
  const times = agreeOnTimes(plan, known, lead)
  const numbers = agreeOnNumbers(plan, known, lead)
  const doubt = times.doubt ?? numbers.doubt
  if (doubt !== null) return { plan, doubt, notes: [] }
  const own = files.map((file): FilePlan | null => {
    if (file === null) return null
    const timeFormat = times.own.get(file)
    const forms = numbers.own.get(file)
    const one: FilePlan = {
      ...file.own,
      ...(timeFormat === undefined ? {} : { timeFormat }),
      ...(forms === undefined ? {} : { numbers: forms }),
    }
    return Object.keys(one).length === 0 ? null : one
  })
  return {
    plan: own.every((one) => one === null) ? numbers.plan : { ...numbers.plan, files: own },
    doubt: null,
    notes: [...times.notes, ...numbers.notes],
  }
}

interface AgreedTimes {
  readonly own: ReadonlyMap<FileForms, TimeFormat>
  readonly doubt: FileDoubt | null
  readonly notes: readonly string[]
}

/** Each file's own format of times, where it is not the plan's. */
function agreeOnTimes(plan: IngestPlan, files: readonly FileForms[], lead: FileForms): AgreedTimes {
  const own = new Map<FileForms, TimeFormat>()
  const { timeFormat: leading } = plan
  if (leading === null || plan.isTimeFormatDetected !== true) return { own, doubt: null, notes: [] }
  const proven = files.flatMap(({ times }) => (times.length === 1 ? times : []))
  const notes: string[] = []
  for (const file of files) {
    const { times } = file
    const [first, second] = times
    if (first === undefined || file === lead) continue
    const fitting: readonly TimeFormat[] =
      second === undefined ? times : times.filter((one) => one === leading || proven.includes(one))
    if (fitting.length !== 1) {
      const message =
        `The times in ${file.file} read as ${times.join(' and as ')}, and the other files do not say which is meant: ` +
        'import it by itself.'
      return { own, doubt: { file: file.file, role: 'time', option: 'timeFormat', candidates: times, message }, notes }
    }
    const format: TimeFormat = elementAt(fitting, 0)
    if (format === leading || (format.startsWith('epoch') && leading.startsWith('epoch'))) continue
    own.set(file, format)
    notes.push(`${file.file}: its times are read as ${format}, those of ${lead.file} as ${leading}.`)
  }
  return { own, doubt: null, notes }
}

interface AgreedNumbers extends Agreement {
  readonly own: ReadonlyMap<FileForms, Readonly<Record<string, NumberForm>>>
}

function agreeOnNumbers(plan: IngestPlan, files: readonly FileForms[], lead: FileForms): AgreedNumbers {
  const notes: string[] = []
  const own = new Map<FileForms, Readonly<Record<string, NumberForm>>>()
  const refuse = (doubt: FileDoubt): AgreedNumbers => ({ plan, doubt, notes: [], own })
  let agreed = plan
  for (const name of new Set(files.flatMap((file) => file.columns.map((column) => column.name)))) {
    const found = files.flatMap((file) =>
      file.columns.filter((column) => column.name === name).map((column) => ({ file, column, mark: markOf(column) })),
    )
    const [comma, point] = (['comma', 'point'] as const).map((mark) => found.find((one) => one.mark === mark))
    const open = found.find((one) => one.mark === 'open')
    if (comma !== undefined && point !== undefined) {
      const places = [comma, point].map(
        ({ file, column, mark }) => `with a decimal ${required(mark)} in ${file.file}${exampleOf(column)}`,
      )
      const written = `The numbers in ${name} are written ${places.join(' and ')}`
      if (open !== undefined)
        return refuse(
          doubtOf(
            open.file.file,
            `${written}, and those in ${open.file.file}${exampleOf(open.column)} read with either: import it by itself.`,
          ),
        )
      notes.push(`${written}: each file is read as it is written.`)
      for (const { file, column, mark } of found)
        if (file !== lead && mark !== null)
          own.set(file, { ...own.get(file), [name]: column.numbers ?? { decimal: 'point', unit: null } })
      if (!found.some(({ file }) => file === lead) || markOfLead(lead, name) === null)
        agreed = { ...agreed, types: { ...agreed.types, [name]: 'double' } }
      continue
    }
    const known = comma ?? point
    if (open !== undefined && known === undefined && name === plan.mapping.value && plan.kind === 'events')
      return refuse(
        doubtOf(
          open.file.file,
          `The numbers in ${name}${exampleOf(open.column)} in ${open.file.file} read with a decimal point and with a ` +
            'decimal comma, as different ones.',
        ),
      )
    const form = found.find((one) => one.column.numbers !== undefined)?.column.numbers
    if (known === undefined || form === undefined) continue
    if (
      ownValue(agreed.numbers, name) === undefined &&
      takesForm(
        plan,
        name,
        lead.columns.find((column) => column.name === name),
      )
    ) {
      agreed = { ...agreed, numbers: { ...agreed.numbers, [name]: form }, types: { ...agreed.types, [name]: 'double' } }
    }
    if (open !== undefined && ownValue(agreed.numbers, name) !== undefined)
      notes.push(
        `${name}: numbers${exampleOf(open.column)} in ${open.file.file} are read with a decimal ${required(known.mark)}, ` +
          `as ${known.file.file} writes them.`,
      )
  }
  return { plan: agreed, doubt: null, notes, own }
}

function markOfLead(lead: FileForms, name: string): DecimalMark | 'open' | null {
  const column = lead.columns.find((one) => one.name === name)
  return column === undefined ? null : markOf(column)
}

/** Whether the column may be one of numbers after all, as far as the first file tells. */
function takesForm({ types }: IngestPlan, name: string, first: FormColumn | undefined): boolean {
  const type = ownValue(types, name)
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

/** An amount that is no plain number until somebody says how it is written. */
export function asOpen<T extends FormColumn>(column: T): T {
  return { ...column, type: 'string' }
}

/** An inspection's forms. */
export function formsIn({ file, columns: found, mapping, timeFormat, doubt }: Inspection): FileForms {
  const columns =
    doubt?.option === 'decimal'
      ? found.map((column) => (column.name === mapping.value ? asOpen(column) : column))
      : found
  const times = doubt?.option === 'timeFormat' ? doubt.candidates : timeFormat === null ? [] : [timeFormat]
  return { file, columns, times }
}
