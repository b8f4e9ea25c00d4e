import { applyEdits, parseTree, type Node, type ParseError } from 'jsonc-parser'
import { isLatheError } from '../model/error'
import { removeFromList, treeOf } from '../model/editJson'
import type { FileStore } from '../store/files'
import { DAMAGED_FOLDER, OWN_FILES, OWN_FOLDERS } from '../store/layout'
import { namesWord } from '../store/userNames'

/** People's own files, by their paths: those that were changed, and those in which an id still stands as a word. */
export interface SavedIds {
  readonly changed: readonly string[]
  readonly naming: readonly string[]
}

/**
 * Puts another id in the place of a user's in people's own files, or (null) takes it away: in the lists of users of
 * segments and the model, and, for another id, as the value of a condition. What names it otherwise (SQL, words about
 * it) stays as it is. Each file is changed in one step. Throws `store-write`.
 */
export async function changeSavedIds(files: FileStore, user: string, by: string | null): Promise<SavedIds> {
  const changed: string[] = []
  const naming: string[] = []
  // As JSON writes it, and as SQL does.
  const names = [JSON.stringify(user).slice(1, -1), user].map(namesWord)
  for (const path of await ownPaths(files)) {
    const before = await textOf(files, path)
    if (before === null || !names.some((one) => one(before))) continue
    const after = path.endsWith('.json') ? withOtherId(before, user, by) : before
    if (after !== before) {
      await files.replace(path, new TextEncoder().encode(after))
      changed.push(path)
    }
    if (names.some((one) => one(after))) naming.push(path)
  }
  return { changed, naming }
}

async function ownPaths(files: FileStore): Promise<readonly string[]> {
  const folders = OWN_FOLDERS.filter((folder) => folder !== DAMAGED_FOLDER)
  const lists = await Promise.all(folders.map((folder) => files.list(folder)))
  return [...lists.flat().map(({ path }) => path), ...OWN_FILES]
}

async function textOf(files: FileStore, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await files.read(path))
  } catch (error) {
    if (isLatheError(error, 'not-found')) return null
    throw error
  }
}

/** The text of a file with its ids changed, its form and comments kept; as it was where it is no JSON. */
function withOtherId(text: string, user: string, by: string | null): string {
  const root = parsed(text)
  if (root === null) return text
  if (by !== null) {
    const content = JSON.stringify(by)
    const found = nodesWith(root, user, ['users', 'value'])
    return applyEdits(
      text,
      found.map(({ offset, length }) => ({ offset, length, content })),
    )
  }
  let left = text
  for (;;) {
    const [node] = nodesWith(treeOf(left), user, ['users'])
    const list = node?.parent
    if (node === undefined || list?.type !== 'array') return left
    left = removeFromList(left, list, list.children?.indexOf(node) ?? 0)
  }
}

/** Null where a text is no JSON. */
function parsed(text: string): Node | null {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  return errors.length > 0 ? null : (root ?? null)
}

/** The strings that are an id, as the value of one of some keys or in a list that is. */
function nodesWith(node: Node, user: string, keys: readonly string[], key = ''): readonly Node[] {
  if (node.type === 'string') return node.value === user && keys.includes(key) ? [node] : []
  if (node.type === 'property') {
    const [name, value] = node.children ?? []
    return value === undefined ? [] : nodesWith(value, user, keys, String(name?.value))
  }
  const inner = node.type === 'array' ? key : ''
  return (node.children ?? []).flatMap((child) => nodesWith(child, user, keys, inner))
}
