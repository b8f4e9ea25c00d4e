import { required } from '../../base/required'
import type { Analysis, Preset } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { Axis } from '../contract/numberSearch'
import type { ParameterSpec, ParameterValue, ParameterValues } from '../contract/parameter'
import { COMMON_AXES } from './commonAxes'

/** One definition of a question. */
export interface Variant {
  readonly values: ParameterValues
  /** The parameters in which it differs from the question as it stands, in the analysis's order. */
  readonly changed: readonly string[]
  /** The preset that it began with. */
  readonly preset: Preset | null
  /** Nothing but that preset was chosen. */
  readonly isPreset: boolean
}

/** One choice: a preset's values, or one of a parameter. */
interface Choice {
  readonly values: ParameterValues
  readonly preset?: Preset
}
/** Choices that exclude each other. */
type Dimension = readonly Choice[]

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null)

function valuesOfAxis(
  { values: given }: Axis,
  spec: ParameterSpec,
  values: ParameterValues,
  catalog: Catalog,
): readonly ParameterValue[] {
  if (typeof given === 'function') return given(values, catalog)
  if (given !== undefined) return given
  if (spec.type === 'boolean') return [false, true]
  return (spec.options ?? []).map(({ value, amount }) => (amount === undefined ? value : `${value}:${amount}`))
}

/** The axes of an analysis that it has parameters for. */
function axesOf({ parameters, otherTools }: Analysis): readonly (readonly [Axis, ParameterSpec])[] {
  return [...(otherTools?.axes ?? []), ...COMMON_AXES].flatMap((axis) => {
    const spec = parameters.find(({ name }) => name === axis.parameter)
    return spec === undefined ? [] : [[axis, spec] as const]
  })
}

/** What a variant may choose: first a preset, then a value of each axis other than the question's own. */
function dimensionsOf(analysis: Analysis, values: ParameterValues, catalog: Catalog): readonly Dimension[] {
  const has = (name: string): boolean => analysis.parameters.some((spec) => spec.name === name)
  const presets = (analysis.presets ?? []).map((preset): Choice => {
    const own = Object.entries(preset.values).filter(([name, value]) => has(name) && !same(values[name], value))
    return { preset, values: Object.fromEntries(own) }
  })
  const ofAxes = axesOf(analysis).map(([axis, spec]): Dimension =>
    valuesOfAxis(axis, spec, values, catalog)
      .filter((value) => !same(values[spec.name], value))
      .map((value) => ({ values: { [spec.name]: value } })),
  )
  return [presets.filter((choice) => Object.keys(choice.values).length > 0), ...ofAxes].filter(
    (dimension) => dimension.length > 0,
  )
}

/** All ways to choose from `count` of the dimensions, from their index `start`. */
function* choicesFrom(dimensions: readonly Dimension[], count: number, start = 0): Generator<readonly Choice[]> {
  if (count === 0) {
    yield []
    return
  }
  for (let index = start; index <= dimensions.length - count; index++)
    for (const choice of required(dimensions[index]))
      for (const rest of choicesFrom(dimensions, count - 1, index + 1)) yield [choice, ...rest]
}

/** How many combinations there are: variants that come out alike count each. */
export function countVariants(analysis: Analysis, values: ParameterValues, catalog: Catalog): number {
  return dimensionsOf(analysis, values, catalog).reduce((product, dimension) => product * (dimension.length + 1), 1)
}

/**
 * The definitions of a question: as it stands, then those with one choice (a preset, or another value of an axis), then
 * with two, and so on; each once.
 */
export function* variantsOf(analysis: Analysis, values: ParameterValues, catalog: Catalog): Generator<Variant> {
  const dimensions = dimensionsOf(analysis, values, catalog)
  const seen = new Set<string>()
  for (let count = 0; count <= dimensions.length; count++)
    for (const choices of choicesFrom(dimensions, count)) {
      const chosen = Object.assign({}, values, ...choices.map((choice) => choice.values)) as ParameterValues
      const changed = analysis.parameters.map(({ name }) => name).filter((name) => !same(values[name], chosen[name]))
      const key = JSON.stringify(changed.map((name) => [name, chosen[name]]))
      if (seen.has(key)) continue
      seen.add(key)
      const preset = choices.find((choice) => choice.preset !== undefined)?.preset ?? null
      yield { values: chosen, changed, preset, isPreset: preset !== null && count === 1 }
    }
}
