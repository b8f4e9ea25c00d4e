import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { CREDIT_COLUMNS } from '../attribution'
import { charts } from '../charts'
import { DIRECT_PARAMETER, MODEL_PARAMETER, WEIGHTS_PARAMETERS } from '../parameters'
import { finishAttribution } from '../plan'
import definition from './definition.md?raw'
import { countedPaths, PATH_NAMES, planPaths } from './plan'

const PARAMETERS: readonly ParameterSpec[] = [
  MODEL_PARAMETER,
  {
    name: 'path',
    type: 'column',
    label: 'Path',
    default: null,
    help: 'The column with paths like "a > b > c"; found by its name when empty.',
    emptyMeans: 'Automatic',
  },
  {
    name: 'conversions',
    type: 'column',
    label: 'Conversions',
    default: null,
    help: 'The column with the conversions of a path; found by its name when empty, "none" for one a row.',
    emptyMeans: 'Automatic',
    options: [{ value: 'none', label: 'None: one a row' }],
  },
  {
    name: 'value',
    type: 'column',
    label: 'Value',
    default: null,
    help: 'The column with the value of all these conversions; found by its name when empty, or "none".',
    emptyMeans: 'Automatic',
    options: [{ value: 'none', label: 'None' }],
  },
  {
    name: 'nulls',
    type: 'column',
    label: 'Without conversion',
    default: null,
    more: true,
    help: 'The column with the journeys of this path that did not convert, for the Markov model; found by its name when empty, or "none".',
    emptyMeans: 'Automatic',
    options: [{ value: 'none', label: 'None' }],
  },
  {
    name: 'separator',
    type: 'text',
    label: 'Separator',
    default: ' > ',
    more: true,
    help: 'The text between two channels; spaces around it do not matter.',
  },
  {
    name: 'half_life_steps',
    type: 'number',
    label: 'Half-life (touches)',
    default: 1,
    min: 0.001,
    more: true,
    help: 'For time decay: a touch so many touches before the last counts half.',
  },
  {
    name: 'decay',
    type: 'choice',
    label: 'Decay',
    default: 'half-life',
    more: true,
    help: 'How time decay falls with the place before the conversion.',
    options: [
      { value: 'half-life', label: 'By half-life', help: 'Half as much for each half-life in touches.' },
      { value: 'inverse-root', label: '1/√(touches + 1)', help: 'Slower: 1 / √(touches before the last + 1).' },
    ],
  },
  DIRECT_PARAMETER,
  ...WEIGHTS_PARAMETERS,
  {
    name: 'filter',
    type: 'filter',
    label: 'Filter',
    default: [],
    more: true,
    help: 'Only paths for which all these conditions hold.',
  },
  {
    name: 'table',
    type: 'text',
    label: 'Table',
    default: null,
    more: true,
    help: 'The table with the paths; the only one that has such a column when empty.',
    emptyMeans: 'Automatic',
  },
]

/** Attribution for files that hold paths already. */
export const attributionPaths: Analysis = {
  name: 'attribution-paths',
  title: 'Attribution of paths',
  about: 'Attributes the conversions of ready-made paths (a > b > c) to their channels.',
  grain: 'one row per channel and model',
  definition,
  parameters: PARAMETERS,
  columns: CREDIT_COLUMNS,
  reads: { tables: [] },
  counted: countedPaths,
  needs: { what: 'a table with a column of paths like "a > b"', of: 'any', columns: [PATH_NAMES] },
  plan: planPaths,
  finish: finishAttribution,
  charts,
}
