import type { Component } from 'vue'
import type { ParameterSpec, ParameterType, ParameterValue } from '../../../query/contract/parameter'
import { PARAMETER_KINDS } from '../../../query/analysis/parameterTypes'
import { Switch } from '../../ui'
import { readTerms } from '../eventValue'
import type { FormContext } from '../formContext'
import ChoiceField from './ChoiceField.vue'
import ColumnsField from './ColumnsField.vue'
import DateField from './DateField.vue'
import DurationField from './DurationField.vue'
import EventListField from './EventListField.vue'
import EventPicker from './EventPicker.vue'
import ExclusionsField from './ExclusionsField.vue'
import MeasuresField from './MeasuresField.vue'
import NameField from './NameField.vue'
import NumberField from './NumberField.vue'
import TermsEditor from './TermsEditor.vue'
import TextField from './TextField.vue'
import { shareItems } from './shareItems'
import { timezoneItems } from './timezoneItems'

/** What a control is told beside its label, its value and whether the value is wrong. */
interface Asked {
  readonly spec: ParameterSpec
  readonly value: ParameterValue
  /** Number of the funnel's steps, for exclusions. */
  readonly stepCount: number
  /** Still has to be chosen: null is not a value here. */
  readonly unset: boolean
  readonly invalid: boolean
}

/** The control of a type of parameter. */
interface ParameterFieldKind {
  readonly component: Component
  /** A control of one line under its label, a group of controls, or a switch that holds its own label. */
  readonly layout: 'line' | 'group' | 'switch'
  /** Its properties, beside `label`, `modelValue` and, on one line, `id`, `describedBy` and `invalid`. */
  readonly properties: (asked: Asked, form: FormContext) => Readonly<Record<string, unknown>>
}

const withSpec = ({ spec }: Asked): Readonly<Record<string, unknown>> => ({ spec })

function line(component: Component, properties: ParameterFieldKind['properties'] = () => ({})): ParameterFieldKind {
  return { component, layout: 'line', properties }
}

function group(component: Component, properties: ParameterFieldKind['properties']): ParameterFieldKind {
  return { component, layout: 'group', properties }
}

/** A column parameter may take words of its own beside the columns ("session", "none"). */
const COLUMN = line(NameField, ({ spec }, form) => ({
  spec,
  emptyLabel: spec.emptyMeans ?? 'None',
  items: [
    ...(spec.options ?? []).map((option) => ({ value: option.value, label: option.label })),
    ...form.columns.value.map((column) => ({ value: column.name, label: column.name, note: column.type })),
  ],
}))

const TABLE = line(NameField, ({ spec }, form) => ({
  spec,
  emptyLabel: spec.emptyMeans ?? 'None',
  items: form.tables.value.map((name) => ({ value: name, label: name })),
}))

const TEXT = line(TextField, ({ spec }) => ({
  spec,
  placeholder: PARAMETER_KINDS[spec.type].example ?? (spec.default === null ? 'automatic' : ''),
}))

const FIELDS: Readonly<Record<ParameterType, ParameterFieldKind>> = {
  date: line(DateField, ({ value }, form) => ({
    modelValue: typeof value === 'string' ? value : null,
    min: form.minDate.value,
    max: form.maxDate.value,
  })),
  datetime: TEXT,
  integer: line(NumberField, withSpec),
  number: line(NumberField, withSpec),
  text: TEXT,
  boolean: { component: Switch, layout: 'switch', properties: ({ value }) => ({ modelValue: value === true }) },
  choice: line(ChoiceField, withSpec),
  column: COLUMN,
  timezone: line(NameField, ({ spec }, form) => ({
    spec,
    emptyLabel: `Workspace's zone (${form.timezone.value})`,
    items: timezoneItems(new Date(`${form.maxDate.value ?? '2024-01-01'}T12:00:00Z`)),
  })),
  duration: line(DurationField, withSpec),
  share: line(NameField, ({ spec, value }) => ({
    spec,
    modelValue: typeof value === 'number' ? String(value) : value,
    emptyLabel: spec.emptyMeans ?? 'None',
    items: shareItems(value),
  })),
  columns: group(ColumnsField, ({ spec }) => ({ max: spec.max })),
  event: line(EventPicker, ({ spec, value, unset }) => ({
    modelValue: unset ? undefined : value,
    anyLabel: spec.emptyMeans,
  })),
  events: group(EventListField, ({ spec, invalid }) => ({
    invalid,
    entry: 'event',
    max: spec.max ?? 24,
    emptyText: spec.emptyMeans ?? 'None',
  })),
  steps: group(EventListField, ({ spec, invalid }) => ({
    invalid,
    entry: 'step',
    ordered: true,
    min: spec.min ?? 2,
    max: spec.max ?? 12,
  })),
  exclusions: group(ExclusionsField, ({ stepCount }) => ({ stepCount })),
  measures: group(MeasuresField, ({ spec, invalid }) => ({
    invalid,
    max: spec.max ?? 12,
    directed: spec.directed,
    emptyText: spec.emptyMeans ?? (spec.default === null ? 'None' : undefined),
  })),
  formulas: line(TextField, ({ spec, value }) => ({
    spec,
    modelValue: Array.isArray(value) ? value.join(', ') : value,
    placeholder: 'A / B',
  })),
  filter: group(TermsEditor, ({ value }) => ({ modelValue: readTerms(value) })),
  segment: TEXT,
  comparison: line(NameField, ({ spec, value }, form) => {
    const items = [
      ...(spec.options ?? []).map((option) => ({ value: option.value, label: option.label })),
      { value: 'everyone-else', label: 'Everyone else' },
      ...form.segments.value.map((name) => ({ value: `segment:${name}`, label: name, note: 'segment' })),
    ]
    const isListed = typeof value !== 'string' || value === '' || items.some((item) => item.value === value)
    return {
      spec,
      emptyLabel: spec.emptyMeans ?? 'Nothing',
      items: isListed ? items : [...items, { value, label: value.replace(/^dates:/, '').replace('..', ' to ') }],
    }
  }),
}

/** The control of a parameter: that of its type; a list of tables for one that chooses a table. */
export function fieldOf(spec: ParameterSpec): ParameterFieldKind {
  const choosesTable = spec.name === 'table' && (spec.type === 'text' || spec.type === 'column')
  return choosesTable ? TABLE : FIELDS[spec.type]
}
