import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderChart } from '../../src-renderer/chart/renderChart'
import { walkNodes } from '../../src-renderer/chart/scene'
import type { BarChart } from '../../src-renderer/chart/marks/bar'
import type { LineChart } from '../../src-renderer/chart/marks/line'
import { sceneToSvg } from '../../src-renderer/export/svg'
import { readAnnotations, writeAnnotations, type Annotation } from '../../src-renderer/model/annotation'
import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { datumAt } from '../../src-renderer/panels/chart/findDatum'

const FIRST = isoToDay('2024-03-01')
function note(day: number, text: string, days = 0): Annotation {
  return {
    id: `${day}${text}`,
    from: dayToIso(FIRST + day),
    to: dayToIso(FIRST + day + days),
    text,
    kind: 'launch',
    at: '',
  }
}
function line(days: number, every = 1): LineChart {
  return {
    kind: 'line',
    title: 'Users',
    summary: '',
    x: { label: 'Date', type: 'date' },
    y: { label: 'Users', format: 'integer' },
    series: [
      {
        name: 'a',
        points: Array.from({ length: days }, (_, index) => ({ x: dayToIso(FIRST + index * every), y: index })),
      },
      { name: 'b', points: [{ x: dayToIso(FIRST), y: 3 }] },
    ],
  }
}
function bar(days: number, every = 1): BarChart {
  const { x, y, series, title, summary } = line(days, every)
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'vertical',
    title,
    summary,
    x: { ...x, type: 'date' },
    y,
    series: series.slice(0, 1),
  }
}
const draw = (spec: LineChart | BarChart, notes: readonly Annotation[], width = 700) =>
  renderChart(spec, { width, height: 300, theme: 'light', annotations: notes })

describe('annotations on charts over dates', () => {
  it.each([
    ['line', line(30)],
    ['bar', bar(30)],
  ] as const)('stand as flags on a %s chart, in the tooltips of their dates and in the picture', (_, spec) => {
    const scene = draw(spec, [note(5, 'New onboarding'), note(20, 'Outage', 2), note(40, 'Later'), note(-3, 'Earlier')])
    const flags = scene.data.filter((datum) => datum.annotations !== undefined)
    expect(flags.map((flag) => [flag.heading, flag.lines[0]!.label])).toEqual([
      ['2024-03-06', 'New onboarding'],
      ['2024-03-21 to 2024-03-23', 'Outage'],
    ])
    const said = scene.data
      .filter((datum) => datum.row === 0 && datum.label.includes('Note: '))
      .map((datum) => [datum.heading.slice(4), datum.lines.at(-1)!.label])
    expect(said).toEqual([
      ['6 Mar 2024', '⚑ New onboarding'],
      ['21 Mar 2024', '⚑ Outage'],
      ['22 Mar 2024', '⚑ Outage'],
      ['23 Mar 2024', '⚑ Outage'],
    ])
    const svg = sceneToSvg(scene)
    expect(svg).toContain('New onboarding')
    expect(svg).not.toContain('Later')
    const { box } = flags[0]!
    expect(datumAt(scene, box.x + box.width / 2, box.y + 3)).toBe(flags[0])
    // A pointer in the plot means marks only.
    expect(datumAt(scene, box.x, scene.plot.y + 40)?.annotations).toBeUndefined()
    expect(draw(spec, []).nodes).toEqual(renderChart(spec, { width: 700, height: 300, theme: 'light' }).nodes)
  })

  it('belong to the bucket that holds their date, the last one included', () => {
    for (const spec of [line(4, 7), bar(4, 7)]) {
      const scene = draw(spec, [
        note(9, 'In week two'),
        note(27, 'Last day of week four'),
        note(28, 'After'),
        note(-1, 'Before'),
      ])
      expect(
        scene.data.filter((datum) => datum.annotations !== undefined).map((datum) => datum.lines[0]!.label),
      ).toEqual(['In week two', 'Last day of week four'])
      expect(
        scene.data
          .filter((datum) => datum.row === 0)
          .map((datum) => datum.lines.filter((one) => one.label.startsWith('⚑')).length),
      ).toEqual([0, 1, 0, 1])
    }
  })

  it('leaves other charts alone', () => {
    const numbers: LineChart = {
      ...line(3),
      x: { label: 'Day', type: 'number' },
      series: [{ name: 'a', points: [{ x: 1, y: 1 }] }],
    }
    for (const spec of [numbers, { ...bar(3), direction: 'horizontal' } as const])
      expect(draw(spec, [note(1, 'x')])).toEqual(draw(spec, []))
  })

  it('keeps flags apart and inside, however many there are', () => {
    let merged = 0
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            day: fc.integer({ min: 0, max: 59 }),
            length: fc.constantFrom(0, 0, 3),
            text: fc.constantFrom('v2', 'Price change in all shops', 'Ω'),
          }),
          { maxLength: 40 },
        ),
        fc.constantFrom(220, 480, 1100),
        fc.constantFrom('line', 'bar'),
        (days, width, kind) => {
          const scene = draw(
            kind === 'line' ? line(60) : bar(60),
            days.map((one, index) => ({ ...note(one.day, one.text, one.length), id: String(index) })),
            width,
          )
          const flags = scene.data.filter((datum) => datum.annotations !== undefined)
          expect(flags.flatMap((flag) => flag.annotations!).toSorted()).toEqual(
            days.map((_, index) => String(index)).toSorted(),
          )
          for (const [index, flag] of flags.entries()) {
            expect(flag.box.x).toBeGreaterThanOrEqual(0)
            expect(flag.box.x + flag.box.width).toBeLessThanOrEqual(scene.width)
            const next = flags[index + 1]
            if (next !== undefined) expect(flag.box.x + flag.box.width).toBeLessThanOrEqual(next.box.x + 0.5)
            if (flag.annotations!.length > 1) merged += 1
          }
          for (const node of walkNodes(scene.nodes))
            if (node.kind === 'rect') expect(node.width).toBeGreaterThanOrEqual(0)
        },
      ),
      { numRuns: 300 },
    )
    expect(merged).toBeGreaterThan(50)
  })
})

describe('annotations.json', () => {
  it('is read as it is written', () => {
    const kept = [note(1, 'b'), note(0, 'Outage "long"', 2)]
    expect(readAnnotations(writeAnnotations(kept))).toEqual([kept[1], kept[0]])
    expect(writeAnnotations([])).toBe('[]\n')
    expect(readAnnotations('[{"date":"2024-01-31","text":" Launch "}]')).toEqual([
      { id: '2024-01-31 Launch', from: '2024-01-31', to: '2024-01-31', text: 'Launch', kind: 'other', at: '' },
    ])
    expect(readAnnotations('[{"from":"2024-01-31","to":"2024-02-02","text":"x","kind":"outage"}]')[0]).toMatchObject({
      from: '2024-01-31',
      to: '2024-02-02',
      kind: 'outage',
    })
  })
  it.each([
    ['{', 'well-formed'],
    ['{}', 'must be a list'],
    ['[1]', 'annotation 1 is not an object'],
    ['[{"date":"2024-02-31","text":"x"}]', 'no date'],
    ['[{"date":"2024-02-01","text":" "}]', 'no text'],
    ['[{"from":"2024-02-02","to":"2024-02-01","text":"x"}]', 'ends before'],
  ])('%s is refused in words', (text, part) => {
    expect(() => readAnnotations(text)).toThrow(part)
  })
})
