import type { Catalog } from '../contract/catalog'
import { formulaNames, readFormula, type Formula } from '../../model/formula'
import { readMeasure, type EventMeasure, type Measure } from '../../model/measure'
import { readCondition } from './condition'
import { nearest } from './nearest'
import { refuse } from './refuse'

/** What measures are called that are given without a name: A, B … Z, A2 … */
function letter(index: number): string {
  const round = Math.floor(index / 26)
  return `${String.fromCharCode(65 + (index % 26))}${round === 0 ? '' : round + 1}`
}

/** A measure without what it says of its direction, and that; null where it says nothing. Throws `bad-parameter`. */
export function withoutDirection(value: unknown, parameter: string): readonly [unknown, 'up' | 'down' | null] {
  if (typeof value !== 'object' || value === null || !('good' in value)) return [value, null]
  const { good, ...own } = value
  if (good === null || good === 'up' || good === 'down') return [own, good]
  return refuse(parameter, value, '"good" of a measure is "up" or "down"')
}

/**
 * Reads `measures`: a list of measures, or of names of the model's; one without a name is called by a letter. Throws
 * `bad-parameter`.
 */
export function readMeasures(value: unknown, parameter = 'measures'): readonly (string | Measure)[] {
  if (!Array.isArray(value) || value.length === 0)
    refuse(parameter, value, 'must be a list of measures like {"name":"A","event":"purchase","measure":"count"}')
  const read = value.map((one: unknown, index): string | Measure => {
    if (typeof one === 'string') return one === '' ? refuse(parameter, value, 'a measure has a name') : one
    const named =
      typeof one === 'object' && one !== null && !Array.isArray(one) && !('name' in one)
        ? { name: letter(index), ...one }
        : one
    const [own] = withoutDirection(named, parameter)
    const measure = readMeasure(own, (says) => refuse(parameter, one, says))
    if ('event' in measure) readCondition(measure.event, parameter)
    return measure
  })
  const names = read.map((one) => (typeof one === 'string' ? one : one.name))
  const twice = names.find((name, index) => names.indexOf(name) < index)
  if (twice !== undefined) refuse(parameter, value, `two measures are called ${twice}; give one another name`)
  return read
}

/** Reads `formula`: one, several with commas between, or a list of them. Throws `bad-parameter` with the fault's column. */
export function readFormulas(value: unknown, parameter = 'formula'): readonly string[] {
  const given: unknown =
    typeof value === 'string' && value.trim().startsWith('[') ? parsedList(value, parameter) : value
  const list: readonly unknown[] = Array.isArray(given) ? given : typeof given === 'string' ? given.split(',') : [given]
  return list.map((one, index) => {
    if (typeof one !== 'string') return refuse(parameter, value, 'a formula is a text like "A / B"')
    const text = one.trim()
    const which = list.length === 1 ? '' : `formula ${index + 1}, `
    readFormula(text, (column, says) => refuse(parameter, text, `${which}column ${column}: ${says}`))
    return text
  })
}

function parsedList(text: string, parameter: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return refuse(parameter, text, 'a list of formulas looks like ["A / B","A - B"]')
  }
}

/** A line of an answer: what is computed, over the event measures that it needs. */
export interface MeasureSeries {
  readonly name: string
  /** Its names are those of `parts`; of a measure that is no formula, its own. */
  readonly formula: Formula
}

/** What is asked for: the lines of the answer, and the event measures that they are computed from, by name. */
export interface AskedMeasures {
  readonly series: readonly MeasureSeries[]
  readonly parts: readonly EventMeasure[]
}

/**
 * The lines that measures and formulas make: the formulas where there are some, else each measure. Names are those of
 * the list (null for none, where there are formulas), then the model's; formulas over formulas are put in. Throws
 * `bad-parameter`, for `parameter` where it is about the list.
 */
export function resolveMeasures(
  measures: unknown,
  formulas: unknown,
  catalog: Catalog,
  parameter = 'measures',
): AskedMeasures {
  const texts = formulas === null || formulas === undefined ? [] : readFormulas(formulas)
  const listed = measures === null && texts.length > 0 ? [] : readMeasures(measures, parameter)
  const own = listed.filter((one): one is Measure => typeof one !== 'string')
  const known = new Map<string, Measure>([...(catalog.measures ?? []), ...own].map((one) => [one.name, one] as const))
  const parts = new Map<string, EventMeasure>()

  const missing = (name: string, about: string, at: string): never => {
    const names = [...known.keys()]
    const near = nearest(name, names)
    const hint =
      near.length > 0
        ? `did you mean ${near.join(' or ')}?`
        : names.length > 0
          ? `the measures are ${names.join(', ')}`
          : 'the workspace has no measures yet'
    return refuse(about, name, `${at}there is no measure "${name}"; ${hint}`)
  }
  const expand = (formula: Formula, about: string, inside: readonly string[]): Formula => {
    switch (formula.kind) {
      case 'number':
        return formula
      case 'minus':
        return { ...formula, of: expand(formula.of, about, inside) }
      case 'both':
        return { ...formula, left: expand(formula.left, about, inside), right: expand(formula.right, about, inside) }
      case 'name': {
        const { name, column } = formula
        const measure = known.get(name)
        if (measure === undefined) return missing(name, about, column === 0 ? '' : `column ${column}: `)
        if ('event' in measure) {
          parts.set(name, measure)
          return formula
        }
        if (inside.includes(name))
          return refuse(about, name, `measure ${name} is a formula over itself: ${[...inside, name].join(' → ')}`)
        const inner = readFormula(measure.formula, (at, says) =>
          refuse(about, measure.formula, `the formula of measure ${name}, column ${at}: ${says}`),
        )
        return expand(inner, about, [...inside, name])
      }
    }
  }
  const series = [
    ...texts.map((text): MeasureSeries => {
      const formula = readFormula(text, (column, says) => refuse('formula', text, `column ${column}: ${says}`))
      if (formulaNames(formula).length === 0) return refuse('formula', text, `"${text}" names no measure`)
      return { name: text, formula: expand(formula, 'formula', []) }
    }),
    ...(texts.length > 0 ? [] : listed).map((one): MeasureSeries => {
      const name = typeof one === 'string' ? one : one.name
      return { name, formula: expand({ kind: 'name', name, column: 0 }, parameter, []) }
    }),
  ]
  return { series, parts: [...parts.values()] }
}
