import { applyEdits, createScanner, parseTree, type Edit, type Node } from 'jsonc-parser'
import { required } from '../base/required'

/**
 * Edits of a JSON file that people write. jsonc-parser's own `modify` takes the comments beside an element away with
 * it; these keep them, but for one behind the element on its line.
 */

/** The tree of a text that readPlacedJson has taken. */
export function treeOf(text: string): Node {
  return required(parseTree(text, [], { allowTrailingComma: true }))
}

const endOf = (node: Node): number => node.offset + node.length

/** What follows a place: the comma, if that comes next, and where the rest of the line's blanks and comments ends. */
interface Following {
  /** Where the comma stands; null where none comes next. */
  readonly comma: number | null
  /** Behind the element, its comma, and the comments behind them on the line. */
  readonly end: number
  /** Whether nothing else stands on the line behind that. */
  readonly isLineEnd: boolean
}

function following(text: string, from: number): Following {
  const scanner = createScanner(text, false)
  scanner.setPosition(from)
  let comma: number | null = null
  let end = from
  let isSameLine = true
  let isLineEnd = false
  for (;;) {
    scanner.scan()
    const at = scanner.getTokenOffset()
    const token = text.slice(at, at + scanner.getTokenLength())
    if (/^[\r\n]/.test(token)) {
      isLineEnd ||= isSameLine
      isSameLine = false
    } else if (token === ',' && comma === null) {
      comma = at
      if (isSameLine) end = at + 1
    } else if (token.startsWith('/')) {
      if (isSameLine) end = at + token.length
      // A comment over several lines ends on another one.
      if (token.includes('\n')) isSameLine = false
    } else if (!/^[ \t]/.test(token)) {
      // A comma behind the line belongs to the element, too.
      return { comma, end, isLineEnd }
    }
  }
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

/** The blanks before a place where nothing else stands on its line; null otherwise. */
function indentAt(text: string, offset: number): string | null {
  const before = text.slice(lineStart(text, offset), offset)
  return before.trim() === '' ? before : null
}

function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

/** How far the members of the outermost object are indented: two blanks where none stands on a line of its own. */
function indentUnit(text: string): string {
  const [first] = treeOf(text).children ?? []
  const indent = first === undefined ? null : indentAt(text, first.offset)
  return indent === null || indent === '' ? '  ' : indent
}

/** Puts a text behind the last element of an array or object, on a line of its own where the others have such. */
export function appendToList(text: string, list: Node, element: string): string {
  const last = list.children?.at(-1)
  const eol = lineBreak(text)
  const close = endOf(list) - 1
  if (last === undefined) {
    const outer = indentAt(text, close) ?? /^[ \t]*/.exec(text.slice(lineStart(text, list.offset)))?.[0] ?? ''
    const inside = text.slice(list.offset + 1, close)
    const content = `${inside.trimEnd()}${eol}${outer}${indentUnit(text)}${element}${eol}${outer}`
    return applyEdits(text, [{ offset: list.offset + 1, length: inside.length, content }])
  }
  const { comma, end } = following(text, endOf(last))
  const indent = indentAt(text, last.offset)
  const content = `${indent === null ? ' ' : `${eol}${indent}`}${element}${comma === null ? '' : ','}`
  // A comma that stands on a later line is behind `end`; the new element goes behind it.
  const at = Math.max(end, comma === null ? 0 : comma + 1)
  if (comma !== null || at === endOf(last))
    return applyEdits(text, [{ offset: at, length: 0, content: comma === null ? `,${content}` : content }])
  return applyEdits(text, [
    { offset: endOf(last), length: 0, content: ',' },
    { offset: at, length: 0, content },
  ])
}

/** Takes an element out of an array or object, with its comma and the comment behind it on its line. */
export function removeFromList(text: string, list: Node, index: number): string {
  const children = list.children ?? []
  const element = required(children[index])
  const { comma, end, isLineEnd } = following(text, endOf(element))
  const edits: Edit[] = []
  const before = children[index - 1]
  if (comma === null && before !== undefined) {
    const own = following(text, endOf(before)).comma
    if (own !== null) edits.push({ offset: own, length: 1, content: '' })
  }
  const isOnOwnLine = indentAt(text, element.offset) !== null && isLineEnd
  if (isOnOwnLine) {
    const offset = lineStart(text, element.offset)
    const newLine = text.indexOf('\n', end)
    edits.push({ offset, length: (newLine < 0 ? text.length : newLine + 1) - offset, content: '' })
    if (comma !== null && comma >= end) edits.push({ offset: comma, length: 1, content: '' })
    return applyEdits(text, edits)
  }
  edits.push({ offset: element.offset, length: element.length, content: '' })
  if (comma !== null) {
    const blanks = /^[ \t]*/.exec(text.slice(comma + 1))?.[0].length ?? 0
    edits.push({ offset: comma, length: 1 + blanks, content: '' })
  }
  return applyEdits(text, edits)
}

export function replaceNode(text: string, node: Node, content: string): string {
  return applyEdits(text, [{ offset: node.offset, length: node.length, content }])
}

/** A value as it is written under a key of the outermost object: an array has a line for each of its elements. */
function valueText(text: string, value: unknown, isOutermost: boolean): string {
  if (!isOutermost || !Array.isArray(value)) return JSON.stringify(value)
  const [eol, unit] = [lineBreak(text), indentUnit(text)]
  return `[${value.map((one) => `${eol}${unit}${unit}${JSON.stringify(one)}`).join(',')}${eol}${unit}]`
}

/** Sets a key of an object, or takes it away where the value is undefined. */
export function putProperty(text: string, object: Node, key: string, value: unknown): string {
  const properties = object.children ?? []
  const index = properties.findIndex((one) => one.children?.[0]?.value === key)
  const known = properties[index]?.children?.[1]
  if (value === undefined) return index < 0 ? text : removeFromList(text, object, index)
  const content = valueText(text, value, object.parent === undefined)
  return known === undefined
    ? appendToList(text, object, `${JSON.stringify(key)}: ${content}`)
    : replaceNode(text, known, content)
}
