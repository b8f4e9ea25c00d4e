// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import type { SceneNode } from '../../../src-renderer/chart/scene'
import { SceneShapes } from '../../../src-renderer/panels/chart/SceneShapes'

/** The elements that nodes become, each with the attributes that it has. */
function drawn(...nodes: readonly SceneNode[]): readonly (readonly [string, Readonly<Record<string, string>>])[] {
  const view = mount(defineComponent(() => () => h('svg', null, [h(SceneShapes, { nodes })])))
  return [...(view.element as SVGElement).querySelectorAll('*')].map(
    (one) =>
      [
        one.tagName.toLowerCase(),
        Object.fromEntries([...one.attributes].map((attribute) => [attribute.name, attribute.value])),
      ] as const,
  )
}
const text: SceneNode = { kind: 'text', x: 5, y: 7, text: 'Users', size: 12, fill: '#111', anchor: 'middle' }

describe('shapes of a chart', () => {
  it('are SVG elements that carry the mark they stand for', () => {
    expect(
      drawn(
        { kind: 'rect', x: 1, y: 2, width: 3, height: 4, radius: 5, fill: '#f00', datum: '0:1' },
        { kind: 'line', x1: 1, y1: 2, x2: 3, y2: 4, stroke: '#00f', strokeWidth: 2, dash: '4 2' },
        { kind: 'circle', cx: 1, cy: 2, r: 3, fill: '#0f0', datum: '1:0', opacity: 0.5 },
        { kind: 'path', d: 'M0 0', stroke: '#000', join: 'round', datum: '2:0' },
      ),
    ).toEqual([
      ['rect', { x: '1', y: '2', width: '3', height: '4', rx: '5', fill: '#f00', 'data-datum': '0:1' }],
      [
        'line',
        {
          x1: '1',
          y1: '2',
          x2: '3',
          y2: '4',
          fill: 'none',
          stroke: '#00f',
          'stroke-width': '2',
          'stroke-dasharray': '4 2',
        },
      ],
      ['circle', { cx: '1', cy: '2', r: '3', fill: '#0f0', 'data-datum': '1:0', opacity: '0.5' }],
      ['path', { d: 'M0 0', fill: 'none', stroke: '#000', 'stroke-linejoin': 'round', 'data-datum': '2:0' }],
    ])
  })

  it('are texts, turned about their own place where they are turned, and figures marked as such', () => {
    expect(drawn(text)).toEqual([
      ['text', { x: '5', y: '7', fill: '#111', 'font-size': '12', 'text-anchor': 'middle' }],
    ])
    expect(drawn({ ...text, rotate: -90 })[0]![1]['transform']).toBe('rotate(-90 5 7)')
    expect([drawn({ ...text, text: '1,234' })[0]![1]['class'], drawn(text)[0]![1]['class']]).toEqual([
      'figure',
      undefined,
    ])
  })

  it('stand in groups as they are nested', () => {
    expect(
      drawn({ kind: 'group', children: [text, { kind: 'group', children: [text] }] }).map(([name]) => name),
    ).toEqual(['g', 'text', 'g', 'text'])
  })
})
