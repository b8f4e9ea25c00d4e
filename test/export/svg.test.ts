// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { renderChart } from '../../src-renderer/chart/renderChart'
import { walkNodes } from '../../src-renderer/chart/scene'
import { layPicture, sceneToSvg } from '../../src-renderer/export/svg'
import { EDGE_CASES, MARKS } from '../../src-renderer/panels/gallery/galleryCharts'

const scene = renderChart(MARKS.find((one) => one.name === 'funnel-checkout')!.spec, {
  width: 720,
  height: 280,
  theme: 'light',
})

/**
 * Tags balance and attributes are quoted: a strict reader, because XML viewers refuse the whole picture for one slip.
 */
function checkXml(text: string): readonly string[] {
  const open: string[] = []
  const names: string[] = []
  let rest = text
  while (rest !== '') {
    const tag = /^<(\/?)([a-z]+)((?:\s[a-zA-Z][a-zA-Z0-9-]*="[^"<]*")*)\s*(\/?)>/.exec(rest)
    if (tag === null) {
      const words = /^[^<&]+|^&(?:amp|lt|gt|quot);/.exec(rest)
      if (words === null) throw new Error(`Not XML: ${rest.slice(0, 80)}`)
      rest = rest.slice(words[0].length)
      continue
    }
    if (tag[1] === '/') {
      if (open.pop() !== tag[2]) throw new Error(`Unbalanced ${tag[2]}`)
    } else {
      names.push(tag[2]!)
      if (tag[4] !== '/') open.push(tag[2]!)
    }
    rest = rest.slice(tag[0].length)
  }
  if (open.length > 0) throw new Error(`Left open: ${open.join(' ')}`)
  return names
}

describe('sceneToSvg', () => {
  it('is well-formed for every chart, and draws every node', () => {
    for (const { spec } of [...MARKS, ...EDGE_CASES]) {
      const one = renderChart(spec, { width: 640, height: 260, theme: 'dark' })
      const names = checkXml(sceneToSvg(one, { heading: false }))
      const shapes = names.filter((name) => ['rect', 'line', 'path', 'circle', 'text'].includes(name)).length
      expect(shapes).toBe([...walkNodes(one.nodes)].length + 1)
    }
  })

  it('stands alone: no scripts, no links, no addresses but the name space', () => {
    const svg = sceneToSvg(scene)
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg'])
    expect(svg).not.toMatch(/<script|href|url\(/)
  })

  it('says its title and summary to screen readers, and each mark its sentence', () => {
    const document = new DOMParser().parseFromString(sceneToSvg(scene), 'image/svg+xml')
    const ids = document.documentElement.getAttribute('aria-labelledby')!.split(' ')
    expect(ids.map((id) => document.getElementById(id)?.textContent)).toEqual([scene.title, scene.summary])
    const marks = [...document.querySelectorAll('rect > title')].map((title) => title.textContent)
    expect(marks.sort()).toEqual(scene.data.map((datum) => datum.label).sort())
  })

  it('escapes what would break it', () => {
    const hostile = renderChart(
      {
        kind: 'funnel',
        title: '</title><script>alert(1)</script>',
        summary: 'a & "b" \u0000\uD800 ]]>',
        steps: [{ label: '<b>&amp;', count: 1 }],
      },
      { width: 400, height: 200, theme: 'light' },
    )
    const svg = sceneToSvg(hostile)
    expect(checkXml(svg)).not.toContain('script')
    expect(svg).toContain('&lt;/title&gt;&lt;script&gt;')
    expect(svg.includes('\u0000') || svg.includes('\uD800')).toBe(false)
  })

  it('frames the chart with its heading, or not', () => {
    const bare = layPicture(scene, { heading: false })
    expect([bare.width, bare.height]).toEqual([scene.width, scene.height])
    const framed = layPicture(scene)
    expect(framed.lines.map((line) => line.text)).toEqual([scene.title, scene.summary])
    expect(framed.chartY).toBeGreaterThan(framed.lines.at(-1)!.y)
    expect(framed.height).toBe(framed.chartY + scene.height + 16)
  })

  it('says below the chart what it is of, where that is wanted', () => {
    const footer = ['Last 7 days · 21 – 27 May 2016', 'Source: <a&b>.csv']
    const bare = layPicture(scene, { heading: false, footer })
    expect([bare.lines.map((line) => line.text), bare.chartY]).toEqual([footer, 16])
    expect(bare.lines.every(({ y }) => y > bare.chartY + scene.height && y < bare.height)).toBe(true)
    const full = layPicture(scene, { footer })
    expect(full.height).toBeGreaterThan(layPicture(scene).height)
    const svg = sceneToSvg(scene, { footer })
    checkXml(svg)
    expect(svg).toContain('>Source: &lt;a&amp;b&gt;.csv</text>')
    expect(svg).toMatch(/font-family="[^"]*Inter[^"]*sans-serif"/)
  })
})
