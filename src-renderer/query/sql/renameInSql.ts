import { derivedNames } from '../../model/schema'
import { identifier } from './literal'
import { scanSql, type SqlToken } from './scan'

/** SQL in which a table has another name. */
export interface RenamedSql {
  readonly text: string
  /** How often the table was named, and is renamed. */
  readonly renamed: number
  /** How often its name stands where it may mean something else (a column, an alias): there it stays. */
  readonly open: number
}

/** Where tables stand: as they are, and as the model shows them. */
const SCHEMAS = new Set(['main', 'model'])
/** Words after which a list of tables is at its end. */
const ENDS_FROM = /^(?:where|group|order|having|limit|offset|window|qualify|union|intersect|except|select|set)$/i

/**
 * Gives a table and what is derived of it another name wherever SQL reads it: after FROM and JOIN, in their lists, and
 * before the dot of a column. A text that uses the name as an alias or for a query of its own stays as it is.
 */
export function renameInSql(sql: string, from: string, to: string): RenamedSql {
  const names = new Map([
    [from.toLowerCase(), to],
    ...Object.entries(derivedNames(from)).map(
      ([kind, name]) => [name.toLowerCase(), derivedNames(to)[kind as keyof ReturnType<typeof derivedNames>]] as const,
    ),
  ])
  const tokens = [...scanSql(sql)]
  const words = tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment')
  const readings = tableReadings(words)
  let [renamed, open] = [0, 0]
  const isOwn = words.some((token, index) => names.has(nameOf(token)) && isDefined(words, index))
  const text = tokens
    .map((token) => {
      const name = names.get(nameOf(token))
      if (name === undefined) return token.text
      const isRead = readings.has(token) || isQualifier(words, words.indexOf(token))
      if (isOwn || !isRead) {
        open++
        return token.text
      }
      renamed++
      return identifier(name)
    })
    .join('')
  return { text, renamed, open }
}

/** A name in lower case; '' for what is none. */
function nameOf({ kind, text }: SqlToken): string {
  if (kind === 'word') return text.toLowerCase()
  return kind === 'quoted' ? text.slice(1, -1).replaceAll('""', '"').toLowerCase() : ''
}

/** The names that stand where a table is read. */
function tableReadings(words: readonly SqlToken[]): ReadonlySet<SqlToken> {
  const found = new Set<SqlToken>()
  /** Of each open parenthesis: whether a list of tables is going on in it. */
  const lists: boolean[] = [false]
  let isNext = false
  words.forEach((token, index) => {
    const { text } = token
    const depth = lists.length - 1
    if (text === '(') lists.push(false)
    else if (text === ')') {
      if (depth > 0) lists.pop()
    } else if (/^(?:from|join)$/i.test(text) && !/^distinct$/i.test(words[index - 1]?.text ?? '')) {
      lists[depth] = true
      isNext = true
      return
    } else if (text === ',' && lists[depth] === true) {
      isNext = true
      return
    } else if (token.kind === 'word' && ENDS_FROM.test(text)) lists[depth] = false
    else if (isNext && SCHEMAS.has(nameOf(token)) && words[index + 1]?.text === '.') return
    else if (isNext && text === '.') return
    else if (isNext && nameOf(token) !== '') found.add(token)
    isNext = false
  })
  return found
}

function isQualifier(words: readonly SqlToken[], index: number): boolean {
  return words[index + 1]?.text === '.' && words[index - 1]?.text !== '.'
}

/** `AS name`, `WITH name AS`, `, name AS (`: the name stands for something of this query's own. */
function isDefined(words: readonly SqlToken[], index: number): boolean {
  const before = words[index - 1]?.text.toLowerCase()
  const isQuery = words[index + 1]?.text.toLowerCase() === 'as' && words[index + 2]?.text === '('
  return before === 'as' || isQuery
}
