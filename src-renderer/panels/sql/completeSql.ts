import { elementAt } from '../../base/required'
import { nodesOf, nameOf, wordOf } from '../../query/sql/sqlNodes'
import { scanSql, type SqlToken } from '../../query/sql/scan'
import { namedQueries, selectsOf } from '../../query/sql/selects'
import { statementAt } from '../../query/sql/splitStatements'
import type { SqlFunction } from './sqlFunctions'
import { FIRST_KEYWORDS, KEYWORDS } from './sqlNames'
import { sqlName, sqlTableName, type SqlTable } from './sqlSchema'

/** What SQL of a workspace can name. */
export interface KnownNames {
  readonly tables: readonly SqlTable[]
  readonly functions: readonly SqlFunction[]
  /** Saved queries that run as they are. */
  readonly queries: readonly { readonly name: string; readonly title: string; readonly sql: string }[]
}

export interface SqlCompletion {
  readonly label: string
  readonly kind: 'column' | 'alias' | 'table' | 'query' | 'function' | 'keyword'
  /** What goes into the text; a function's brackets are not part of it. */
  readonly apply: string
  /** Beside the label: a type, a table, arguments. */
  readonly detail: string
  /** What it means, where that is known. */
  readonly about: string
}

const MOST = 100
/** Words behind which a table stands. */
const BEFORE_TABLES = new Set(['from', 'join', 'describe', 'summarize'])
/** Words behind which a name of one's own stands. */
const BEFORE_NAMES = new Set(['as'])
const CLAUSE_WORDS = new Set(KEYWORDS.flatMap((keyword) => keyword.toLowerCase().split(/\W+/)))

/** How well a label fits what was typed, 0 best; null for not at all. */
function fit(label: string, typed: string): number | null {
  const [name, wanted] = [label.toLowerCase(), typed.toLowerCase()]
  if (wanted === '' || name.startsWith(wanted)) return 0
  const inner = [...label.matchAll(/(?<=[a-z\d])[A-Z]|(?<=[_\s.-])\w/g)].some((part) =>
    name.startsWith(wanted, part.index),
  )
  return inner ? 1 : wanted.length > 1 && name.includes(wanted) ? 2 : null
}

/** What a statement names: its tables under their aliases, the queries of its own, and the names that it gives. */
function namesIn(statement: string, known: KnownNames) {
  const nodes = nodesOf(statement)
  const own = namedQueries(nodes).map(({ name }) => name)
  const given = [...scanSql(statement)]
    .filter(({ kind }) => kind !== 'space' && kind !== 'comment')
    .flatMap((token, at, all) =>
      wordOf(all[at - 1]) === 'as' && all[at + 1]?.text !== '(' ? (nameOf(token) ?? []) : [],
    )
  const read = selectsOf(nodes)
    .flatMap(({ relations }) => relations)
    .flatMap(({ name, schema, alias }) => {
      const isNamed = (table: SqlTable): boolean =>
        table.name.toLowerCase() === name?.toLowerCase() && table.schema === (schema?.toLowerCase() ?? 'main')
      const table = own.includes(name ?? '') ? undefined : known.tables.find(isNamed)
      return table === undefined ? [] : [{ table, called: alias ?? table.name }]
    })
  return { own, given: given.filter((name) => !read.some(({ called }) => called === name)), read }
}

function columnsOf({ table, called }: { table: SqlTable; called: string }, isQualified: boolean): SqlCompletion[] {
  return table.columns.map(({ name, type, about }) => ({
    label: name,
    kind: 'column',
    apply: isQualified ? `${sqlName(called)}.${sqlName(name)}` : sqlName(name),
    detail: `${type} · ${called}`,
    about,
  }))
}

const tableEntry = (table: SqlTable): SqlCompletion => ({
  label: table.schema === 'main' ? table.name : `${table.schema}.${table.name}`,
  kind: 'table',
  apply: sqlTableName(table),
  detail: table.about,
  about: '',
})
const alias = (name: string, detail: string): SqlCompletion => ({
  label: name,
  kind: 'alias',
  apply: sqlName(name),
  detail,
  about: '',
})
const functionEntry = ({ name, kind, signatures, about }: SqlFunction): SqlCompletion => ({
  label: name,
  kind: 'function',
  apply: name,
  detail: elementAt(signatures, 0).slice(name.length),
  about: [`${kind === 'scalar' ? 'function' : kind}`, ...signatures, about].filter((line) => line !== '').join('\n'),
})
const keywordEntry = (label: string): SqlCompletion => ({ label, kind: 'keyword', apply: label, detail: '', about: '' })

