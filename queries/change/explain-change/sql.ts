import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { listSql, statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { eventsInScope, onDatesSql, whereLines } from '../../events/eventsInScope'
import type { ChangeQuestion } from './question'

/** What rows of an answer are called that are no values of a column. */
export const WHOLE = '(all)'
export const FACTORS = '(formula)'
export const WHO = '(users)'
export const NO_VALUE = '(none)'
export const OTHER = 'Other'

const numbered = (word: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${word}_${index + 1}`)

type Term = ChangeQuestion['over']

/** Whether events without a user are nothing to a term, as in Trends. */
export function ofUsersAlone({ part, kind }: Term): boolean {
  return kind === 'users' || part.kind === 'per-user'
}

/** Boolean SQL: that a row is one of those that a term adds up. */
function counts({ part, kind }: Term): string {
  return whereLines(
    part.is,
    kind !== 'users' && part.amount !== null ? `${part.amount} IS NOT NULL` : null,
    ofUsersAlone({ part, kind }) ? 'user_key IS NOT NULL' : null,
  ).replaceAll('\n  AND ', ' AND ')
}

/** What a row adds to a term; NULL where it does not count. */
function addedSql(term: Term): string {
  const when = counts(term)
  switch (term.kind) {
    case 'amounts':
      return `CASE WHEN ${when} THEN ${term.part.amount}::DOUBLE END`
    case 'users':
      return `CASE
    WHEN ${when}
    THEN CASE
      WHEN row_number() OVER (PARTITION BY is_after, user_key, ${when} ORDER BY ts, _source) = 1
      THEN 1::DOUBLE
      ELSE 0::DOUBLE
    END
  END`
    default:
      return `CASE WHEN ${when} THEN 1::DOUBLE END`
  }
}

/** Boolean SQL: that any term counts a row of `dated_events`. */
function countedSql({ over, under }: ChangeQuestion): string {
  const each = [counts(over), ...(under === null ? [] : [counts(under)])]
  return each.includes('TRUE') ? 'TRUE' : `(${[...new Set(each)].map((one) => `(${one})`).join(' OR ')})`
}

/**
 * WITH queries up to `compared_events`: the events of both periods that count, with is_after, value_1 …, what the terms
 * ask, and `more`: SQL over an event's columns, with AS.
 */
export function comparedEvents(question: ChangeQuestion, more: readonly string[] = []): readonly Cte[] {
  const { scope, columns, conditions, amounts, sides } = question
  const carried = [
    'user_key',
    'ts',
    '_source',
    ...columns.map(({ name }, index) => `${identifier(name)}::VARCHAR AS value_${index + 1}`),
    ...[...conditions, ...amounts].map(([sql, name]) => `${sql} AS ${name}`),
    ...more,
    ...(sides.after.which === null ? [] : [`${sides.after.which} AS is_here`]),
    ...(sides.before.which === null ? [] : [`${sides.before.which} AS is_there`]),
    'local_date(ts) AS local_day',
  ]
  const side = (isAfter: boolean): string => {
    const { which, ...dates } = isAfter ? sides.after : sides.before
    const own = which === null ? null : isAfter ? 'is_here' : 'is_there'
    return `SELECT *, ${isAfter ? 'TRUE' : 'FALSE'} AS is_after
FROM dated_events
WHERE ${whereLines(onDatesSql('local_day', dates), own, countedSql(question))}`
  }
  return [
    eventsInScope(scope, { ofUsers: false }),
    ...sides.users,
    {
      name: 'dated_events',
      about: 'Events with their local date, the values that the change is divided over, and what the measure asks',
      sql: `SELECT\n  ${carried.join(',\n  ')}\nFROM events_in_scope`,
    },
    {
      name: 'compared_events',
      about: `Those that the measure counts, ${sides.areGroups ? 'here and there' : 'of the period and of the one before'}; of both where they overlap`,
      sql: `${side(true)}\nUNION ALL\n${side(false)}`,
    },
  ]
}

/** WITH queries up to `valued_events`: each event under its values; under its user's first where users are counted. */
export function valuedEvents(question: ChangeQuestion, more: readonly string[] = []): readonly Cte[] {
  const values = numbered('value', question.columns.length)
  const named = values.map((name) =>
    question.underFirst
      ? `CASE
    WHEN user_key IS NULL THEN ${name}
    ELSE first_value(${name}) OVER (PARTITION BY is_after, user_key ORDER BY ts, _source)
  END AS ${name}`
      : name,
  )
  const who = `CASE
    WHEN user_key IS NULL THEN 'without a user'
    WHEN NOT bool_or(is_after) OVER (PARTITION BY user_key) THEN ${literal(question.sides.areGroups ? 'only there' : 'only before')}
    WHEN NOT bool_or(NOT is_after) OVER (PARTITION BY user_key) THEN ${literal(question.sides.areGroups ? 'only here' : 'new')}
    ELSE 'in both'
  END AS who`
  return [
    ...comparedEvents(question, more),
    {
      name: 'valued_events',
      about: question.underFirst
        ? "Each under the values of its user's first one in the period, and whether that user was there in both"
        : 'Each with its values, and whether its user was there in both periods',
      sql: `SELECT\n  ${[
        `compared_events.*${values.length === 0 ? '' : ` EXCLUDE (${values.join(', ')})`}`,
        ...named,
        who,
      ].join(',\n  ')}\nFROM compared_events`,
    },
  ]
}

/** Sums of both sides of a relation with is_after, user_key, numerator and denominator. */
function sums({ under }: ChangeQuestion): string {
  const side = (word: string, is: string): string => {
    const users = `(count(DISTINCT user_key) FILTER (${is} AND numerator IS NOT NULL)
    + coalesce(
      bool_or(user_key IS NULL) FILTER (${is} AND numerator IS NOT NULL),
      FALSE
    )::INTEGER)::DOUBLE`
    return `  coalesce(sum(numerator) FILTER (${is}), 0) AS numerator_${word},
  ${under === null ? users : `coalesce(sum(denominator) FILTER (${is}), 0)`} AS denominator_${word}`
  }
  return `${side('before', 'NOT is_after')},\n${side('after', 'is_after')}`
}

/** WITH queries up to `parts`: (column_place, value, numerator_before …, mix, rate, moved), a row for each value of each column. */
function parts(question: ChangeQuestion): readonly Cte[] {
  const { over, under, columns, factor } = question
  const places = [...columns.map((_, index) => `${index + 1}`), '0']
  const values = [...numbered('value', columns.length), 'who']
  const rate = (own: string, other: string): string =>
    `coalesce(
    numerator_${own} / nullif(denominator_${own}, 0),
    numerator_${other} / nullif(denominator_${other}, 0)
  )`
  const isQuotient = under !== null
  const by = factor === 1 ? '' : `${literal(factor)} * `
  const size = (word: string): string =>
    isQuotient ? `denominator_${word} / whole_denominator_${word}` : `denominator_${word}`
  const held = (word: string): string =>
    isQuotient ? `numerator_${word} / whole_denominator_${word}` : `numerator_${word}`
  const middle = isQuotient ? ' - (whole_before + whole_after) / 2' : ''
  return [
    ...valuedEvents(question),
    {
      name: 'added_events',
      about: isQuotient ? 'What each adds over and under the line' : 'What each adds',
      sql: `SELECT
  is_after,
  user_key,
  ${values.join(',\n  ')},
  ${addedSql(over)} AS numerator${under === null ? '' : `,\n  ${addedSql(under)} AS denominator`}
FROM valued_events`,
    },
    { name: 'whole_sums', about: 'Both periods as a whole', sql: `SELECT\n${sums(question)}\nFROM added_events` },
    {
      name: 'wholes',
      about: 'The figure in both',
      sql: `SELECT
  numerator_before AS whole_numerator_before,
  numerator_after AS whole_numerator_after,
  nullif(denominator_before, 0) AS whole_denominator_before,
  nullif(denominator_after, 0) AS whole_denominator_after,
  ${isQuotient ? 'numerator_before / nullif(denominator_before, 0)' : 'numerator_before'} AS whole_before,
  ${isQuotient ? 'numerator_after / nullif(denominator_after, 0)' : 'numerator_after'} AS whole_after
FROM whole_sums`,
    },
    {
      name: 'column_values',
      about: 'The same once for each column',
      sql: `SELECT
  is_after,
  user_key,
  numerator${under === null ? '' : ',\n  denominator'},
  unnest(${listSql(places)}) AS column_place,
  unnest(${listSql(values)}) AS value
FROM added_events`,
    },
    {
      name: 'value_sums',
      about: 'Each value in both periods',
      sql: `SELECT\n  column_place,\n  coalesce(value, ${literal(NO_VALUE)}) AS value,\n${sums(question)}
FROM column_values
GROUP BY column_place, coalesce(value, ${literal(NO_VALUE)})`,
    },
    {
      name: 'value_rates',
      about: isQuotient
        ? "Each value's own quotient; where it has none in one period, that of the other stands for it"
        : 'Each value per user; where it has nobody in one period, that of the other stands for it',
      sql: `SELECT
  *,
  ${rate('before', 'after')} AS rate_before,
  ${rate('after', 'before')} AS rate_after,
  coalesce(${size('after')}, 0)
    - coalesce(${size('before')}, 0) AS grown
FROM value_sums
CROSS JOIN wholes`,
    },
    {
      name: 'value_moves',
      about: isQuotient
        ? 'How far each moved the figure; mix: that its share of the whole changed'
        : 'How far each moved the figure; mix: that its users became more or fewer',
      sql: `SELECT
  *,
  ${by}coalesce(grown * ((rate_before + rate_after) / 2${middle}), 0) AS mix,
  ${by}(
    ${held('after')}
    - ${held('before')}${isQuotient ? '\n    - grown * (whole_before + whole_after) / 2' : ''}
  ) AS moved
FROM value_rates`,
    },
    {
      name: 'parts',
      about: 'The rest of it is its rate',
      sql: `SELECT
  *,
  moved - mix AS rate,
  row_number() OVER (PARTITION BY column_place ORDER BY abs(moved) DESC NULLS LAST, value) AS value_rank
FROM value_moves`,
    },
  ]
}

/** SELECT of the factors of the figure: by how much each moved it, by the logarithmic mean; none where one is 0 or less. */
function factorRows({ factors, under, over, factor }: ChangeQuestion): readonly string[] {
  if (under === null && over.kind === 'users') return []
  const [first, second] = factors.map((name) => literal(name))
  const log = (after: string, before: string): string => `ln(${after} / ${before})`
  const mean = `CASE
      WHEN whole_before = whole_after THEN whole_before
      ELSE (whole_after - whole_before) / ln(whole_after / whole_before)
    END`
  const each =
    under === null
      ? ([
          [first, 'whole_denominator_before', 'whole_denominator_after', ''],
          [second, 'whole_before / whole_denominator_before', 'whole_after / whole_denominator_after', ''],
        ] as const)
      : ([
          [first, 'whole_numerator_before', 'whole_numerator_after', ''],
          [second, 'whole_denominator_before', 'whole_denominator_after', '-'],
        ] as const)
  const positive = ['whole_numerator', 'whole_denominator'].flatMap((name) => [
    `${name}_before > 0`,
    `${name}_after > 0`,
  ])
  return each.map(
    ([name, before, after, sign], index) => `SELECT
  1 AS kind,
  ${index} AS column_place,
  ${index} AS place,
  ${name} AS value,
  ${before} AS before,
  ${after} AS after,
  NULL::DOUBLE AS size_before,
  NULL::DOUBLE AS size_after,
  NULL::DOUBLE AS mix,
  NULL::DOUBLE AS rate,
  ${factor === 1 ? '' : `${literal(factor)} * `}${sign}(${mean}) * ${log(`(${after})`, `(${before})`)} AS total
FROM wholes
WHERE ${whereLines(...positive)}`,
  )
}

/** A row for the whole, its factors, and the values of each column, those that moved most first. */
export function changeSql(question: ChangeQuestion): string {
  const { columns, limit, under, factor } = question
  const by = factor === 1 ? '' : `${literal(factor)} * `
  const own = (word: string): string =>
    under === null ? `sum(numerator_${word})` : `${by}sum(numerator_${word}) / nullif(sum(denominator_${word}), 0)`
  const rows: Cte = {
    name: 'explained',
    about: 'The whole, its factors, and the parts; those beyond the limit together',
    sql: [
      `SELECT
  0 AS kind,
  0 AS column_place,
  0 AS place,
  ${literal(WHOLE)} AS value,
  ${by}whole_before AS before,
  ${by}whole_after AS after,
  coalesce(whole_denominator_before, 0) AS size_before,
  coalesce(whole_denominator_after, 0) AS size_after,
  NULL::DOUBLE AS mix,
  NULL::DOUBLE AS rate,
  ${by}(whole_after - whole_before) AS total
FROM wholes`,
      ...factorRows(question),
      `SELECT
  2 AS kind,
  column_place,
  least(value_rank, ${limit + 1}) AS place,
  CASE WHEN min(value_rank) > ${limit} THEN ${literal(OTHER)} ELSE any_value(value) END AS value,
  ${own('before')} AS before,
  ${own('after')} AS after,
  sum(denominator_before) AS size_before,
  sum(denominator_after) AS size_after,
  sum(mix) AS mix,
  sum(rate) AS rate,
  sum(moved) AS total
FROM parts
GROUP BY column_place, least(value_rank, ${limit + 1})`,
    ].join('\nUNION ALL\n'),
  }
  const names = [WHO, ...columns.map(({ name }) => name)].map((name) => literal(name))
  return statement(
    [...parts(question), rows],
    `SELECT
  CASE kind
    WHEN 0 THEN ${literal(WHOLE)}
    WHEN 1 THEN ${literal(FACTORS)}
    ELSE ${listSql(names)}[column_place + 1]
  END AS "column",
  value,
  before,
  after,
  size_before,
  size_after,
  mix,
  rate,
  total,
  100 * total / nullif((SELECT total FROM explained WHERE kind = 0), 0) AS share
FROM explained
WHERE (SELECT total FROM explained WHERE kind = 0) IS NOT NULL
ORDER BY kind, column_place, place`,
  )
}
