import { computed, ref, shallowRef, watch, type ComputedRef } from 'vue'
import type { Analysis } from '../../query/contract/analysis'
import type { Catalog } from '../../query/contract/catalog'
import type { ParameterSpec, ParameterValue } from '../../query/contract/parameter'
import type { EventSource } from '../../query/sql/eventSource'
import type { PanelContext } from '../context'
import { eventNames, lookUp } from './lookups'
import type { RawValues } from './parameterErrors'
import { conversionAmong, hiddenEvents, unitForSpan, userCountPlan, usualStepsPlan } from './suggestions'

export interface Suggestions {
  /** Values for parameters that nobody has chosen; empty after they were put aside. */
  readonly values: ComputedRef<RawValues>
  /** A proposal is being looked for: it is too early to ask for a choice. */
  readonly looking: ComputedRef<boolean>
  /** A proposal was put aside and can come back. */
  readonly putAside: ComputedRef<boolean>
  putAway(): void
  bringBack(): void
}

/** What was put aside stays so until the window is closed: workspace, analysis and table. */
const aside = ref<ReadonlySet<string>>(new Set())

async function suggest(
  spec: ParameterSpec,
  events: EventSource,
  catalog: Catalog,
  context: PanelContext,
): Promise<ParameterValue> {
  const { minDate, maxDate } = events
  if (spec.suggest === 'unit') return minDate === null || maxDate === null ? null : unitForSpan(minDate, maxDate)
  const hidden = hiddenEvents(catalog)
  const names = (await eventNames(context.workbench, catalog, events)).map((one) => one.value)
  const conversion = conversionAmong(names.filter((name) => !hidden.includes(name)))
  if (spec.suggest !== 'steps') return conversion
  const userCount = (await lookUp(context.workbench, catalog, userCountPlan()))[0]?.rows ?? 0
  const steps = await lookUp(context.workbench, catalog, usualStepsPlan(events, catalog, userCount, conversion))
  return steps.length < 2 ? null : steps.map((one) => one.value)
}

/** Proposals from the data for parameters that say what may be proposed (`suggest`) and have no value in `raw`. */
export function useSuggestions(
  analysis: Analysis,
  raw: () => RawValues,
  events: () => EventSource | null,
  catalog: () => Catalog,
  workspaceId: string,
  context: PanelContext,
): Suggestions {
  const specs = analysis.parameters.filter((spec) => spec.suggest !== undefined)
  const found = shallowRef<{ readonly events: EventSource; readonly values: RawValues } | null>(null)
  const key = computed(() => JSON.stringify([workspaceId, analysis.name, events()?.table ?? null]))
  const isAside = computed(() => aside.value.has(key.value))
  const isMissing = ({ name, insteadBy }: ParameterSpec): boolean =>
    !(name in raw()) && (insteadBy === undefined || (raw()[insteadBy] ?? null) === null)
  const missing = computed(() => specs.filter(isMissing))
  const wanted = computed(() => (missing.value.length === 0 || isAside.value ? null : events()))

  watch(
    wanted,
    async (source) => {
      if (source === null || found.value?.events === source) return
      let values: RawValues = {}
      try {
        const all = await Promise.all(
          specs.map(async (spec) => [spec.name, await suggest(spec, source, catalog(), context)] as const),
        )
        values = Object.fromEntries(all.filter(([, value]) => value !== null))
      } catch {
        // Without a proposal the form asks, as it would have; the form's own lookup says what is wrong with the data.
      }
      if (wanted.value === source) found.value = { events: source, values }
    },
    { immediate: true },
  )

  const known = computed(() => (found.value !== null && found.value.events === events() ? found.value.values : null))
  return {
    values: computed(() =>
      isAside.value || known.value === null
        ? {}
        : Object.fromEntries(
            Object.entries(known.value).filter(([name]) => missing.value.some((spec) => spec.name === name)),
          ),
    ),
    looking: computed(() => wanted.value !== null && known.value === null),
    putAside: computed(() => isAside.value && missing.value.length > 0),
    putAway() {
      aside.value = new Set([...aside.value, key.value])
    },
    bringBack() {
      aside.value = new Set([...aside.value].filter((one) => one !== key.value))
    },
  }
}
