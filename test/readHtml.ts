import { parse, type DefaultTreeAdapterTypes } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node

/** An element of a page as a browser's parser sees it. */
export interface Element {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** All text within. */
  readonly text: string
}

function elementOf(node: DefaultTreeAdapterTypes.Element): Element {
  const { childNodes } = node
  return {
    tag: node.tagName,
    attributes: Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])),
    children: childNodes.flatMap((child) => ('tagName' in child ? [elementOf(child)] : [])),
    text: childNodes.map(textOf).join(''),
  }
}

function textOf(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

/** A page, read as HTML says. */
export function readHtml(html: string): Element {
  const [root] = parse(html).childNodes.flatMap((child) => ('tagName' in child ? [elementOf(child)] : []))
  return root!
}

/** All elements within that a word of `tag` or `tag.class` names, in order; `.class` any of that class, `*` all. */
export function all(within: Element, selector: string): readonly Element[] {
  const [tag, name] = selector.split('.')
  const isOne = (one: Element): boolean =>
    (tag === '' || tag === '*' || one.tag === tag) &&
    (name === undefined || (one.attributes['class'] ?? '').split(' ').includes(name))
  return within.children.flatMap((child) => [...(isOne(child) ? [child] : []), ...all(child, selector)])
}

/** The first of them. */
export function first(within: Element, selector: string): Element {
  const [found] = all(within, selector)
  if (found === undefined) throw new Error(`There is no ${selector} in <${within.tag}>`)
  return found
}

/** The texts of a table's body, row by row. */
export function bodyRows(table: Element): readonly (readonly string[])[] {
  return all(first(table, 'tbody'), 'tr').map((row) => row.children.map((cell) => cell.text))
}
