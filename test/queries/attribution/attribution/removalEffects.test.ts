import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { removalEffects, shares, type Chain } from '../../../../queries/attribution/removalEffects'
import { markovShares, shapleyByOrders, type Journey } from './markovReference'
import { sharesOf } from './reference'

const NAMES = ['a', 'b', 'c', 'd', 'e']
const journeyArbitrary: fc.Arbitrary<Journey> = fc
  .record({
    channels: fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6 }),
    conversions: fc.constantFrom(0, 1, 2, 7),
    missed: fc.constantFrom(0, 1, 3, 40),
    value: fc.constantFrom(1, 2.5, 30),
  })
  .map((one) => ({ ...one, value: one.conversions * one.value }))
const journeysArbitrary = fc.array(journeyArbitrary, { maxLength: 12 })

function emptyChain(channels: number): Chain {
  const zeros = (): Float64Array => new Float64Array(channels)
  return {
    channels,
    starts: zeros(),
    steps: new Float64Array(channels * channels),
    converted: zeros(),
    value: zeros(),
    missed: zeros(),
  }
}

function chainOf(journeys: readonly Journey[]): Chain {
  const chain = emptyChain(NAMES.length)
  for (const { channels, conversions, value, missed } of journeys) {
    const places = channels.map((one) => NAMES.indexOf(one))
    chain.starts[places[0]!]! += conversions + missed
    places.slice(1).forEach((to, index) => {
      chain.steps[places[index]! * NAMES.length + to]! += conversions + missed
    })
    chain.converted[places.at(-1)!]! += conversions
    chain.value[places.at(-1)!]! += value
    chain.missed[places.at(-1)!]! += missed
  }
  return chain
}

describe('removal effects', () => {
  it('are those of the chain solved anew in exact fractions without each channel', () => {
    fc.assert(
      fc.property(journeysArbitrary, (journeys) => {
        const effects = removalEffects(chainOf(journeys))
        for (const [found, reward] of [
          [effects.conversions, (one: Journey) => one.conversions],
          [effects.value, (one: Journey) => one.value],
        ] as const) {
          const wanted = markovShares(journeys, reward)
          const ours = shares(found)
          if (wanted === null) expect(ours).toBeNull()
          else
            NAMES.forEach((name, index) => {
              expect(ours![index]).toBeCloseTo(wanted.get(name) ?? 0, 10)
            })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('by hand: a leads half of its journeys to b, and b converts one in two', () => {
    // a > b converts once of twice, a alone does not (twice), c converts once of four times.
    const chain = chainOf([
      { channels: ['a', 'b'], conversions: 1, value: 8, missed: 1 },
      { channels: ['a'], conversions: 0, value: 0, missed: 2 },
      { channels: ['c'], conversions: 1, value: 2, missed: 3 },
    ])
    // Starts: a 1/2, c 1/2; a → b 1/2; b → conversion 1/2; c → conversion 1/4. P = 1/8 + 1/8; each channel carries half of it.
    const { conversions, value } = removalEffects(chain)
    expect([...conversions!].map((one) => Number(one.toFixed(12)))).toEqual([0.5, 0.5, 0.5, 0, 0])
    // Value: 8 through b, 2 through c; expected 1.25 a journey, of which a and b lose 1 and c 0.25.
    expect([...value!].map((one) => Number(one.toFixed(12)))).toEqual([0.8, 0.8, 0.2, 0, 0])
  })

  it('are 1 for a channel of every journey, 0 for one that never converts, equal for equal roles, and change with nothing that repeats', () => {
    fc.assert(
      fc.property(journeysArbitrary, (journeys) => {
        const through = journeys.map((one) => ({
          ...one,
          channels: ['a', ...one.channels.filter((channel) => channel !== 'd' && channel !== 'e')],
        }))
        const dead: Journey = { channels: ['a', 'e'], conversions: 0, value: 0, missed: 2 }
        const effects = removalEffects(chainOf([...through, dead])).conversions
        if (effects === null) return
        expect(effects[0]).toBeCloseTo(1, 12)
        expect(effects[4]).toBe(0)
        const doubled = removalEffects(
          chainOf(
            [...through, dead].map((one) => ({
              ...one,
              channels: one.channels.flatMap((channel) => [channel, channel]),
            })),
          ),
        ).conversions!
        effects.forEach((one, index) => {
          expect(doubled[index]).toBeCloseTo(one, 12)
        })
        const swap = (channel: string): string => (channel === 'b' ? 'c' : channel === 'c' ? 'b' : channel)
        const twins = removalEffects(
          chainOf([...through, ...through.map((one) => ({ ...one, channels: one.channels.map(swap) }))]),
        ).conversions!
        expect(twins[1]).toBeCloseTo(twins[2]!, 12)
      }),
      { numRuns: 300 },
    )
  })

  it('come in time for 300 channels', () => {
    const size = 300
    const chain = emptyChain(size)
    for (let channel = 0; channel < size; channel += 1) {
      chain.starts[channel] = 1 + (channel % 3)
      for (let far = 1; far < 40; far += 1) chain.steps[channel * size + ((channel * 7 + far) % size)]! += far
      chain.converted[channel] = channel % 5
      chain.missed[channel] = 2
    }
    const sum = shares(removalEffects(chain).conversions)!.reduce((total, one) => total + one, 0)
    expect(sum).toBeCloseTo(1, 9)
  })
})

describe('Shapley values', () => {
  it('are an equal share of each conversion for each of its channels, as the orders in which channels join have it', () => {
    fc.assert(
      fc.property(journeysArbitrary, (journeys) => {
        const wanted = shapleyByOrders(journeys, (one) => one.conversions)
        for (const name of NAMES) {
          const found = journeys.reduce(
            (sum, { channels, conversions }) =>
              sum +
              sharesOf('shapley', channels, [], 1).reduce(
                (all, share, index) => all + (channels[index] === name ? share * conversions : 0),
                0,
              ),
            0,
          )
          expect(found).toBeCloseTo(wanted.get(name) ?? 0, 9)
        }
      }),
      { numRuns: 100 },
    )
  })
})
