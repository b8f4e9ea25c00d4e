import type { FlatSlot, FlatSpec } from './flatTable'

/**
 * The tables of Arrow's metadata: Message.fbs, Schema.fbs and File.fbs of
 * https://github.com/apache/arrow/tree/main/format, slots in their order. Numbers of slots stand beside the names where
 * {@link FlatTable} is asked for them.
 */
const number = (bytes: 1 | 2 | 4 | 8): FlatSlot => ({ is: 'number', bytes })
const text: FlatSlot = { is: 'text' }
const table = (of: FlatSpec): FlatSlot => ({ is: 'table', of })
const tables = (of: FlatSpec): FlatSlot => ({ is: 'tables', of })
const structs = (bytes: number): FlatSlot => ({ is: 'structs', bytes })

/** Kinds of types (`Type` in Schema.fbs). */
export const TYPE = {
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  union: 14,
  fixedBinary: 15,
  fixedList: 16,
  map: 17,
  duration: 18,
  largeBinary: 19,
  largeUtf8: 20,
  largeList: 21,
  runEndEncoded: 22,
  binaryView: 23,
  utf8View: 24,
  listView: 25,
  largeListView: 26,
} as const

const KEY_VALUES = tables([text, text])
const INT: FlatSpec = [number(4), number(1)]
const TYPES: ReadonlyMap<number, FlatSpec> = new Map<number, FlatSpec>([
  [TYPE.int, INT],
  [TYPE.float, [number(2)]],
  [TYPE.decimal, [number(4), number(4), number(4)]],
  [TYPE.date, [number(2)]],
  [TYPE.time, [number(2), number(4)]],
  [TYPE.timestamp, [number(2), text]],
  [TYPE.interval, [number(2)]],
  [TYPE.union, [number(2), structs(4)]],
  [TYPE.fixedBinary, [number(4)]],
  [TYPE.fixedList, [number(4)]],
  [TYPE.map, [number(1)]],
  [TYPE.duration, [number(2)]],
  ...[
    TYPE.null,
    TYPE.binary,
    TYPE.utf8,
    TYPE.bool,
    TYPE.list,
    TYPE.struct,
    TYPE.largeBinary,
    TYPE.largeUtf8,
    TYPE.largeList,
    TYPE.binaryView,
    TYPE.utf8View,
  ].map((type): [number, FlatSpec] => [type, []]),
])

const DICTIONARY_ENCODING: FlatSpec = [number(8), table(INT), number(1), number(2)]
/** name 0, nullable 1, type's kind 2, type 3, dictionary 4, children 5, custom metadata 6 */
const FIELD = (): readonly FlatSlot[] => [
  text,
  number(1),
  number(1),
  { is: 'union', of: TYPES },
  table(DICTIONARY_ENCODING),
  tables(FIELD),
  KEY_VALUES,
]
/** endianness 0, fields 1, custom metadata 2, features 3 */
const SCHEMA: FlatSpec = [number(2), tables(FIELD), KEY_VALUES, structs(8)]
/** length 0, nodes 1, buffers 2, compression 3, variadic counts 4 */
const RECORD_BATCH: FlatSpec = [number(8), structs(16), structs(16), table([number(1), number(1)]), structs(8)]
/** id 0, data 1, isDelta 2 */
const DICTIONARY_BATCH: FlatSpec = [number(8), table(RECORD_BATCH), number(1)]

/** Kinds of messages. */
export const HEADER = { schema: 1, dictionary: 2, batch: 3 } as const

/** version 0, header's kind 1, header 2, body's length 3, custom metadata 4 */
export const MESSAGE: FlatSpec = [
  number(2),
  number(1),
  {
    is: 'union',
    of: new Map<number, FlatSpec>([
      [HEADER.schema, SCHEMA],
      [HEADER.dictionary, DICTIONARY_BATCH],
      [HEADER.batch, RECORD_BATCH],
    ]),
  },
  number(8),
  KEY_VALUES,
]

/** version 0, schema 1, blocks of dictionaries 2, blocks of batches 3, custom metadata 4 */
export const FOOTER: FlatSpec = [number(2), table(SCHEMA), structs(24), structs(24), KEY_VALUES]
