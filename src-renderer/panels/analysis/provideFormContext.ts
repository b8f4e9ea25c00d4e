import { computed, provide, shallowRef, watch, type ComputedRef } from 'vue'
import { LatheError } from '../../model/error'
import type { ColumnSchema, IsoDate } from '../../model/schema'
import type { Catalog, CatalogTable } from '../../query/contract/catalog'
import { eventNameSql, readCondition } from '../../query/sql/condition'
import { eventRules, withRule } from '../../query/sql/customEvents'
import { identifier } from '../../query/sql/literal'
import type { EventSource } from '../../query/sql/eventSource'
import type { PanelContext } from '../context'
import type { CountedForm } from './countedForm'
import { formContextKey, type EventList, type FormContext } from './formContext'
import { columnValuesPlan, eventNames, lookUp } from './lookups'

/**
 * Gives the fields below what they offer: columns, events and values of the events that are read, or of plain tables
 * where there are none: those that the analysis counts, where it says so. The answer is what it gives.
 */
export function provideFormContext(
  context: PanelContext,
  catalog: ComputedRef<Catalog>,
  events: ComputedRef<EventSource | null>,
  plainTables: ComputedRef<readonly CatalogTable[]>,
  needsEvents: () => boolean,
  counted: () => CountedForm | null = () => null,
): FormContext {
  const columns = computed<readonly ColumnSchema[]>(() => {
    const all = events.value?.columns ??
      counted()?.columns ?? [
        ...new Map(plainTables.value.flatMap((table) => table.columns).map((column) => [column.name, column])).values(),
      ]
    return all.filter((column) => !column.name.startsWith('_') && column.name !== 'user_key')
  })

  function extreme(pick: 'minDate' | 'maxDate'): IsoDate | null {
    if (events.value !== null) return events.value[pick]
    const dates = plainTables.value
      .map((table) => table[pick])
      .filter((date) => date !== null)
      .sort()
    return (pick === 'minDate' ? dates[0] : dates.at(-1)) ?? null
  }

  const eventList = shallowRef<EventList>({ state: 'loading', events: [], message: 'Loading events…' })
  watch(
    [events, needsEvents],
    async ([source, needed]) => {
      if (source === null || !needed) return
      eventList.value = { state: 'loading', events: [], message: 'Loading events…' }
      try {
        const found = await eventNames(context.workbench, catalog.value, source)
        if (events.value === source) eventList.value = { state: 'ready', events: found, message: '' }
      } catch (error) {
        if (events.value === source)
          eventList.value = {
            state: 'failed',
            events: [],
            message: `The events could not be listed. ${error instanceof LatheError ? error.message : ''}`,
          }
      }
    },
    { immediate: true },
  )

  const modelEvents = computed(() => catalog.value.model?.events ?? [])

  /** Which rows are an event, one of the model's too; null for any. */
  function isEventSql(event: string | null): string | null {
    const condition = readCondition(withRule(event, eventRules(modelEvents.value)), 'event')
    return eventNameSql(condition, events.value?.columns ?? [])
  }

  const form: FormContext = {
    columns,
    events: eventList,
    modelEvents,
    minDate: computed(() => extreme('minDate')),
    maxDate: computed(() => extreme('maxDate')),
    timezone: computed(() => catalog.value.timezone),
    tables: computed(() => plainTables.value.map((table) => table.name)),
    measures: computed(() => (catalog.value.measures ?? []).map((one) => one.name)),
    segments: computed(() => (catalog.value.segments ?? []).map((one) => one.name)),
    valuesOf(column, search, event) {
      const rows = counted()
      if (rows?.columns.some((one) => one.name === column) === true) {
        const { sql, ...rest } = rows.valuesPlan(column)
        const values = columnValuesPlan(`(\n${sql}\n)`, 'value_1', search, null)
        return lookUp(context.workbench, catalog.value, { ...rest, ...values })
      }
      const from =
        events.value?.sql ??
        plainTables.value
          .filter((table) => table.columns.some((one) => one.name === column))
          .map((table) => identifier(table.name))[0]
      return from === undefined
        ? Promise.resolve([])
        : lookUp(context.workbench, catalog.value, columnValuesPlan(from, column, search, isEventSql(event)))
    },
  }
  provide(formContextKey, form)
  return form
}
