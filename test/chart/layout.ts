import { walkNodes, type Box, type Scene, type TextNode } from '../../src-renderer/chart/scene'
import { textWidth } from '../../src-renderer/chart/textWidth'

/** The box that a text takes by the width estimate, turned as it is drawn. */
function textBox(node: TextNode): Box {
  const width = textWidth(node.text, node.size, node.weight ?? 400)
  const left = node.anchor === 'middle' ? -width / 2 : node.anchor === 'end' ? -width : 0
  const angle = ((node.rotate ?? 0) * Math.PI) / 180
  const corners = [
    [left, -node.size * 0.74],
    [left + width, -node.size * 0.74],
    [left, node.size * 0.2],
    [left + width, node.size * 0.2],
  ] as const
  const xs = corners.map(([x, y]) => node.x + x * Math.cos(angle) - y * Math.sin(angle)),
    ys = corners.map(([x, y]) => node.y + x * Math.sin(angle) + y * Math.cos(angle))
  return {
    x: Math.min(...xs),
    y: Math.min(...ys),
    width: Math.max(...xs) - Math.min(...xs),
    height: Math.max(...ys) - Math.min(...ys),
  }
}

export function textsOf(scene: Scene): readonly TextNode[] {
  return [...walkNodes(scene.nodes)].filter((node) => node.kind === 'text')
}

/** Texts that reach outside the picture by more than the tolerance (the estimate is not exact). */
export function textsOutside(scene: Scene, tolerance = 1.5): readonly string[] {
  return textsOf(scene)
    .filter((node) => {
      const box = textBox(node)
      return (
        box.x < -tolerance ||
        box.y < -tolerance ||
        box.x + box.width > scene.width + tolerance ||
        box.y + box.height > scene.height + tolerance
      )
    })
    .map((node) => `${node.part ?? 'text'} "${node.text}" at ${JSON.stringify(textBox(node))}`)
}

function apart(a: TextNode, b: TextNode): boolean {
  if (a.rotate !== undefined && a.rotate === b.rotate) {
    // Slanted lines of one angle: what counts is the distance between their baselines.
    const angle = (a.rotate * Math.PI) / 180
    return Math.abs((b.x - a.x) * Math.sin(angle) - (b.y - a.y) * Math.cos(angle)) >= a.size * 0.95
  }
  const first = textBox(a),
    second = textBox(b)
  return (
    first.x + first.width <= second.x + 0.5 ||
    second.x + second.width <= first.x + 0.5 ||
    first.y + first.height <= second.y + 0.5 ||
    second.y + second.height <= first.y + 0.5
  )
}

/** Pairs of texts that lie over each other. Cells of a heatmap are left to the caller's filter. */
export function overlappingTexts(texts: readonly TextNode[]): readonly string[] {
  return texts.flatMap((a, index) =>
    texts
      .slice(index + 1)
      .filter((b) => !apart(a, b))
      .map((b) => `"${a.text}" and "${b.text}"`),
  )
}
