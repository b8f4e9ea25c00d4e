import { required } from '../../base/required'
import type { Analysis } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterValues } from '../contract/parameter'
import type { Measure } from '../../model/measure'
import { eventRules, measureWithEvents, ruleWithEvents, valueWithEvents, type EventRules } from '../sql/customEvents'
import { modelCatalog } from '../sql/modelCatalog'

/** Every text in a value, at any depth. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return (Array.isArray(value) ? value : Object.values(value)).flatMap(textsIn)
}

/** Parameters and catalog as the workspace's model reads them. */
interface Asked {
  readonly values: ParameterValues
  readonly catalog: Catalog
}

/** Whether values, or the segments and measures that they may name, name a column that the model makes. */
function namesMadeColumn({ values, catalog }: Asked): boolean {
  const made = new Set(catalog.tables.flatMap((table) => (table.made ?? []).map((one) => one.name)))
  return (
    made.size > 0 && textsIn([values, catalog.segments ?? [], catalog.measures ?? []]).some((text) => made.has(text))
  )
}

function meaning(values: ParameterValues, analysis: Analysis, rules: EventRules): ParameterValues {
  const types = new Map(analysis.parameters.map(({ name, type }) => [name, type]))
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const type = types.get(name)
      return [name, type === undefined ? value : valueWithEvents(type, value, rules)]
    }),
  )
}

/**
 * An analysis that takes related and computed columns wherever it takes a column, and the model's events wherever it
 * takes an event. Tables are read through the model's views only where something of it is named; without that, nothing
 * differs. Throws what the analysis throws.
 */
export function withModel(analysis: Analysis): Analysis {
  const asked = (values: ParameterValues, catalog: Catalog): Asked => {
    const rules = eventRules(catalog.model?.events ?? [], catalog.counted)
    const { measures, segments } = catalog
    // What events stand for may name columns of the model, too.
    const meant: Asked = {
      values: rules.size === 0 ? values : meaning(values, analysis, rules),
      catalog: {
        ...catalog,
        ...(rules.size === 0 || measures === undefined
          ? {}
          : { measures: measures.map((one) => measureWithEvents(one, rules) as Measure) }),
        ...(rules.size === 0 || segments === undefined
          ? {}
          : {
              segments: segments.map((one) =>
                one.rule === null ? one : { ...one, rule: ruleWithEvents(one.rule, rules) },
              ),
            }),
      },
    }
    return namesMadeColumn(meant) ? { ...meant, catalog: modelCatalog(meant.catalog) } : meant
  }
  return {
    ...analysis,
    plan: (values, catalog, source) => {
      const by = asked(values, catalog)
      return analysis.plan(by.values, by.catalog, source)
    },
    ...(analysis.kpiPlan === undefined
      ? {}
      : {
          kpiPlan: (values, catalog, source) => {
            const by = asked(values, catalog)
            return required(analysis.kpiPlan?.(by.values, by.catalog, source))
          },
        }),
    ...(analysis.population === undefined
      ? {}
      : {
          population: (values, catalog, source) => {
            const by = asked(values, catalog)
            return required(analysis.population?.(by.values, by.catalog, source))
          },
        }),
    ...(analysis.drill === undefined
      ? {}
      : {
          drill: (figure, values, catalog, source) => {
            const by = asked(values, catalog)
            return analysis.drill?.(figure, by.values, by.catalog, source) ?? null
          },
        }),
  }
}
