import { PALETTES } from '../chart/palette'
import type { Scene, SceneNode } from '../chart/scene'
import { isFigure, middleBaseline } from '../chart/scene'
import type { PictureOptions } from './exportFormat'
import { wrapText } from '../chart/textWidth'

const MARGIN = 16
const TITLE_SIZE = 14,
  SUMMARY_SIZE = 12,
  FOOTER_SIZE = 11

/** Text for XML; characters that XML 1.0 cannot hold are left out. */
function escapeXml(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
      '',
    )
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}

function attributes(pairs: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(pairs)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [` ${name}="${typeof value === 'number' ? value : escapeXml(value)}"`],
    )
    .join('')
}

function paint(
  node: Exclude<SceneNode, { kind: 'text' | 'group' }>,
): Readonly<Record<string, string | number | undefined>> {
  return {
    fill: node.fill ?? (node.kind === 'line' ? undefined : 'none'),
    stroke: node.stroke,
    'stroke-width': node.strokeWidth,
    'stroke-dasharray': node.dash,
    opacity: node.opacity,
  }
}

function nodeToSvg(node: SceneNode, labels: ReadonlyMap<string, string>): string {
  if (node.kind === 'group') return node.children.map((child) => nodeToSvg(child, labels)).join('')
  if (node.kind === 'text') {
    const own = attributes({
      class: isFigure(node.text) ? 'n' : undefined,
      x: node.x,
      y: node.y,
      'font-size': node.size,
      'font-weight': node.weight,
      fill: node.fill,
      'text-anchor': node.anchor,
      transform: node.rotate === undefined ? undefined : `rotate(${node.rotate} ${node.x} ${node.y})`,
    })
    return `<text${own}>${escapeXml(node.text)}</text>\n`
  }
  const own =
    node.kind === 'rect'
      ? {
          x: node.x,
          y: node.y,
          width: node.width,
          height: node.height,
          rx: node.radius === 0 ? undefined : node.radius,
        }
      : node.kind === 'line'
        ? { x1: node.x1, y1: node.y1, x2: node.x2, y2: node.y2 }
        : node.kind === 'circle'
          ? { cx: node.cx, cy: node.cy, r: node.r }
          : { d: node.d, 'stroke-linejoin': node.join }
  const label = 'datum' in node && node.datum !== undefined ? labels.get(node.datum) : undefined
  return label === undefined
    ? `<${node.kind}${attributes({ ...own, ...paint(node) })}/>\n`
    : `<${node.kind}${attributes({ ...own, ...paint(node) })}><title>${escapeXml(label)}</title></${node.kind}>\n`
}

interface PictureLine {
  readonly text: string
  readonly y: number
  readonly size: number
  readonly weight: 400 | 600
  readonly fill: string
}

/** Where a picture's parts go: the chart under its title and summary and above where it comes from, with a margin. */
export interface PictureLayout {
  readonly width: number
  readonly height: number
  readonly chartX: number
  readonly chartY: number
  readonly lines: readonly PictureLine[]
}

/** The same frame for SVG and PNG. Without a heading and lines below, it is the bare chart without margin. */
export function layPicture(
  scene: Scene,
  { heading = true, footer = [] }: Pick<PictureOptions, 'heading' | 'footer'> = {},
): PictureLayout {
  if (!heading && footer.length === 0)
    return { width: scene.width, height: scene.height, chartX: 0, chartY: 0, lines: [] }
  const palette = PALETTES[scene.theme]
  const lines: PictureLine[] = []
  let top = MARGIN
  const add = (text: string, form: Omit<PictureLine, 'text' | 'y'>, lineHeight: number, most: number): void => {
    for (const line of wrapText(text, scene.width, form.size, most, form.weight)) {
      lines.push({ ...form, text: line, y: middleBaseline(top + lineHeight / 2, form.size) })
      top += lineHeight
    }
  }
  if (heading) {
    add(scene.title, { size: TITLE_SIZE, weight: 600, fill: palette.text }, 20, 2)
    add(scene.summary, { size: SUMMARY_SIZE, weight: 400, fill: palette.muted }, 18, 3)
  }
  const chartY = lines.length === 0 ? MARGIN : top + 10
  top = chartY + scene.height + (footer.length === 0 ? 0 : 10)
  for (const line of footer) add(line, { size: FOOTER_SIZE, weight: 400, fill: palette.muted }, 16, 2)
  return { width: scene.width + 2 * MARGIN, height: top + MARGIN, chartX: MARGIN, chartY, lines }
}

/**
 * A scene as one self-contained SVG document: no scripts, no links, fonts by name with fallbacks. The title and summary
 * are in it twice: drawn, and as `title` and `desc` for screen readers; every mark carries its own sentence. `id` tells
 * several of one page apart.
 */
export function sceneToSvg(scene: Scene, options: PictureOptions & { readonly id?: string } = {}): string {
  const { id = 'chart' } = options
  const layout = layPicture(scene, options)
  const labels = new Map(scene.data.map((datum) => [datum.id, datum.label]))
  const lines = layout.lines
    .map(({ y, size, weight, fill, text }) => {
      const own = attributes({ x: layout.chartX, y, 'font-size': size, 'font-weight': weight, fill })
      return `<text${own}>${escapeXml(text)}</text>\n`
    })
    .join('')
  const { width, height, chartX, chartY } = layout
  const own = attributes({
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-labelledby': `${id}-title ${id}-summary`,
    'font-family': scene.fontFamily,
  })
  const moved = attributes({ transform: chartX === 0 && chartY === 0 ? undefined : `translate(${chartX} ${chartY})` })
  return `<svg xmlns="http://www.w3.org/2000/svg"${own}>
<title id="${id}-title">${escapeXml(scene.title)}</title>
<desc id="${id}-summary">${escapeXml(scene.summary)}</desc>
<style>.n{font-variant-numeric:tabular-nums}</style>
<rect${attributes({ width, height, fill: scene.background })}/>
${lines}<g${moved}>
${scene.nodes.map((node) => nodeToSvg(node, labels)).join('')}</g>
</svg>
`
}
