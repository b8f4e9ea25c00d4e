import { required } from '../../base/required'
import { DEFAULT_DEFINITION, DIFFED, type ComparedName } from '../../../queries/definitions/sides'
import { mapFigures } from '../../chart/figures'
import type { ChartSpec } from '../../chart/spec'
import type { Analysis } from '../../query/contract/analysis'
import type { ParameterSpec, ParameterValues } from '../../query/contract/parameter'

/** What both definitions have in common, of the compared analysis's parameters: asked for in the form. */
const QUESTION: Readonly<Record<ComparedName, readonly string[]>> = {
  retention: ['start_event', 'return_event', 'unit', 'periods'],
  funnel: ['steps', 'window'],
}

/** Definition B as long as none is chosen: one that differs from the default. */
const OTHER: Readonly<Record<ComparedName, string>> = { retention: 'rolling', funnel: 'mixpanel' }

function definitionSpec(name: 'a' | 'b', compared: ComparedName): ParameterSpec {
  const presets = DIFFED[compared].presets ?? []
  return {
    name,
    type: 'choice',
    label: `Definition ${name.toUpperCase()}`,
    default: name === 'a' ? DEFAULT_DEFINITION : OTHER[compared],
    help: 'How it is counted.',
    options: [
      { value: DEFAULT_DEFINITION, label: "Lathe's default", help: 'Every option at its default.' },
      ...presets.map((preset) => ({ value: preset.name, label: preset.title, help: preset.about })),
    ],
  }
}

function questionSpecs(compared: ComparedName): readonly ParameterSpec[] {
  return (
    DIFFED[compared].parameters
      .filter((spec) => QUESTION[compared].includes(spec.name))
      // Proposals from the data belong to the panel of the analysis itself.
      .map(({ suggest, ...spec }) => {
        void suggest
        return { ...spec, more: spec.name === 'periods' }
      })
  )
}

/** The parameters of definition-diff for what the form gives. */
export function diffValues(values: ParameterValues, compared: ComparedName): ParameterValues {
  const question = questionSpecs(compared)
    .filter((spec) => JSON.stringify(values[spec.name] ?? null) !== JSON.stringify(spec.default))
    .map((spec) => [spec.name, values[spec.name] ?? null] as const)
  const rest = Object.entries(values).filter(([name]) => !QUESTION[compared].includes(name))
  return {
    // Two definitions side by side are compared as it is: the form has no field for more.
    compare: null,
    ...Object.fromEntries(rest),
    analysis: compared,
    parameters: question.length === 0 ? null : JSON.stringify(Object.fromEntries(question)),
  }
}

/**
 * An analysis of definitions with parameters fit for a form: presets to choose from, and the question by its own
 * fields. What it answers is the analysis's.
 */
export function diffForm(analysis: Analysis, compared: ComparedName): Analysis {
  const own = (values: ParameterValues): ParameterValues => diffValues(values, compared)
  return {
    ...analysis,
    parameters: [
      definitionSpec('a', compared),
      definitionSpec('b', compared),
      ...questionSpecs(compared),
      ...analysis.parameters
        .filter((spec) => !['analysis', 'a', 'b', 'parameters', 'compare'].includes(spec.name))
        .map((spec) => (spec.name === 'figures' ? { ...spec, more: true } : spec)),
    ],
    plan: (values, catalog, source) => analysis.plan(own(values), catalog, source),
    ...(analysis.drill === undefined
      ? {}
      : { drill: (figure, values, catalog, source) => analysis.drill?.(figure, own(values), catalog, source) ?? null }),
    ...(analysis.charts === undefined
      ? {}
      : { charts: (result, values) => analysis.charts?.(result, own(values)) ?? [] }),
    ...(analysis.kpis === undefined
      ? {}
      : { kpis: (result, values, more) => analysis.kpis?.(result, own(values), more) ?? [] }),
    ...(analysis.kpiPlan === undefined
      ? {}
      : { kpiPlan: (values, catalog, source) => required(analysis.kpiPlan?.(own(values), catalog, source)) }),
  }
}

/** A chart whose marks open nothing: drawn beside the answer of another query, whose rows they do not name. */
export function withoutFigures(chart: ChartSpec): ChartSpec {
  return mapFigures(chart, () => undefined)
}
