import { inject, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import type { CustomEvent } from '../../model/dataModel'
import type { ColumnSchema, IsoDate } from '../../model/schema'
import type { ValueCount } from './lookups'

/** The events that a form can offer; `message` says why there are none. */
export interface EventList {
  readonly state: 'loading' | 'ready' | 'failed'
  readonly events: readonly ValueCount[]
  readonly message: string
}

/** What a parameter form knows of the data that its analysis reads. */
export interface FormContext {
  readonly columns: ComputedRef<readonly ColumnSchema[]>
  /** First and last local date in the data; null when it has none. */
  readonly minDate: ComputedRef<IsoDate | null>
  readonly maxDate: ComputedRef<IsoDate | null>
  readonly timezone: ComputedRef<string>
  /** Names of tables, for parameters that choose one. */
  readonly tables: ComputedRef<readonly string[]>
  /** Names of the measures of the workspace's model. */
  readonly measures: ComputedRef<readonly string[]>
  /** Names of the workspace's segments. */
  readonly segments: ComputedRef<readonly string[]>
  readonly events: Ref<EventList>
  /** What the workspace's model says of events; those that it makes can be chosen like the log's. */
  readonly modelEvents: ComputedRef<readonly CustomEvent[]>
  /** A column's most frequent values that contain the text, among rows of one event when it is given. */
  readonly valuesOf: (column: string, search: string, event: string | null) => Promise<readonly ValueCount[]>
}

export const formContextKey: InjectionKey<FormContext> = Symbol('form context')

export function useFormContext(): FormContext {
  const context = inject(formContextKey, null)
  if (context === null) throw new Error('This field is not inside a parameter form: provide formContextKey.')
  return context
}
