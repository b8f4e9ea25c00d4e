import * as v from 'valibot'
import { RANGES } from '../../model/dateRanges'
import { isLatheError } from '../../model/error'
import { isIsoDate } from '../../model/isoDate'
import type { ParameterValues } from '../contract/parameter'
import { SHOWS, type View } from '../contract/view'
import { readFilter } from '../sql/condition'

export const name = v.pipe(v.string(), v.trim(), v.nonEmpty('must not be empty'), v.maxLength(200))
export const words = v.optional(v.pipe(v.string(), v.trim()), '')
export const nothing = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null)

const date = v.nullable(v.pipe(v.string(), v.check(isIsoDate, 'must be a date like "2024-01-31"')))
const dates = v.union(
  [
    v.picklist(RANGES.map((range) => range.name)),
    v.pipe(
      v.strictObject({ from: v.optional(date, null), to: v.optional(date, null) }),
      v.check(({ from, to }) => from === null || to === null || from <= to, 'must not end before it begins'),
    ),
  ],
  `must be one of ${RANGES.map((range) => `"${range.name}"`).join(', ')}, or {"from":"2024-01-01","to":"2024-01-31"}`,
)
const filter = v.pipe(
  v.array(v.unknown()),
  v.rawTransform(({ dataset, addIssue, NEVER }): readonly unknown[] => {
    try {
      return readFilter(dataset.value)
    } catch (error) {
      if (!isLatheError(error, 'bad-parameter')) throw error
      addIssue({ message: `holds no conditions${error.payload.says ?? ''}` })
      return NEVER
    }
  }),
)
const scope = v.strictObject({
  dates: nothing(dates),
  segment: nothing(name),
  compare: nothing(name),
  timezone: nothing(name),
  testUsers: nothing(v.boolean()),
  users: nothing(v.picklist(['accounts', 'people'])),
  sample: v.exactOptional(
    v.nullable(v.pipe(v.number(), v.gtValue(0, 'must be above 0'), v.maxValue(1, 'must be at most 1'))),
  ),
  filter: v.optional(filter, []),
})

export const scopeSchema = v.optional(scope, {})

/** A parameter's value may be any JSON; the analysis says what is wrong with it. */
const parameters = v.optional(
  v.custom<ParameterValues>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object, like {"interval":"week"}',
  ),
  {},
)

const settings = v.pipe(
  v.strictObject({
    title: words,
    about: words,
    analysis: nothing(name),
    query: nothing(name),
    table: nothing(name),
    parameters,
    scope: scopeSchema,
    show: v.optional(v.picklist(SHOWS), 'chart'),
    chart: v.optional(v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(1, 'must be 1 or more')), 1),
  }),
  v.check(
    ({ analysis, query }) => (analysis === null) !== (query === null),
    'must name an "analysis" or a "query", one of the two',
  ),
)

/** An analysis or a saved query with its settings, as it stands in a file. */
export const viewSchema = v.pipe(
  settings,
  v.transform(({ analysis, query, ...rest }): View => ({
    ...rest,
    of: analysis === null ? { query: query ?? '' } : { analysis },
  })),
)
