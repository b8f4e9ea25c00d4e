import { required } from '../../base/required'
import type { Analysis } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterValues } from '../contract/parameter'
import type { Measure } from '../../model/measure'
import { eventRules, measureWithEvents, ruleWithEvents, valueWithEvents, type EventRules } from '../sql/customEvents'
import { clockColumns } from './clockColumns'
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
  return made.size > 0 && textsOf({ values, catalog }).some((text) => made.has(text))
}

/** Every text in what is asked, and in what it may name. */
function textsOf({ values, catalog }: Asked): readonly string[] {
  return textsIn([values, catalog.segments ?? [], catalog.measures ?? [], catalog.ownZones?.column ?? null])
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
    const found = namesMadeColumn(meant) ? { ...meant, catalog: modelCatalog(meant.catalog) } : meant
    const { ownZones } = found.catalog
    if (ownZones === undefined) return found
    const clocks = clockColumns(found.catalog, new Set(textsOf(found)))
    return { ...found, catalog: { ...found.catalog, ownZones: { ...ownZones, clockColumns: clocks } } }
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
