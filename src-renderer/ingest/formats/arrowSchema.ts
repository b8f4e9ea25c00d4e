import { elementAt } from '../../base/required'
import { LatheError } from '../../model/error'
import { TYPE } from './arrowMetadata'
import type { FlatTable } from './flatTable'

/** How the values of a column lie in a batch's body. */
export interface ArrowLayout {
  readonly kind:
    | 'null'
    | 'fixed'
    | 'varying'
    | 'view'
    | 'list'
    | 'fixed-list'
    | 'struct'
    | 'sparse-union'
    | 'dense-union'
  /** Of a fixed value; 1 for a flag; of an offset for `varying` and `list` (32 or 64). */
  readonly bits: number
  readonly isSigned: boolean
  /** Values of a fixed list. */
  readonly listSize: number
  readonly typeIds: readonly number[]
  readonly children: readonly ArrowLayout[]
  /** The dictionary in which the (fixed) values are places. */
  readonly dictionary: number | null
}

export interface ArrowSchema {
  readonly columns: readonly ArrowLayout[]
  /** The values of each dictionary, by its id. */
  readonly dictionaries: ReadonlyMap<number, ArrowLayout>
}

const PLAIN = { bits: 0, isSigned: true, listSize: 0, typeIds: [], children: [], dictionary: null } as const

/** Types that Lathe does not read, and what writers call them. */
const UNREAD: ReadonlyMap<number, string> = new Map([
  [TYPE.runEndEncoded, 'run_end_encoded'],
  [TYPE.listView, 'list_view'],
  [TYPE.largeListView, 'large_list_view'],
])

/**
 * Reads a checked Schema table. Throws RangeError for types that do not hold together, LatheError `unsupported` for
 * those that Lathe does not read.
 */
export function readArrowSchema(schema: FlatTable): ArrowSchema {
  if (schema.short(0) !== 0)
    throw new LatheError(
      'unsupported',
      'The Arrow data has its numbers written big end first, which Lathe does not read: write the file again on ' +
        'another machine, or as Parquet.',
      { feature: 'big-endian Arrow' },
    )
  const dictionaries = new Map<number, ArrowLayout>()
  return { columns: schema.tables(1).map((field) => layoutOf(field, dictionaries)), dictionaries }
}

function layoutOf(field: FlatTable, dictionaries: Map<number, ArrowLayout>): ArrowLayout {
  const values = valuesOf(field, dictionaries)
  const encoding = field.table(4)
  if (encoding === null) return values
  const id = encoding.long(0)
  // Arrow takes the first field's word for what a dictionary holds.
  if (!dictionaries.has(id)) dictionaries.set(id, values)
  const index = encoding.table(1)
  return {
    ...PLAIN,
    kind: 'fixed',
    bits: oneOf([8, 16, 32, 64], index?.int(0) ?? 32),
    isSigned: index === null || index.byte(1) !== 0,
    dictionary: id,
  }
}

function valuesOf(field: FlatTable, dictionaries: Map<number, ArrowLayout>): ArrowLayout {
  const type = field.table(3)
  if (type === null) throw new RangeError('a column has no type')
  const children = field.tables(5).map((child) => layoutOf(child, dictionaries))
  const fixed = (bits: number): ArrowLayout => ({ ...PLAIN, kind: 'fixed', bits })
  const only = (): readonly ArrowLayout[] => {
    if (children.length !== 1) throw new RangeError(`a list has ${children.length} kinds of values`)
    return children
  }
  const kind = field.byte(2)
  switch (kind) {
    case TYPE.null:
      return { ...PLAIN, kind: 'null' }
    case TYPE.int:
      return fixed(oneOf([8, 16, 32, 64], type.int(0)))
    case TYPE.float:
      return fixed(16 * 2 ** oneOf([0, 1, 2], type.short(0)))
    case TYPE.bool:
      return fixed(1)
    case TYPE.decimal:
      return fixed(oneOf([32, 64, 128, 256], type.int(2, 128)))
    case TYPE.date:
      return fixed(oneOf([0, 1], type.short(0, 1)) === 0 ? 32 : 64)
    case TYPE.time:
      return fixed(oneOf([32, 64], type.int(1, 32)))
    case TYPE.timestamp:
    case TYPE.duration:
      oneOf([0, 1, 2, 3], type.short(0, kind === TYPE.duration ? 1 : 0))
      return fixed(64)
    case TYPE.interval:
      return fixed(elementAt([32, 64, 128], oneOf([0, 1, 2], type.short(0))))
    case TYPE.fixedBinary:
      return fixed(8 * atLeastZero(type.int(0)))
    case TYPE.utf8:
    case TYPE.binary:
      return { ...PLAIN, kind: 'varying', bits: 32 }
    case TYPE.largeUtf8:
    case TYPE.largeBinary:
      return { ...PLAIN, kind: 'varying', bits: 64 }
    case TYPE.utf8View:
    case TYPE.binaryView:
      return { ...PLAIN, kind: 'view' }
    case TYPE.list:
      return { ...PLAIN, kind: 'list', bits: 32, children: only() }
    case TYPE.largeList:
      return { ...PLAIN, kind: 'list', bits: 64, children: only() }
    case TYPE.map:
      if (elementAt(only(), 0).kind !== 'struct' || elementAt(only(), 0).children.length !== 2)
        throw new RangeError('a map does not hold keys and values')
      return { ...PLAIN, kind: 'list', bits: 32, children }
    case TYPE.fixedList:
      return { ...PLAIN, kind: 'fixed-list', listSize: atLeastZero(type.int(0)), children: only() }
    case TYPE.struct:
      return { ...PLAIN, kind: 'struct', children }
    case TYPE.union:
      return {
        ...PLAIN,
        kind: oneOf([0, 1], type.short(0)) === 0 ? 'sparse-union' : 'dense-union',
        children,
        typeIds: typeIdsOf(type, children.length),
      }
    default: {
      const name = UNREAD.get(kind)
      if (name === undefined) throw new RangeError(`it has a column of a kind (${kind}) that there is not`)
      throw new LatheError(
        'unsupported',
        `The Arrow data has a column, ${field.text(0)}, of the type ${name}, which Lathe does not read: write that ` +
          'column as another type, or the file as Parquet.',
        { feature: `arrow ${name}` },
      )
    }
  }
}

/** Without a list of their own, the types of a union are numbered from 0. */
function typeIdsOf(type: FlatTable, children: number): readonly number[] {
  const given = type.ints(1)
  const ids = given.length === 0 ? Array.from({ length: children }, (_, index) => index) : given
  if (ids.length !== children || ids.some((id) => id < 0 || id > 127))
    throw new RangeError('the types of a union do not fit its columns')
  return ids
}

function oneOf(allowed: readonly number[], value: number): number {
  if (!allowed.includes(value)) throw new RangeError(`a type says ${value} where ${allowed.join(', ')} can be`)
  return value
}

function atLeastZero(value: number): number {
  if (value < 0) throw new RangeError(`a type says a length of ${value}`)
  return value
}
