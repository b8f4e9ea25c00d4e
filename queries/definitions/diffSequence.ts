import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import { literal } from '../../src-renderer/query/sql/literal'
import { unitNumberSql, unitStartSql } from '../events/calendarUnit'
import { dataDatesSql } from '../events/dataDates'
import { readOptions } from '../funnel/options'
import { readQuestion, type RetentionQuestion } from '../retention/question'
import { retentionRows } from '../retention/retentionSequence'
import { prefixed } from './sideRun'
import type { Sides } from './sides'

/** The definitions that a diff looks at by the prefix of their columns: both, and a with one parameter as in b each. */
export type Definitions = readonly (readonly [prefix: string, values: ParameterValues])[]

export const PREFIX_A = 'a_'
export const PREFIX_B = 'b_'

/** The prefix of definition a with the n-th of the differing parameters as in b. */
export function variantPrefix(nth: number): string {
  return `d${nth}_`
}

/** The events that a definition looks at. */
export type Rows = Pick<SequenceRequest, 'from' | 'stored' | 'where' | 'columns'>

function retentionPart(question: RetentionQuestion): Rows {
  const { unit, catalog } = question
  const begins = unitStartSql(unitNumberSql('local_date(ts)', unit, catalog), unit, catalog)
  const rows = retentionRows(question)
  return {
    ...rows,
    columns: {
      ...rows.columns,
      begins: { kind: 'number', sql: `${begins} - DATE '1970-01-01'` },
      local_at: { kind: 'number', sql: 'epoch_us(local_time(ts))' },
    },
  }
}

/** SELECT of where what is known ends by a definition. */
function endSql(prefix: string, { scope, unit, catalog }: RetentionQuestion): string {
  return `SELECT
  NULL::INTEGER AS user_key,
  NULL::VARCHAR AS user_id,
  ${literal(prefix)} AS side,
  ${unitNumberSql('last_date', unit, catalog)} AS last_unit,
  ${unitNumberSql('over_date + 1', unit, catalog)} AS open_unit,
  ${literal(scope.source.nowTs ?? 0)}::DOUBLE AS now_us
FROM (
  ${dataDatesSql(scope).replaceAll('\n', '\n  ')}
) AS data_dates`
}

const USERS = `SELECT
  user_key,
  user_id,
  NULL::VARCHAR AS side,
  NULL::INTEGER AS last_unit,
  NULL::INTEGER AS open_unit,
  NULL::DOUBLE AS now_us
FROM main.all_users`

/** The users in the order of their ids, in which the answer lists them, and the ends after them. */
function besideSql(ends: readonly string[]): string {
  return `${[USERS, ...ends].join('\nUNION ALL\n')}\nORDER BY user_id`
}

function retentionRequest(
  definitions: Definitions,
  catalog: Catalog,
  source: string | null,
): { readonly parts: readonly Rows[]; readonly beside: string } | null {
  const questions = definitions.map(([prefix, values]) => ({
    prefix,
    question: { ...readQuestion(values, catalog, source), needsTimes: true },
  }))
  if (questions.some(({ question }) => question.scope.entity.length > 0)) return null
  return {
    parts: questions.map(({ question }) => retentionPart(question)),
    beside: besideSql(questions.map(({ prefix, question }) => endSql(prefix, question))),
  }
}

function funnelRequest(
  { analysis }: Sides,
  definitions: Definitions,
  catalog: Catalog,
  source: string | null,
): { readonly parts: readonly Rows[]; readonly beside: string } | null {
  const parts = definitions.map(([, values]) => analysis.plan(values, catalog, source).sequence)
  // Users are told of by their one attempt.
  const isOnce = definitions.slice(0, 2).every(([, values]) => readOptions(values).counting === 'users')
  if (!isOnce || !parts.every((part) => part !== undefined)) return null
  return { parts, beside: besideSql([]) }
}

/** The events that any of some definitions looks at, with the columns of each after its prefix; null where they look at different users. */
export function rowsTogether(definitions: Definitions, parts: readonly Rows[]): Rows | null {
  const [first] = parts
  if (first === undefined || parts.some((part) => part.from !== first.from)) return null
  const wheres = [...new Set(parts.map(({ where }) => where))]
  return {
    from: first.from,
    ...(first.stored === undefined ? {} : { stored: first.stored }),
    where: wheres.includes('TRUE') ? 'TRUE' : wheres.map((one) => `(${one})`).join('\n  OR '),
    columns: Object.fromEntries(
      parts.flatMap(({ columns }, index) => Object.entries(prefixed(definitions[index]![0], columns))),
    ),
  }
}

/**
 * The `sequence` of a diff: the events that any of its definitions looks at, with the columns of each after its prefix.
 * None where a definition has no kernel, or where they look at different users.
 */
export function diffSequence(
  sides: Sides,
  definitions: Definitions,
  catalog: Catalog,
  source: string | null,
  about: Pick<SequenceRequest, 'values' | 'range'>,
): Pick<QueryPlan, 'sequence'> {
  const found =
    sides.name === 'funnel'
      ? funnelRequest(sides, definitions, catalog, source)
      : retentionRequest(definitions, catalog, source)
  const rows = found === null ? null : rowsTogether(definitions, found.parts)
  if (found === null || rows === null) return {}
  return {
    sequence: {
      analysis: 'definition-diff',
      ...about,
      ...rows,
      beside: found.beside,
      rule: "Each user's events are walked once by each definition, and by A with each parameter alone as in B; users whom one of both counts alone are listed.",
    },
  }
}
