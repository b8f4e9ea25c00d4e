import { DecayShares, HalfLifeShares } from './decayShares'
import type { AttributionModel } from './models'
import type { Decay } from './parameters'
import type { Share, TouchShares, TouchWindow } from './touchWindow'

function shareEqually(window: TouchWindow, each: number, share: Share): void {
  for (let at = 0; at < window.distinct; at += 1) {
    const channel = window.present[at]!
    share(channel, window.counts[channel]! * each)
  }
}

const FIRST: TouchShares = {
  share: (window, share) => {
    share(window.channels[window.first]!, 1)
  },
}
const LAST: TouchShares = {
  share: (window, share) => {
    share(window.channels[window.end - 1]!, 1)
  },
}
const LINEAR: TouchShares = {
  share: (window, share) => {
    shareEqually(window, 1 / window.size, share)
  },
}

/** The same to each channel of the window, however often it is there. */
function byChannel(each: (distinct: number) => number): TouchShares {
  return {
    share: (window, share) => {
      for (let at = 0; at < window.distinct; at += 1) share(window.present[at]!, each(window.distinct))
    },
  }
}

/** The latest touch that is not direct; the latest where all are. */
function lastOther(isDirect: (channel: number) => boolean): TouchShares {
  let others = new Int32Array()
  return {
    begin: ({ channels }, touches) => {
      if (others.length < touches) others = new Int32Array(touches * 2)
      for (let touch = 0, last = -1; touch < touches; touch += 1) {
        if (!isDirect(channels[touch]!)) last = touch
        others[touch] = last
      }
    },
    share: (window, share) => {
      const last = others[window.end - 1]!
      share(window.channels[last >= window.first ? last : window.end - 1]!, 1)
    },
  }
}

/** Percentages of both ends, the rest between. */
function byEnds({ first, last }: { readonly first: number; readonly last: number }): TouchShares {
  return {
    share: (window, share) => {
      const { size } = window
      const [head, tail] = [window.channels[window.first]!, window.channels[window.end - 1]!]
      if (size === 1) {
        share(head, 1)
      } else if (size === 2) {
        share(head, first / (first + last))
        share(tail, last / (first + last))
      } else {
        const middle = (100 - first - last) / 100 / (size - 2)
        shareEqually(window, middle, share)
        share(head, first / 100 - middle)
        share(tail, last / 100 - middle)
      }
    },
  }
}

/** A list of weights by place, brought to a sum of 1; equal shares where those of the window are all 0. */
function byPlaces({ shares, sums, fromFirst }: NonNullable<AttributionModel['places']>): TouchShares {
  return {
    share: (window, share) => {
      const counted = Math.min(window.size, shares.length)
      const sum = sums[counted - 1]!
      if (!(sum > 0)) {
        shareEqually(window, 1 / window.size, share)
        return
      }
      for (let place = 0; place < counted; place += 1)
        share(window.channels[fromFirst ? window.first + place : window.end - 1 - place]!, shares[place]! / sum)
    },
  }
}

/** What a model does to a window; null for one whose credit does not belong to single conversions. */
export function touchShares(
  model: AttributionModel,
  decay: Decay,
  isDirect: (channel: number) => boolean,
): TouchShares | null {
  if (model.places !== undefined) return byPlaces(model.places)
  if (model.ends !== undefined) return byEnds(model.ends)
  switch (model.name) {
    case 'first':
      return FIRST
    case 'last':
      return LAST
    case 'last-non-direct':
      return lastOther(isDirect)
    case 'linear':
      return LINEAR
    case 'time-decay':
      return decay === 'inverse-root' ? new DecayShares() : new HalfLifeShares(decay.halfLifeMicros)
    case 'participation':
      return byChannel(() => 1)
    case 'shapley':
      return byChannel((distinct) => 1 / distinct)
    default:
      return null
  }
}
