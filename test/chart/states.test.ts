import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StatesChart } from '../../src-renderer/chart/marks/states'
import { renderChart } from '../../src-renderer/chart/renderChart'
import { walkNodes, type Box } from '../../src-renderer/chart/scene'
import { textWidth } from '../../src-renderer/chart/textWidth'

/** A state diagram shows all of its words: nothing lies outside the picture, and no state or share on another. */
const LABEL = fc.constantFrom('home', 'sign_up', 'a name that goes on and on and on', '(start)', 'x', 'Größe', '支払い')

const diagram: fc.Arbitrary<StatesChart> = fc
  .array(LABEL, { minLength: 1, maxLength: 11 })
  .chain((labels) =>
    fc
      .uniqueArray(fc.tuple(fc.nat(labels.length - 1), fc.nat(labels.length - 1)), {
        minLength: 1,
        maxLength: 30,
        selector: ([source, target]) => `${source} ${target}`,
      })
      .chain((pairs) =>
        fc
          .array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: pairs.length, maxLength: pairs.length })
          .map((values): StatesChart => ({
            kind: 'states',
            title: 't',
            summary: 's',
            value: { label: 'Transitions', format: 'integer' },
            states: labels.map((label, index) => ({ label: `${label} ${index}` })),
            arrows: pairs.map(([source, target], index) => ({ source, target, value: values[index]!, share: 12.3 })),
          })),
      ),
  )

const meets = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width - 0.1 &&
  other.x < one.x + one.width - 0.1 &&
  one.y < other.y + other.height - 0.1 &&
  other.y < one.y + one.height - 0.1

describe('a state diagram', () => {
  it.each([
    [900, 400],
    [420, 280],
    [220, 140],
  ])('keeps its words inside and apart, asked for %d × %d', (width, height) => {
    fc.assert(
      fc.property(diagram, fc.constantFrom('light' as const, 'dark' as const), (spec, theme) => {
        const scene = renderChart(spec, { width, height, theme })
        const nodes = [...walkNodes(scene.nodes)]
        const texts = nodes.flatMap((node): Box[] => {
          if (node.kind !== 'text') return []
          const wide = textWidth(node.text, node.size, node.weight)
          return [{ x: node.x - wide / 2, y: node.y - node.size * 0.8, width: wide, height: node.size }]
        })
        for (const box of texts) {
          expect(box.x).toBeGreaterThanOrEqual(0)
          expect(box.x + box.width).toBeLessThanOrEqual(scene.width)
          expect(box.y).toBeGreaterThanOrEqual(0)
          expect(box.y + box.height).toBeLessThanOrEqual(scene.height)
        }
        texts.forEach((one, index) => {
          for (const other of texts.slice(index + 1)) expect(meets(one, other)).toBe(false)
        })
        const ends = nodes.flatMap((node) =>
          node.kind === 'path'
            ? [...node.d.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])
            : [],
        )
        for (const [x, y] of ends) {
          expect(x).toBeGreaterThan(-60)
          expect(x).toBeLessThan(scene.width + 60)
          expect(y).toBeGreaterThanOrEqual(0)
          expect(y).toBeLessThanOrEqual(scene.height)
        }
        // Every state and every arrow can be reached, and is told once.
        expect(scene.data.map(({ id }) => id).toSorted()).toEqual(
          [...spec.states.map((_, at) => `state:${at}`), ...spec.arrows.map((_, at) => `arrow:${at}`)].toSorted(),
        )
      }),
    )
  })

  it('counts in a state what leaves it, or what arrives where nothing leaves', () => {
    const scene = renderChart(
      {
        kind: 'states',
        title: 't',
        summary: 's',
        value: { label: 'Transitions', format: 'integer' },
        states: [{ label: 'a' }, { label: 'b' }],
        arrows: [
          { source: 0, target: 1, value: 30, share: 75 },
          { source: 0, target: 0, value: 10, share: 25 },
        ],
      },
      { width: 600, height: 300, theme: 'light' },
    )
    expect(scene.data.map(({ label }) => label)).toEqual([
      'a: 40 transitions.',
      'From a to b: 30 transitions, 75.0 % of a.',
      'From a to a: 10 transitions, 25.0 % of a.',
      'b: 30 transitions.',
    ])
  })

  it('says that there is nothing where no arrow was taken', () => {
    const spec: StatesChart = {
      kind: 'states',
      title: 't',
      summary: 's',
      value: { label: 'v', format: 'integer' },
      states: [{ label: 'a' }],
      arrows: [],
    }
    expect(renderChart(spec, { width: 600, height: 300, theme: 'light' }).empty).toBe(true)
  })
})
