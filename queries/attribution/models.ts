import { LatheError } from '../../src-renderer/model/error'

/**
 * How a model shares one conversion among its touches. `weight` is SQL over one touch of one conversion: nth (1 is the
 * earliest), n (touches of the conversion), chosen_nth (the last touch that is not direct; the last of all where all are),
 * first_of_channel (the channel's earliest touch of the conversion), decay (see `decays`). Additive weights sum to 1.
 */
export interface AttributionModel {
  readonly name: string
  readonly label: string
  readonly help: string
  readonly weight: string
  /** Whether its credits, with "(none)", sum to all conversions. */
  readonly additive: boolean
}

/** Ends get fixed shares and the touches between share the rest; two touches divide in proportion, one takes all. */
function positionWeight(first: number, last: number): string {
  const middle = (100 - first - last) / 100
  return `CASE WHEN n = 1 THEN 1 WHEN n = 2 THEN CASE nth WHEN 1 THEN ${first / (first + last)} ELSE ${last / (first + last)} END
      WHEN nth = 1 THEN ${first / 100} WHEN nth = n THEN ${last / 100} ELSE ${middle}::DOUBLE / (n - 2) END`
}

export const MODELS: readonly AttributionModel[] = [
  { name: 'first', label: 'First touch', help: 'All to the earliest touch.', weight: 'CASE WHEN nth = 1 THEN 1 ELSE 0 END', additive: true },
  { name: 'last', label: 'Last touch', help: 'All to the latest touch.', weight: 'CASE WHEN nth = n THEN 1 ELSE 0 END', additive: true },
  { name: 'last-non-direct', label: 'Last non-direct', help: 'All to the latest touch that is not direct; to the latest where all are.', weight: 'CASE WHEN nth = chosen_nth THEN 1 ELSE 0 END', additive: true },
  { name: 'linear', label: 'Linear', help: 'The same to every touch.', weight: '1::DOUBLE / n', additive: true },
  { name: 'time-decay', label: 'Time decay', help: 'Half as much for each half-life before the conversion.', weight: 'decay / decays', additive: true },
  { name: 'position', label: 'Position (40/20/40)', help: '40 % to the first, 40 % to the last, the rest between.', weight: positionWeight(40, 40), additive: true },
  { name: 'j', label: 'J (20/20/60)', help: '20 % to the first, 60 % to the last, the rest between.', weight: positionWeight(20, 60), additive: true },
  { name: 'inverse-j', label: 'Inverse J (60/20/20)', help: '60 % to the first, 20 % to the last, the rest between.', weight: positionWeight(60, 20), additive: true },
  { name: 'participation', label: 'Participation', help: 'All to every channel that took part; sums to more than all conversions.', weight: 'CASE WHEN first_of_channel THEN 1 ELSE 0 END', additive: false },
]

/** The models asked for, in the order of MODELS. Throws `bad-parameter`. */
export function modelsNamed(name: string): readonly AttributionModel[] {
  const models = MODELS.filter((model) => name === 'all' || model.name === name)
  if (models.length === 0) throw new LatheError('bad-parameter', `model must be one of ${MODELS.map((model) => model.name).join(', ')} or all, not "${name}".`, { parameter: 'model', value: name })
  return models
}
