import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { charts } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { countCombinations } from './kernel'
import { combined, overlapSequence, overlapSql, readOverlap } from './sql'

/** The users of a combination. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { combination } = row
  if (column !== 'users' || typeof combination !== 'string') return null
  const question = readOverlap(values, catalog, source)
  const names = JSON.parse(combination) as readonly string[]
  return {
    title: `Users of exactly ${names.join(', ')}`,
    kind: 'users',
    plan: scopedPlan(
      question.scope,
      statement(combined(question), `SELECT user_key\nFROM combined\nWHERE combination = ${literal(combination)}`),
      partitionRange(question.scope, 0, 0),
    ),
  }
}

/** Users by exactly which of several things they did. */
export const overlap: Analysis = {
  name: 'overlap',
  title: 'Overlap',
  about: 'Who did several things, and who did one alone.',
  grain: 'one row per combination of sets',
  definition,
  parameters: [
    {
      name: 'events',
      type: 'events',
      label: 'Sets',
      default: [],
      max: 10,
      emptyMeans: 'The most frequent events',
      help: 'Events, each with its conditions, that make a user one of a set; empty for the five that most users did.',
    },
    {
      name: 'min_times',
      type: 'integer',
      label: 'At least so many times',
      default: 1,
      min: 1,
      max: 1_000_000,
      more: true,
      help: 'How many such events a user needs.',
    },
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['users'] },
  reads: 'events',
  population(values, catalog, source) {
    const question = readOverlap(values, catalog, source)
    const each = question.sets.map(({ is }) => is)
    return {
      which: each.length === 0 || each.includes('TRUE') ? 'TRUE' : `(${each.join(' OR ')})`,
      users: statement(combined(question), 'SELECT user_key\nFROM combined'),
    }
  },
  plan(values, catalog, source) {
    const question = readOverlap(values, catalog, source)
    return {
      ...scopedPlan(question.scope, overlapSql(question), partitionRange(question.scope, 0, 0)),
      ...overlapSequence(question, values),
    }
  },
  kernel: countCombinations,
  drill,
  charts,
}
