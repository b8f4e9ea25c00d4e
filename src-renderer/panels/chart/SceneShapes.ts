import { h, type FunctionalComponent, type VNode } from 'vue'
import { isFigure, type SceneNode } from '../../chart/scene'

function shape(node: SceneNode, key: number): VNode {
  if (node.kind === 'group') return h('g', { key }, node.children.map(shape))
  if (node.kind === 'text') {
    return h(
      'text',
      {
        key,
        class: isFigure(node.text) ? 'figure' : undefined,
        x: node.x,
        y: node.y,
        fill: node.fill,
        'font-size': node.size,
        'font-weight': node.weight,
        'text-anchor': node.anchor,
        transform: node.rotate === undefined ? undefined : `rotate(${node.rotate} ${node.x} ${node.y})`,
      },
      node.text,
    )
  }
  const paint = {
    key,
    fill: node.fill ?? 'none',
    stroke: node.stroke,
    'stroke-width': node.strokeWidth,
    'stroke-dasharray': node.dash,
    opacity: node.opacity,
  }
  switch (node.kind) {
    case 'rect':
      return h('rect', {
        ...paint,
        x: node.x,
        y: node.y,
        width: node.width,
        height: node.height,
        rx: node.radius,
        'data-datum': node.datum,
      })
    case 'line':
      return h('line', { ...paint, x1: node.x1, y1: node.y1, x2: node.x2, y2: node.y2 })
    case 'circle':
      return h('circle', { ...paint, cx: node.cx, cy: node.cy, r: node.r, 'data-datum': node.datum })
    case 'path':
      return h('path', { ...paint, d: node.d, 'stroke-linejoin': node.join, 'data-datum': node.datum })
  }
}

/**
 * Nodes of a scene as SVG elements: a component of its own, so that pointing and scrolling do not draw thousands of
 * marks anew.
 */
export const SceneShapes: FunctionalComponent<{ nodes: readonly SceneNode[] }> = (props) => props.nodes.map(shape)
SceneShapes.props = ['nodes']
