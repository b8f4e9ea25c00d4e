import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { nearest } from '../../../src-renderer/query/sql/nearest'
import { refuse } from '../../../src-renderer/query/sql/refuse'

/** How much a measure's percentile counts in the score: below 0 where little of it is good. */
export interface Weight {
  readonly measure: string
  readonly by: number
}

/** A tier and the least figure that is in it; null for all that no tier above it takes. */
export interface Tier {
  readonly name: string
  readonly from: number | null
}

const NUMBER = /^[+-]?\d+(\.\d+)?$/

const parts = (text: unknown): readonly string[] =>
  typeof text === 'string' && text.trim() !== '' ? text.split(',').map((part) => part.trim()) : []

/** Refuses a name that is none of those known, and says which it may have been. Throws `bad-parameter`. */
export function refuseName(parameter: string, name: string, known: readonly string[]): never {
  const near = nearest(name, known)
  const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${known.join(', ')}`
  return refuse(parameter, name, `there is no figure "${name}"; ${hint}`)
}

/** Reads "orders = 2, refunds = -1": weights by the names of measures; none for an empty text. Throws `bad-parameter`. */
export function readWeights(text: unknown, measures: readonly string[]): readonly Weight[] {
  const weights = parts(text).map((part): Weight => {
    const [, measure = '', number = ''] = /^(.*?)\s*=\s*(\S*)$/.exec(part) ?? []
    if (!NUMBER.test(number) || Number(number) === 0)
      refuse('weights', text, `"${part}" is no weight; say a measure, = and a number other than 0, such as orders = 2`)
    return measures.includes(measure) ? { measure, by: Number(number) } : refuseName('weights', measure, measures)
  })
  const twice = weights.find(({ measure }, at) => weights.findIndex((one) => one.measure === measure) < at)
  if (twice !== undefined) refuse('weights', text, `${twice.measure} has two weights`)
  return weights
}

/** Reads "gold >= 80, silver >= 50, bronze": tiers from the highest on; none for an empty text. Throws `bad-parameter`. */
export function readTiers(text: unknown): readonly Tier[] {
  const tiers = parts(text).map((part): Tier => {
    const [, cut, number = ''] = /^(.*?)\s*>=\s*(\S*)$/.exec(part) ?? []
    const name = cut ?? part
    if (name === '' || /[<>=]/.test(name) || (cut !== undefined && !NUMBER.test(number)))
      refuse('tiers', text, `"${part}" is no tier; say a name, >= and a number, such as gold >= 80`)
    return { name, from: cut === undefined ? null : Number(number) }
  })
  tiers.forEach(({ name, from }, at) => {
    const above = tiers[at - 1]
    if (above === undefined) return
    if (above.from === null) refuse('tiers', text, `${above.name} takes all the rest: it stands last`)
    if (from !== null && above.from !== null && from >= above.from)
      refuse('tiers', text, `${name} begins at ${from}, not below ${above.name}; name the highest tier first`)
    if (tiers.findIndex((one) => one.name === name) < at) refuse('tiers', text, `${name} is there twice`)
  })
  return tiers
}

/** The weighted mean of percentiles, from 0 to 100, over `ranked`; NULL where one of them is. */
export function scoreSql(weights: readonly Weight[], measures: readonly string[]): string {
  const terms = weights.map(({ measure, by }) => {
    const percentile = `percentile_${measures.indexOf(measure) + 1}`
    return by > 0 ? `${by} * ${percentile}` : `${-by} * (100 - ${percentile})`
  })
  return `(${terms.join(' + ')}) / ${weights.reduce((sum, { by }) => sum + Math.abs(by), 0)}`
}

/** The tier of a figure; NULL where that is, or where no tier takes it. */
export function tierSql(tiers: readonly Tier[], figure: string): string {
  const cases = tiers.map(({ name, from }) =>
    from === null
      ? `    WHEN ${identifier(figure)} IS NOT NULL THEN ${literal(name)}`
      : `    WHEN ${identifier(figure)} >= ${from} THEN ${literal(name)}`,
  )
  return `CASE\n${cases.join('\n')}\n  END`
}
