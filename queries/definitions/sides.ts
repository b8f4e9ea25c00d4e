import { refuse } from '../../src-renderer/query/sql/refuse'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { nearest } from '../../src-renderer/query/sql/nearest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { outsideOf } from '../../src-renderer/query/sql/outside'
import { COMMON_PARAMETERS } from '../../src-renderer/query/sql/source'
import { funnel } from '../funnel/funnel'
import { retentionSummary } from '../retention/retention-summary'

/** The preset's name that stands for an analysis's own defaults. */
export const DEFAULT_DEFINITION = 'default'

/** The analyses that can be compared with themselves: their drills list users, and they have presets. */
export const DIFFED = { retention: retentionSummary, funnel } as const satisfies Readonly<Record<string, Analysis>>
export type ComparedName = keyof typeof DIFFED

/** A definition: what it is called, and all parameters of its analysis. */
export interface Side {
  readonly name: string
  readonly values: ParameterValues
}

/** Two definitions of one analysis for the same question. */
export interface Sides {
  readonly name: ComparedName
  readonly analysis: Analysis
  readonly a: Side
  readonly b: Side
  /** Parameters that differ, in the order of the form. */
  readonly differing: readonly string[]
}

function readObject(parameter: string, text: string, expected: string): Readonly<Record<string, ParameterValue>> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, ParameterValue>>
  } catch {
    // Said below.
  }
  return refuse(parameter, text, expected)
}

function textOf(values: ParameterValues, name: string): string {
  const value = values[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** What a definition sets: a preset's values, none for the default, or a JSON object's. */
function definitionOf(
  parameter: 'a' | 'b',
  text: string,
  analysis: Analysis,
): { readonly name: string; readonly values: Readonly<Record<string, ParameterValue>> } {
  if (text === '' || text === DEFAULT_DEFINITION) return { name: DEFAULT_DEFINITION, values: {} }
  if (text.startsWith('{'))
    return {
      name: text,
      values: readObject(parameter, text, 'must be a JSON object of parameters, such as {"clock":"rolling"}'),
    }
  const presets = analysis.presets ?? []
  const preset = presets.find((one) => one.name === text)
  if (preset !== undefined) return preset
  const names = [DEFAULT_DEFINITION, ...presets.map((one) => one.name)]
  const near = nearest(text, names)
  const instead =
    near.length > 0
      ? `did you mean ${near.join(' or ')}?`
      : `they are ${names.join(', ')}, or a JSON object of parameters`
  return refuse(parameter, text, `there is no definition "${text}"; ${instead}`)
}

/** Reads checked parameter values. Throws `bad-parameter`, also for what the compared analysis refuses. */
export function readSides(values: ParameterValues): Sides {
  const name: ComparedName = values['analysis'] === 'funnel' ? 'funnel' : 'retention'
  const analysis = DIFFED[name]
  const shared = textOf(values, 'parameters')
  const question =
    shared === ''
      ? {}
      : readObject(
          'parameters',
          shared,
          'must be a JSON object, such as {"start_event":"signup"} or {"steps":["view","paid"]}',
        )
  const common = Object.fromEntries(
    COMMON_PARAMETERS.filter(
      (spec) => values[spec.name] !== undefined && JSON.stringify(values[spec.name]) !== JSON.stringify(spec.default),
    ).map((spec) => [spec.name, values[spec.name] ?? null]),
  )
  const side = (parameter: 'a' | 'b'): Side => {
    const definition = definitionOf(parameter, textOf(values, parameter), analysis)
    for (const fixed of ['from', 'to', 'timezone', 'sample']) {
      if (fixed in definition.values)
        refuse(parameter, fixed, `${fixed} is set for both definitions together, not for one of them`)
    }
    // A breakdown splits figures, and changes none.
    const unbroken = Object.fromEntries(
      analysis.parameters.filter((spec) => spec.name.startsWith('breakdown')).map((spec) => [spec.name, spec.default]),
    )
    return {
      name: definition.name,
      values: {
        ...readParameters(analysis.parameters, { ...question, ...definition.values, ...common }),
        ...unbroken,
        ...outsideOf(values),
      },
    }
  }
  const [a, b] = [side('a'), side('b')]
  return {
    name,
    analysis,
    a,
    b,
    differing: analysis.parameters
      .map((spec) => spec.name)
      .filter((one) => JSON.stringify(a.values[one]) !== JSON.stringify(b.values[one])),
  }
}
