import type { Analysis, ParameterSpec } from '../../src-renderer/query/definition'
import { CREDIT_COLUMNS, DIRECT_PARAMETER, MODEL_PARAMETER } from '../attribution'
import { charts } from '../attribution/charts'
import definition from './definition.md?raw'
import { planPaths } from './plan'

const PARAMETERS: readonly ParameterSpec[] = [
  MODEL_PARAMETER,
  { name: 'path', type: 'column', label: 'Path', default: null, help: 'The column with paths like "a > b > c"; found by its name when empty.' },
  { name: 'conversions', type: 'column', label: 'Conversions', default: null, help: 'The column with the conversions of a path; found by its name when empty, "none" for one a row.', options: [{ value: 'none', label: 'None: one a row' }] },
  { name: 'value', type: 'column', label: 'Value', default: null, help: 'The column with the value of all these conversions; found by its name when empty, or "none".', options: [{ value: 'none', label: 'None' }] },
  { name: 'nulls', type: 'column', label: 'Without conversion', default: null, more: true, help: 'The column with journeys of this path that did not convert; the models here do not need it.' },
  { name: 'separator', type: 'text', label: 'Separator', default: ' > ', more: true, help: 'The text between two channels; spaces around it do not matter.' },
  { name: 'half_life_steps', type: 'number', label: 'Half-life (touches)', default: 1, min: 0.001, more: true, help: 'For time decay: a touch so many touches before the last counts half.' },
  DIRECT_PARAMETER,
  { name: 'filter', type: 'filter', label: 'Filter', default: [], more: true, help: 'Only paths for which all these conditions hold.' },
  { name: 'table', type: 'text', label: 'Table', default: null, more: true, help: 'The table with the paths; the only one that has such a column when empty.' },
]

/** Attribution for files that hold paths already. */
export const attributionPaths: Analysis = {
  name: 'attribution-paths',
  title: 'Attribution of paths',
  about: 'Shares the conversions of ready-made paths (a > b > c) among their channels.',
  grain: 'one row per channel and model',
  definition,
  parameters: PARAMETERS,
  columns: CREDIT_COLUMNS,
  reads: { tables: [] },
  plan: planPaths,
  charts,
}
