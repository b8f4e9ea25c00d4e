import { LatheError } from '../../model/error'
import { bind } from '../../query/analysis/bind'
import { boundOffset } from '../../query/analysis/boundOffset'
import type { Catalog } from '../../query/contract/catalog'
import type { ParameterSpec } from '../../query/contract/parameter'
import { readParameters } from '../../query/analysis/parameters'
import { hasHeader, readQueryFile } from '../../query/saved/queryFile'
import type { RawValues } from '../analysis/parameterErrors'
import { columnsForParameters } from '../../query/saved/runnableQuery'
import { scanSql } from '../../query/sql/scan'

/** SQL that can run, and how its places lead back to the text in the editor. */
export interface PreparedSql {
  readonly sql: string
  /** The values that stand for `$names`, in words. */
  readonly notes: readonly string[]
  positionOf(offset: number): number
}

/** The `$names` of a text, each once, in their order, with where they stand first. */
export function parameterNames(sql: string): ReadonlyMap<string, number> {
  const names = new Map<string, number>()
  for (const token of scanSql(sql))
    if (token.kind === 'parameter' && !names.has(token.text.slice(1))) names.set(token.text.slice(1), token.start)
  return names
}

/** A `$name` that no header line declares. `offset` is its place in the text that was to run. */
export class UndeclaredParameter extends LatheError<'bad-parameter'> {
  constructor(
    readonly parameter: string,
    readonly offset: number,
  ) {
    super(
      'bad-parameter',
      `$${parameter} has no value. Begin the text with a line such as "-- parameter: ${parameter} date = ` +
        '2024-01-31", or save the query, which asks for its type.',
      { parameter, value: '' },
    )
  }
}

/**
 * What to run of the editor's text (`text` is all of `whole` or a selection of it): `$names` take the values that were chosen,
 * else the defaults that the header gives. Throws `bad-file` with the line of a wrong header, `bad-parameter` for a wrong value, and UndeclaredParameter.
 */
export function prepareSql(whole: string, text: string, catalog: Catalog, chosen: RawValues = {}): PreparedSql {
  const names = parameterNames(text)
  if (names.size === 0) return { sql: text, notes: [], positionOf: (offset) => offset }
  const file = hasHeader(whole)
    ? readQueryFile('SQL', whole)
    : { parameters: [] as readonly ParameterSpec[], tables: [], sql: whole }
  const isDeclared = (name: string): boolean => file.parameters.some((spec) => spec.name === name)
  for (const [name, offset] of names) if (!isDeclared(name)) throw new UndeclaredParameter(name, offset)
  const values = readParameters(
    file.parameters,
    Object.fromEntries(Object.entries(chosen).filter(([name]) => isDeclared(name))),
  )
  const columns = columnsForParameters(file, catalog)
  return {
    sql: bind(text, file.parameters, values, columns),
    notes: [...names.keys()].map((name) => {
      const value = values[name] ?? null
      return `$${name} = ${value === null ? 'none' : typeof value === 'string' ? value : JSON.stringify(value)}`
    }),
    positionOf: (offset) => boundOffset(offset, text, file.parameters, values, columns),
  }
}