/** The word that is being written at a place, and the token before it; null inside of texts, numbers and comments. */
function wordAt(text: string, at: number): { from: number; typed: string; before: readonly SqlToken[] } | null {
  const tokens = [...scanSql(text.slice(0, at))]
  const last = tokens.at(-1)
  const meaningful = (list: readonly SqlToken[]) => list.filter(({ kind }) => kind !== 'space' && kind !== 'comment')
  if (last?.kind === 'string' || last?.kind === 'number' || last?.kind === 'parameter') return null
  if (last?.kind === 'comment' && !(last.text.startsWith('/*') && last.text.endsWith('*/'))) return null
  if (last?.kind === 'word') return { from: last.start, typed: last.text, before: meaningful(tokens.slice(0, -1)) }
  if (last?.kind === 'quoted' && !/[^"]"$/.test(last.text))
    return { from: last.start, typed: last.text.slice(1), before: meaningful(tokens.slice(0, -1)) }
  return { from: at, typed: '', before: meaningful(tokens) }
}

/** Whether the place is in the list of tables of a FROM. */
function isInTableList(before: readonly SqlToken[]): boolean {
  if (before.at(-1)?.text !== ',') return false
  const clause = before.findLast(({ kind, text }) => kind === 'word' && CLAUSE_WORDS.has(text.toLowerCase()))
  return wordOf(clause) === 'from' && !before.slice(before.indexOf(clause!)).some(({ text }) => text === '(')
}

/**
 * What could stand at a place of a text, best first: what the statement names, then all columns, tables, functions and
 * keywords; and where the word that is being written begins. Null where nothing is to be offered. Unasked (`asked` is
 * false), only a word that was begun is completed.
 */
export function completeSql(
  text: string,
  at: number,
  known: KnownNames,
  asked: boolean,
): { readonly from: number; readonly options: readonly SqlCompletion[] } | null {
  const word = wordAt(text, at)
  if (word === null) return null
  const { from, typed, before } = word
  const place = statementAt(text, at)
  const end = place?.end ?? text.length
  // What is being written names nothing yet.
  const rest = text.slice(at, Math.max(at, end)).replace(/^[\p{L}\p{N}_$]+/u, '')
  const { own, given, read } = namesIn(`${text.slice(place?.from ?? 0, from)} ${rest}`, known)
  const last = before.at(-1)
  const isIn = place !== null && (last?.start ?? -1) >= place.from && last?.text !== ';'
  const groups: SqlCompletion[][] = []
  if (last?.text === '.') {
    const qualifier = nameOf(before.at(-2))?.toLowerCase()
    const named = read.filter(({ called }) => called.toLowerCase() === qualifier)
    const others = known.tables.filter(({ name, schema }) => schema === 'main' && name.toLowerCase() === qualifier)
    groups.push(
      (named.length > 0 ? named : others.map((table) => ({ table, called: table.name }))).flatMap((one) =>
        columnsOf(one, false),
      ),
      known.tables
        .filter(({ schema }) => schema === qualifier)
        .map((table) => ({ ...tableEntry(table), label: table.name, apply: sqlName(table.name) })),
    )
  } else if (!asked && (typed === '' || BEFORE_NAMES.has(wordOf(last)))) return null
  else {
    const keywords = KEYWORDS.map(keywordEntry)
    const tables = [
      ...own.map((name) => ({ ...alias(name, 'query of this statement'), kind: 'table' as const })),
      ...known.tables.map(tableEntry),
    ]
    const isTable = isIn && (BEFORE_TABLES.has(wordOf(last)) || isInTableList(before))
    if (isTable) {
      const queries = known.queries.map(({ name, title, sql }): SqlCompletion => ({
        label: name,
        kind: 'query',
        apply: `(\n${sql}\n) AS ${sqlName(name.replace(/\W+/g, '_'))}`,
        detail: 'saved query',
        about: title,
      }))
      groups.push(tables, queries, known.functions.filter(({ kind }) => kind === 'table').map(functionEntry))
    } else {
      const counts = new Map<string, number>()
      for (const { table } of read) for (const { name } of table.columns) counts.set(name, (counts.get(name) ?? 0) + 1)
      const named = read.flatMap((one) =>
        columnsOf(one, false).map((entry) =>
          (counts.get(entry.label) ?? 0) > 1 ? { ...entry, apply: `${sqlName(one.called)}.${entry.apply}` } : entry,
        ),
      )
      groups.push(
        [...named, ...given.map((name) => alias(name, 'named in this statement'))],
        read.filter(({ called, table }) => called !== table.name).map(({ called, table }) => alias(called, table.name)),
        known.tables.flatMap((table) => columnsOf({ table, called: table.name }, false)),
        tables,
        known.functions.filter(({ kind }) => kind !== 'table').map(functionEntry),
        keywords,
      )
    }
    // A statement begins with a keyword, and behind a value no further value can stand.
    if (!isIn) groups.unshift(keywords.filter(({ label }) => FIRST_KEYWORDS.has(label)))
    else if (endsValue(last)) groups.unshift(keywords)
  }
  return { from, options: ranked(groups, typed) }
}

/** Whether a token ends a value or a name, so that a keyword or a sign must follow. */
function endsValue(token: SqlToken | undefined): boolean {
  if (token === undefined) return false
  if (token.kind === 'word') return !CLAUSE_WORDS.has(token.text.toLowerCase())
  return ['quoted', 'string', 'number', 'parameter'].includes(token.kind) || token.text === ')'
}

/** What fits, best first; of what is written alike, the first. */
function ranked(groups: readonly (readonly SqlCompletion[])[], typed: string): readonly SqlCompletion[] {
  const seen = new Set<string>()
  return groups
    .flatMap((group, at) => group.map((entry) => ({ entry, at, score: fit(entry.label, typed) })))
    .filter(({ entry, score }) => score !== null && !seen.has(entry.apply) && seen.add(entry.apply))
    .map((one, index) => ({ ...one, index, exact: one.entry.label.toLowerCase() === typed.toLowerCase() ? 0 : 1 }))
    .sort((a, b) => a.exact - b.exact || Number(a.score) - Number(b.score) || a.at - b.at || a.index - b.index)
    .slice(0, MOST)
    .map(({ entry }) => entry)
}
