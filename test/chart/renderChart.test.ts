import { describe, expect, it } from 'vitest'
import { contrast, PALETTES } from '../../src-renderer/chart/palette'
import { renderChart } from '../../src-renderer/chart/renderChart'
import { walkNodes } from '../../src-renderer/chart/scene'
import { sceneToSvg } from '../../src-renderer/export/svg'
import { EDGE_CASES, MARKS } from '../../src-renderer/panels/gallery/galleryCharts'
import { overlappingTexts, textsOf, textsOutside } from './layout'

const ALL = [...MARKS, ...EDGE_CASES]
/** Thousands of marks make no readable snapshot; their own tests count what is drawn. */
const TOO_LARGE = new Set([
  'heatmap-sixty',
  'heatmap-month',
  'scatter-twelve-thousand',
  'line-twenty-thousand',
  'bar-year-of-days',
])

describe('pictures', () => {
  for (const { name, spec } of ALL.filter((one) => !TOO_LARGE.has(one.name))) {
    it(name, async () => {
      await expect(sceneToSvg(renderChart(spec, { width: 720, height: 280, theme: 'light' }))).toMatchFileSnapshot(
        `./pictures/${name}.svg`,
      )
    })
  }
  for (const name of ['line-active-users', 'heatmap-retention', 'funnel-checkout']) {
    it(`${name}, dark and narrow`, async () => {
      const spec = ALL.find((one) => one.name === name)!.spec
      await expect(sceneToSvg(renderChart(spec, { width: 360, height: 240, theme: 'dark' }))).toMatchFileSnapshot(
        `./pictures/${name}-dark.svg`,
      )
    })
  }
})

describe.each(ALL.map((one) => [one.name, one.spec] as const))('layout of %s', (_name, spec) => {
  const sizes = [
    [240, 180],
    [360, 240],
    [720, 280],
    [1400, 420],
  ] as const
  const scenes = sizes.map(([width, height]) => renderChart(spec, { width, height, theme: 'light' }))

  it('keeps all text inside the picture', () => {
    for (const scene of scenes) expect(textsOutside(scene)).toEqual([])
  })

  it('keeps axis labels, axis titles and legends apart', () => {
    for (const scene of scenes)
      expect(overlappingTexts(textsOf(scene).filter((text) => text.part !== 'label'))).toEqual([])
  })

  it('keeps the labels of marks apart', () => {
    for (const scene of scenes) {
      const labels = textsOf(scene).filter((text) => text.part === 'label')
      if (labels.length < 500) expect(overlappingTexts(labels)).toEqual([])
    }
  })

  it('draws only finite, non-negative shapes', () => {
    for (const scene of scenes) {
      for (const node of walkNodes(scene.nodes)) {
        const numbers = Object.values(node).filter((value) => typeof value === 'number')
        expect(numbers.every(Number.isFinite), JSON.stringify(node)).toBe(true)
        if (node.kind === 'rect')
          expect(Math.min(node.width, node.height), JSON.stringify(node)).toBeGreaterThanOrEqual(0)
        if (node.kind === 'path') expect(node.d).not.toMatch(/NaN|Infinity/)
      }
    }
  })

  it('gives each datum an id of its own, a sentence, and a place inside the picture', () => {
    for (const scene of scenes) {
      expect(new Set(scene.data.map((datum) => datum.id)).size).toBe(scene.data.length)
      expect(scene.empty).toBe(scene.data.length === 0)
      for (const { label, heading, lines, box } of scene.data) {
        expect(label).toMatch(/^\S.*\.$/s)
        expect(heading).not.toBe('')
        expect(lines.length).toBeGreaterThan(0)
        expect(
          box.x >= -6 && box.y >= -6 && box.x + box.width <= scene.width + 6 && box.y + box.height <= scene.height + 6,
          JSON.stringify(box),
        ).toBe(true)
      }
    }
  })

  it('asks for no more than 5,000 marks', () => {
    for (const scene of scenes)
      expect(
        [...walkNodes(scene.nodes)].filter((node) => node.kind !== 'text' && node.kind !== 'line').length,
      ).toBeLessThanOrEqual(5600)
  })
})

describe('legibility', () => {
  it('writes on the ground with a contrast of at least 4.5 in both themes', () => {
    for (const { spec } of ALL) {
      for (const theme of ['light', 'dark'] as const) {
        const scene = renderChart(spec, { width: 720, height: 280, theme })
        for (const text of textsOf(scene).filter((one) => one.part !== 'label'))
          expect(contrast(text.fill, scene.background), text.text).toBeGreaterThanOrEqual(4.5)
      }
    }
  })

  it('keeps every series colour at 3 : 1 or better, or beside a marker of its own shape', () => {
    for (const theme of ['light', 'dark'] as const) {
      const palette = PALETTES[theme]
      for (const color of palette.categorical) expect(contrast(color, palette.panel)).toBeGreaterThan(2.5)
    }
  })
})
