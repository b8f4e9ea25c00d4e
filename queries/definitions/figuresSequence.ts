import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import { literal } from '../../src-renderer/query/sql/literal'
import { inBrackets } from '../../src-renderer/query/sql/statement'
import { readQuestion } from '../retention/question'
import { cohortUnitsSql, retentionRows } from '../retention/retentionSequence'
import { PREFIX_A, PREFIX_B, rowsTogether, type Definitions, type Rows } from './diffSequence'
import type { Sides } from './sides'

interface Asked {
  readonly parts: readonly Rows[]
  readonly beside?: string
}

/** What retention of both needs: events, also where active days would do, which no kernel of two definitions shares. */
function retentionAsked(definitions: Definitions, catalog: Catalog, source: string | null): Asked | null {
  const questions = definitions.map(([, values]) => ({ ...readQuestion(values, catalog, source), needsTimes: true }))
  if (questions.some(({ scope }) => scope.entity.length > 0)) return null
  const units = questions.map(
    (question, index) =>
      `SELECT ${literal(definitions[index]![0])} AS side, units.*\nFROM ${inBrackets(cohortUnitsSql(question))} AS units`,
  )
  return { parts: questions.map(retentionRows), beside: `${units.join('\nUNION ALL\n')}\nORDER BY side, unit` }
}

/** The `sequence` of both definitions' own figures; none where one of them has no kernel, or they look at different users. */
export function figuresSequence(
  { name, analysis, a, b }: Sides,
  catalog: Catalog,
  source: string | null,
  about: Pick<SequenceRequest, 'values' | 'range'>,
): Pick<QueryPlan, 'sequence'> {
  const definitions: Definitions = [
    [PREFIX_A, a.values],
    [PREFIX_B, b.values],
  ]
  const own = definitions.map(([, values]) => analysis.plan(values, catalog, source).sequence)
  const asked =
    name === 'retention'
      ? retentionAsked(definitions, catalog, source)
      : own.every((one) => one !== undefined)
        ? { parts: own }
        : null
  const rows = asked === null ? null : rowsTogether(definitions, asked.parts)
  if (asked === null || rows === null) return {}
  return {
    sequence: {
      analysis: 'definition-figures',
      ...about,
      ...rows,
      ...(asked.beside === undefined ? {} : { beside: asked.beside }),
      rule: "Each user's events are walked once by each definition.",
    },
  }
}
