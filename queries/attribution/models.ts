import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'

/**
 * How a model shares one conversion among its touches. `weight` is SQL over one touch of one conversion: nth (1 is the
 * earliest), touch_count (touches of the conversion), chosen_nth (the last touch that is not direct; the last of all where all are),
 * first_of_channel (the channel's earliest touch of the conversion), distinct_channels (of the conversion), decay and
 * decay_total (the sum over the conversion). Null where credit does not belong to single conversions: see removalEffects.
 */
export interface AttributionModel {
  readonly name: string
  readonly label: string
  readonly help: string
  readonly weight: string | null
  /** Models of fixed ends: what the first and the last touch get, in percent; see positionWeight. */
  readonly ends?: { readonly first: number; readonly last: number }
  /** Models of weights by place: the share of each place, their running sums, and where the first place is. */
  readonly places?: {
    readonly shares: readonly number[]
    readonly sums: readonly number[]
    readonly fromFirst: boolean
  }
  /** Whether its credits, with "(none)", sum to all conversions. */
  readonly additive: boolean
}

/** Ends get fixed shares and the touches between share the rest; two touches divide in proportion, one takes all. */
function positionWeight(first: number, last: number): string {
  const middle = (100 - first - last) / 100
  return `CASE
    WHEN touch_count = 1 THEN 1
    WHEN touch_count = 2 THEN CASE nth WHEN 1 THEN ${first / (first + last)} ELSE ${last / (first + last)} END
    WHEN nth = 1 THEN ${first / 100}
    WHEN nth = touch_count THEN ${last / 100}
    ELSE ${middle}::DOUBLE / (touch_count - 2)
  END`
}

export const MODELS: readonly AttributionModel[] = [
  {
    name: 'first',
    label: 'First touch',
    help: 'All to the earliest touch.',
    weight: 'CASE WHEN nth = 1 THEN 1 ELSE 0 END',
    additive: true,
  },
  {
    name: 'last',
    label: 'Last touch',
    help: 'All to the latest touch.',
    weight: 'CASE WHEN nth = touch_count THEN 1 ELSE 0 END',
    additive: true,
  },
  {
    name: 'last-non-direct',
    label: 'Last non-direct',
    help: 'All to the latest touch that is not direct; to the latest where all are.',
    weight: 'CASE WHEN nth = chosen_nth THEN 1 ELSE 0 END',
    additive: true,
  },
  {
    name: 'linear',
    label: 'Linear',
    help: 'The same to every touch.',
    weight: '1::DOUBLE / touch_count',
    additive: true,
  },
  {
    name: 'time-decay',
    label: 'Time decay',
    help: 'Half as much for each half-life before the conversion.',
    weight: 'decay / decay_total',
    additive: true,
  },
  {
    name: 'position',
    label: 'Position (40/20/40)',
    help: '40 % to the first, 40 % to the last, the rest between.',
    weight: positionWeight(40, 40),
    ends: { first: 40, last: 40 },
    additive: true,
  },
  {
    name: 'j',
    label: 'J (20/20/60)',
    help: '20 % to the first, 60 % to the last, the rest between.',
    weight: positionWeight(20, 60),
    ends: { first: 20, last: 60 },
    additive: true,
  },
  {
    name: 'inverse-j',
    label: 'Inverse J (60/20/20)',
    help: '60 % to the first, 20 % to the last, the rest between.',
    weight: positionWeight(60, 20),
    ends: { first: 60, last: 20 },
    additive: true,
  },
  {
    name: 'participation',
    label: 'Participation',
    help: 'All to every channel that took part; sums to more than all conversions.',
    weight: 'CASE WHEN first_of_channel THEN 1 ELSE 0 END',
    additive: false,
  },
  {
    name: 'shapley',
    label: 'Shapley',
    help: 'What a channel adds, on average, over all orders in which channels could join.',
    weight: 'CASE WHEN first_of_channel THEN 1::DOUBLE / distinct_channels ELSE 0 END',
    additive: true,
  },
  {
    name: 'markov',
    label: 'Markov',
    help: 'In proportion to the conversions lost without the channel; journeys that did not convert count too.',
    weight: null,
    additive: true,
  },
]

/** The label of a model by name. */
export function modelLabel(name: string): string {
  return name === 'custom' ? 'Custom weights' : (MODELS.find((one) => one.name === name)?.label ?? name)
}

/** Whether a model's credits sum to all conversions. */
export function isAdditive(name: string): boolean {
  return MODELS.find((one) => one.name === name)?.additive !== false
}

function readWeights(text: string): readonly number[] {
  const noWeights = (): never => {
    throw badParameter(
      'weights',
      text,
      ` must be a list of numbers from 0 up, one of them above 0, such as [0.5, 0.3, 0.2], not "${text}".`,
    )
  }
  let list: unknown
  try {
    list = JSON.parse(text.trim().startsWith('[') ? text : `[${text}]`)
  } catch {
    return noWeights()
  }
  if (
    !Array.isArray(list) ||
    list.length === 0 ||
    list.length > 1000 ||
    !list.every((one): one is number => typeof one === 'number' && Number.isFinite(one) && one >= 0)
  )
    return noWeights()
  return list.some((one) => one > 0) ? list : noWeights()
}

/** Weights by place, brought to a sum of 1 for each length of path; equal shares where a path's weights are all 0. */
function customModel(text: string, fromFirst: boolean): AttributionModel {
  const weights = readWeights(text)
  const total = weights.reduce((sum, one) => sum + one, 0)
  const shares = weights.map((one) => one / total)
  const sums = shares.map((_, index) => shares.slice(0, index + 1).reduce((sum, one) => sum + one, 0))
  const place = fromFirst ? 'nth' : 'touch_count - nth + 1'
  // Beyond the list, list_extract gives NULL.
  const share = `coalesce(list_extract([${shares.join(', ')}]::DOUBLE[], ${place}), 0)`
  const sum = `list_extract([${sums.join(', ')}]::DOUBLE[], least(touch_count, ${weights.length}))`
  return {
    name: 'custom',
    label: 'Custom weights',
    help: 'By the list of weights.',
    weight: `CASE
    WHEN ${sum} > 0
    THEN ${share}
      / ${sum}
    ELSE 1::DOUBLE / touch_count
  END`,
    places: { shares, sums, fromFirst },
    additive: true,
  }
}

/** The models asked for (parameters model, weights, weights_from), in the order of MODELS. Throws `bad-parameter`. */
export function modelsAsked(values: ParameterValues): readonly AttributionModel[] {
  const name = typeof values['model'] === 'string' && values['model'] !== '' ? values['model'] : 'all'
  const weights = typeof values['weights'] === 'string' && values['weights'].trim() !== '' ? values['weights'] : null
  const custom = weights === null ? [] : [customModel(weights, values['weights_from'] === 'first')]
  if (name === 'custom' && weights === null)
    throw badParameter('weights', '', ': give the weights of the custom model, such as [0.5, 0.3, 0.2].')
  const models = [...MODELS, ...custom].filter((model) => name === 'all' || model.name === name)
  if (models.length === 0)
    throw badParameter(
      'model',
      name,
      ` must be one of ${MODELS.map((model) => model.name).join(', ')}, custom or all, not "${name}".`,
    )
  return models
}
