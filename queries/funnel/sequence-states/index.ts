import { ofElapsedTime } from '../../events/oneZone'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { STEP_PARAMETERS } from '../parameters'
import { charts, COLUMNS, kpis } from './charts'
import definition from './definition.md?raw'
import { countStates, statesSequence } from './kernel'
import { beginsSql, readStates, statesSql, ways } from './sql'

const PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'sequence',
    type: 'event',
    label: 'Sequence',
    default: null,
    emptyMeans: 'The steps below',
    help: 'An event of the model that is a sequence: its steps, window and order count. Empty for those below.',
  },
  ...STEP_PARAMETERS.map(({ min: _, ...spec }): ParameterSpec =>
    spec.name === 'steps'
      ? { ...spec, insteadBy: 'sequence', help: "Two to twelve events in order; empty for the model's first sequence." }
      : spec,
  ),
]

/** The users who went from one state to another. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { source: from, target: to } = row
  if ((column !== 'users' && column !== 'pct') || typeof from !== 'string' || typeof to !== 'string') return null
  const question = readStates(values, catalog, source)
  const [was, is] = [question.labels.indexOf(from), question.labels.indexOf(to)]
  return {
    title: `Users who went from ${from} to ${to}`,
    kind: 'users',
    plan: scopedPlan(
      question.scope,
      statement(ways(question), `SELECT user_key\nFROM ways\nWHERE source = ${was}\n  AND target = ${is}`),
      partitionRange(question.scope, 0, null),
    ),
  }
}

/** Where users stand who began a sequence of the model, or of steps: as states with the ways between them. */
export const sequenceStates: Analysis = {
  name: 'sequence-states',
  title: 'States',
  about: 'Where users stand in a sequence of the model, or of steps: who goes on, who left, who has time left.',
  grain: 'one row per state and the one after it',
  definition,
  parameters: [...PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { users: ['users'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: (values, catalog, source) => ({ which: beginsSql(readStates(values, catalog, source)) }),
  plan(values, catalog, source) {
    const question = readStates(values, catalog, source)
    const { name, scope } = question
    const notes = name === null ? [] : [`sequence: ${name}`]
    return {
      ...scopedPlan(scope, statesSql(question), partitionRange(scope, 0, null), notes),
      ...(scope.entity.length > 0 ? {} : { sequence: statesSequence(question) }),
    }
  },
  kernel: countStates,
  drill,
  charts,
  kpis,
}
