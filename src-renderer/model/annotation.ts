import { LatheError } from './error'
import { isoToDay } from './zone'
import type { IsoDate } from './schema'

export const ANNOTATION_KINDS = ['launch', 'outage', 'campaign', 'other'] as const
export type AnnotationKind = (typeof ANNOTATION_KINDS)[number]

/** What happened on a local date, or from one to another (both included): shown on every chart over dates. */
export interface Annotation {
  readonly id: string
  readonly from: IsoDate
  /** The same as `from` for a single date. */
  readonly to: IsoDate
  readonly text: string
  readonly kind: AnnotationKind
  /** When it was written, ISO 8601. */
  readonly at: string
}

/** A workspace's file of annotations. */
export const ANNOTATIONS_PATH = 'annotations.json'
export const LONGEST_ANNOTATION = 200

function refuseAnnotation(index: number, sentence: string): never {
  throw new LatheError(
    'bad-file',
    `${ANNOTATIONS_PATH}: annotation ${index + 1} ${sentence}. Mend the file, or import it again.`,
    { file: ANNOTATIONS_PATH },
  )
}

function readOne(value: unknown, index: number): Annotation {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuseAnnotation(index, 'is not an object like {"date":"2024-01-31","text":"Launch","kind":"launch"}')
  const { id, date, from, to, text, kind, at } = value as Readonly<Record<string, unknown>>
  const [start, end] = date === undefined ? [from, to ?? from] : [date, date]
  const isDate = (one: unknown): one is IsoDate => typeof one === 'string' && !Number.isNaN(isoToDay(one))
  if (!isDate(start) || !isDate(end)) refuseAnnotation(index, 'has no date like 2024-01-31, nor from and to')
  if (start > end) refuseAnnotation(index, 'ends before it begins')
  if (typeof text !== 'string' || text.trim() === '') refuseAnnotation(index, 'has no text')
  return {
    id: typeof id === 'string' && id !== '' ? id : `${start} ${text.trim()}`.slice(0, 80),
    from: start,
    to: end,
    text: text.trim().slice(0, LONGEST_ANNOTATION),
    kind: ANNOTATION_KINDS.find((one) => one === kind) ?? 'other',
    at: typeof at === 'string' ? at : '',
  }
}

/** Reads a file of annotations, by date. Throws `bad-file` that says which one is wrong. */
export function readAnnotations(text: string): readonly Annotation[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new LatheError(
      'bad-file',
      `${ANNOTATIONS_PATH} is not well-formed JSON. Mend the file, or take it away.`,
      { file: ANNOTATIONS_PATH },
      { cause: error },
    )
  }
  if (!Array.isArray(value))
    throw new LatheError(
      'bad-file',
      `${ANNOTATIONS_PATH} must be a list of annotations. Mend the file, or take it away.`,
      { file: ANNOTATIONS_PATH },
    )
  return sortAnnotations(value.map(readOne))
}

/** The inverse of readAnnotations: fit for git, one annotation a line. */
export function writeAnnotations(annotations: readonly Annotation[]): string {
  const lines = sortAnnotations(annotations).map(({ id, from, to, text, kind, at }) =>
    JSON.stringify({ id, ...(from === to ? { date: from } : { from, to }), text, kind, at }),
  )
  return lines.length === 0 ? '[]\n' : `[\n${lines.map((line) => `  ${line}`).join(',\n')}\n]\n`
}

function sortAnnotations(annotations: readonly Annotation[]): readonly Annotation[] {
  const key = (one: Annotation): string => `${one.from} ${one.to} ${one.at} ${one.id}`
  return annotations.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

/** `2024-01-31`, or `2024-01-31 to 2024-02-02`. */
export function annotationDates({ from, to }: Pick<Annotation, 'from' | 'to'>): string {
  return from === to ? from : `${from} to ${to}`
}
