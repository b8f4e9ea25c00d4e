import { isLatheError } from '../../model/error'
import type { Analysis, ChangeSide, Figure, Unexplained } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterSpec, ParameterValue, ParameterValues } from '../contract/parameter'
import { modelCatalog } from '../sql/modelCatalog'

/** What both figures share with the question that explains the change between them. */
const SHARED = [
  'filter',
  'segment',
  'timezone',
  'week_start',
  'as_of',
  'include_test',
  'sample',
  'users',
  'per',
] as const

/** What an answer was asked with. */
export interface ChangeAsked {
  readonly values: ParameterValues
  readonly catalog: Catalog
  readonly source: string | null
}

/** One figure of an answer as a side of explain-change, or why it is none, a clause. */
export function changeSide(
  analysis: Analysis,
  figure: Figure,
  { values, catalog, source }: ChangeAsked,
): ChangeSide | Unexplained {
  if (analysis.changeSide === undefined)
    return { why: `${analysis.title} has no counts, sums, users or means of events on dates` }
  try {
    return analysis.changeSide(figure, values, modelCatalog(catalog), source)
  } catch (error) {
    if (isLatheError(error)) return { why: error.message }
    throw error
  }
}

/** What explain-change is asked, but for what it takes as usual. */
interface Asking {
  readonly question: ParameterValues
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** The segment and the comparison of users of two segments; null where they cannot be named. */
function ofSegments(before: ParameterValue, after: ParameterValue): ParameterValues | null {
  if (typeof before === 'string' && (after === null || typeof after === 'string'))
    return { segment: after, compare: `segment:${before}` }
  return typeof after === 'string' ? { segment: after, compare: 'everyone-else' } : null
}

/** Sides on dates, and on the same dates two groups: the one that begins, or ends, earlier is before, else the first. */
function between(one: ChangeSide, other: ChangeSide): Asking | Unexplained {
  const [ofOne, ofOther] = [one.segment ?? null, other.segment ?? null]
  if (isSame(ofOne, ofOther)) {
    if (ofOne !== null && typeof ofOne !== 'string')
      return { why: 'everyone else is no segment with a name; choose figures of the segment' }
    const isLater = one.from === other.from ? one.to > other.to : one.from > other.from
    const [before, after] = isLater ? [other, one] : [one, other]
    const { from, to, which } = after
    const compare = `dates:${before.from}..${before.to}`
    return { question: { from, to, compare, of: which, against: before.which, segment: ofOne } }
  }
  if (one.from !== other.from || one.to !== other.to)
    return { why: 'they are of other dates and of other users; choose two of the same dates, or of the same users' }
  const inOrder = ofSegments(ofOne, ofOther)
  const users = inOrder ?? ofSegments(ofOther, ofOne)
  if (users === null) return { why: 'a segment without a name cannot be held against another' }
  const [before, after] = inOrder === null ? [other, one] : [one, other]
  return { question: { from: one.from, to: one.to, of: after.which, against: before.which, ...users } }
}

/**
 * What explain-change (whose parameters are given) is asked so that it divides the change from one figure of an answer
 * to another; or why it cannot, a clause.
 */
export function changeQuestion(
  analysis: Analysis,
  specs: readonly ParameterSpec[],
  figures: { readonly before: Figure; readonly after: Figure },
  asked: ChangeAsked,
): Asking | Unexplained {
  const [one, other] = [figures.before, figures.after].map((figure) => changeSide(analysis, figure, asked))
  if (one === undefined || 'why' in one) return one ?? { why: 'there is no figure' }
  if (other === undefined || 'why' in other) return other ?? { why: 'there is no figure' }
  if (!isSame([one.measure, one.formula], [other.measure, other.formula]))
    return { why: 'they are two measures; choose two figures of one' }
  if (isSame(one, other)) return { why: 'both are the same figure' }
  const found = between(one, other)
  if ('why' in found) return found
  const shared = SHARED.filter((name) => name in asked.values && specs.some((spec) => spec.name === name))
  return {
    question: {
      ...Object.fromEntries(shared.map((name) => [name, asked.values[name] ?? null])),
      measure: one.measure,
      formula: one.formula,
      ...(one.per === undefined ? {} : { per: one.per }),
      ...found.question,
    },
  }
}
