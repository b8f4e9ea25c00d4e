import {
  findNodeAtLocation,
  getNodePath,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser'
import { LatheError } from './error'

/** Where a value stands, counted from 1, and what it is called: `relations[0].from`. */
export interface JsonPlace {
  readonly line: number
  readonly column: number
  readonly name: string
}

/** A JSON file that people write: read with comments and commas at the end, and with a place for each value. */
export interface PlacedJson {
  readonly value: unknown
  /** Where the value at a path stands, or the nearest one around it where there is none. */
  place(path: readonly (string | number)[]): JsonPlace
}

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

/** `relations[0].from` of a path. */
function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  )
}

function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf)
  if (node.type !== 'object') return node.value as unknown
  return Object.fromEntries(
    (node.children ?? []).flatMap(({ children }) => {
      const [key, value] = children ?? []
      return key === undefined || value === undefined ? [] : [[String(key.value), valueOf(value)]]
    }),
  )
}

/** A name that stands twice in an object: only one of the two could count. */
function repeatedName(node: Node): Node | null {
  const names = new Set<unknown>()
  for (const child of node.children ?? []) {
    const key = node.type === 'object' ? child.children?.[0] : undefined
    if (key !== undefined && names.has(key.value)) return key
    if (key !== undefined) names.add(key.value)
    const below = repeatedName(child)
    if (below !== null) return below
  }
  return null
}

/** Reads JSON. Throws `bad-file` with line and column where it is not well formed, or says one name twice. */
export function readPlacedJson(text: string, file: string): PlacedJson {
  const refuseAt = (offset: number, sentence: string): never => {
    const { line, column } = placeOf(text, offset)
    throw new LatheError('bad-file', `${file}, line ${line}, column ${column}: ${sentence}`, { file, line, column })
  }
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  const [first] = errors
  if (first !== undefined) refuseAt(first.offset, `the JSON is not well formed (${printParseErrorCode(first.error)}).`)
  if (root === undefined) return refuseAt(0, 'the file is empty.')
  const repeated = repeatedName(root)
  if (repeated !== null) refuseAt(repeated.offset, `“${pathText(getNodePath(repeated))}” stands there twice.`)
  return {
    value: valueOf(root),
    place: (path) => {
      const name = pathText(path)
      for (let length = path.length; length > 0; length--) {
        const node = findNodeAtLocation(root, path.slice(0, length))
        if (node !== undefined) return { ...placeOf(text, node.offset), name }
      }
      return { line: 1, column: 1, name }
    },
  }
}

/** Refuses the value at a path: `bad-file` with its line and column. `sentence` follows the value's name. */
export function refuseValue(
  json: PlacedJson,
  file: string,
  path: readonly (string | number)[],
  sentence: string,
): never {
  const { line, column, name } = json.place(path)
  throw new LatheError('bad-file', `${file}, line ${line}, column ${column}: ${`${name} ${sentence}`.trim()}`, {
    file,
    line,
    column,
  })
}
