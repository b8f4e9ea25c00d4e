import { makeGiveWay } from '../../base/giveWay'
import { isLatheError, LatheError } from '../../model/error'
import type { Analysis, Figure } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterValues } from '../contract/parameter'
import type { QueryPlan } from '../contract/plan'
import type { ResultColumn, ResultTable, ResultValue } from '../contract/result'
import { distanceTo, inSaidUnit, isAlike, isFigure, type SaidNumber } from './saidNumber'
import { countVariants, variantsOf, type Variant } from './variants'

/** A figure that another tool shows, and the one of a question that it is held against. */
export interface NumberQuestion {
  readonly analysis: Analysis
  readonly values: ParameterValues
  readonly catalog: Catalog
  readonly source: string | null
  /** The column, and values that tell the row apart. */
  readonly figure: Figure
  readonly said: SaidNumber
  /** Variants that are tried at most. */
  readonly most: number
}

/** What a variant says in the place of the figure. */
export interface NumberMatch {
  readonly variant: Variant
  readonly column: string
  /** In the unit in which the figure was said. */
  readonly value: number
  /** From the figure; 0 where it is the same to the digits given. */
  readonly distance: number
}

export interface SearchStep {
  readonly tried: number
  readonly total: number
  /** What the variants tried since the last step say. */
  readonly found: readonly NumberMatch[]
}

/** The columns that tell rows apart: the analysis's, and those of a breakdown. */
export function keyColumns({ otherTools }: Analysis, { breakdown }: ParameterValues): readonly string[] {
  const by = Array.isArray(breakdown) ? breakdown.map(String) : typeof breakdown === 'string' ? [breakdown] : []
  return [...by, ...(otherTools?.keys ?? [])]
}

/** The columns that hold figures which a tool may show. */
export function figureColumns({ columns, otherTools }: Analysis): readonly ResultColumn[] {
  return columns.filter(({ name, format }) => isFigure(format) && otherTools?.keys.includes(name) !== true)
}

/** The rows in which all of these values stand. */
export function rowsWith(table: ResultTable, row: Figure['row']): readonly number[] {
  const wanted = Object.entries(row)
  if (wanted.some(([name]) => !table.columns.some((column) => column.name === name))) return []
  return Array.from({ length: table.rowCount }, (_, index) => index).filter((index) =>
    wanted.every(([name, value]) => String(table.value(index, name)) === String(value)),
  )
}

/** The row of a variant: a key that is called as a parameter which it changes has its value. */
function rowOf({ values, changed }: Variant, { row }: Figure): Figure['row'] {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, changed.includes(name) ? (values[name] as ResultValue) : value]),
  )
}

/** The plan of a variant, for its rows alone; null where the analysis has no answer to it. */
function planOf(question: NumberQuestion, { values }: Variant): QueryPlan | null {
  try {
    const plan = question.analysis.plan(values, question.catalog, question.source)
    const { leftOut: _leftOut, notes: _notes, ...asked } = plan
    return asked
  } catch (error) {
    if (isLatheError(error, 'bad-parameter') || isLatheError(error, 'not-found')) return null
    throw error
  }
}

/** The figures of a row that could be meant, by column; none where no row, or more than one, is it. */
function cellsOf(
  table: ResultTable,
  row: Figure['row'],
  columns: readonly ResultColumn[],
): ReadonlyMap<string, number> {
  const [at, more] = rowsWith(table, row)
  if (at === undefined || more !== undefined) return new Map()
  const here = columns.filter(({ name }) => table.columns.some((column) => column.name === name))
  return new Map(
    here.flatMap(({ name }) => {
      const value = table.value(at, name)
      return value === null || !Number.isFinite(Number(value)) ? [] : [[name, Number(value)] as const]
    }),
  )
}

/** The column asked for as near as it is; others only where they are it. */
function matchesOf(
  variant: Variant,
  cells: ReadonlyMap<string, number>,
  columns: readonly ResultColumn[],
  { figure, said }: NumberQuestion,
): readonly NumberMatch[] {
  return columns.flatMap(({ name, format }): NumberMatch[] => {
    const cell = cells.get(name)
    if (cell === undefined) return []
    const value = inSaidUnit(cell, format, said)
    const distance = distanceTo(value, said)
    return name === figure.column || distance === 0 ? [{ variant, column: name, value, distance }] : []
  })
}

/**
 * Tries the definitions of a question, those with the fewest differences first, and says what each has in the place of
 * the figure. Plans that are alike are asked once. Throws what `ask` throws, and `not-found` for a column that there is
 * not.
 */
export async function* searchNumber(
  question: NumberQuestion,
  ask: (plan: QueryPlan) => Promise<ResultTable>,
): AsyncGenerator<SearchStep, void> {
  const { analysis, values, catalog, figure, most } = question
  const base: ParameterValues = 'compare' in values ? { ...values, compare: null } : values
  const all = figureColumns(analysis)
  const asked = all.find(({ name }) => name === figure.column)
  if (asked === undefined)
    throw new LatheError(
      'not-found',
      `${analysis.title} has no figure "${figure.column}"; its figures are ${all.map(({ name }) => name).join(', ')}.`,
      { what: 'column', name: figure.column },
    )
  const columns = [asked, ...all.filter((one) => one !== asked && isAlike(one.format, asked.format))]
  const known = new Map<string, ReadonlyMap<string, number>>()
  const total = Math.min(most, countVariants(analysis, base, catalog))
  const giveWay = makeGiveWay()
  let tried = 0
  for (const variant of variantsOf(analysis, base, catalog)) {
    if (tried >= most) return
    await giveWay()
    tried += 1
    const plan = planOf(question, variant)
    const row = rowOf(variant, figure)
    const key = JSON.stringify([plan, row])
    const cells = plan === null ? new Map<string, number>() : (known.get(key) ?? cellsOf(await ask(plan), row, columns))
    known.set(key, cells)
    yield { tried, total, found: matchesOf(variant, cells, columns, question) }
  }
}
