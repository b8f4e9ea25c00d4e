import type { Scene, SceneNode } from '../chart/scene'
import { LatheError } from '../model/error'
import type { PictureOptions } from './exportFormat'
import { layPicture } from './svg'

/**
 * Browser only. A scene as a PNG, painted onto a canvas rather than through an SVG image: an image cannot see the
 * page's fonts, a canvas can, so the letters are those on screen and no `blob:` or `data:` address is needed under the
 * content security policy.
 */

/** The largest side that every browser's canvas allows. */
const MOST_PIXELS = 16_384

type Context = OffscreenCanvasRenderingContext2D

function paintShape(context: Context, path: Path2D, node: Exclude<SceneNode, { kind: 'text' | 'group' }>): void {
  context.globalAlpha = node.opacity ?? 1
  if (node.fill !== undefined && node.fill !== 'none') {
    context.fillStyle = node.fill
    context.fill(path)
  }
  if (node.stroke !== undefined) {
    context.strokeStyle = node.stroke
    context.lineWidth = node.strokeWidth ?? 1
    context.lineJoin = node.kind === 'path' && node.join !== undefined ? node.join : 'miter'
    context.setLineDash(node.dash?.split(/[\s,]+/).map(Number) ?? [])
    context.stroke(path)
  }
  context.globalAlpha = 1
}

function paintText(
  context: Context,
  fontFamily: string,
  text: {
    x: number
    y: number
    text: string
    size: number
    weight?: number
    fill: string
    anchor?: string
    rotate?: number
  },
): void {
  context.save()
  context.translate(text.x, text.y)
  if (text.rotate !== undefined) context.rotate((text.rotate * Math.PI) / 180)
  context.font = `${text.weight ?? 400} ${text.size}px ${fontFamily}`
  context.textAlign = text.anchor === 'middle' ? 'center' : text.anchor === 'end' ? 'right' : 'left'
  context.fillStyle = text.fill
  context.fillText(text.text, 0, 0)
  context.restore()
}

function paintNode(context: Context, node: SceneNode, fontFamily: string): void {
  if (node.kind === 'group') {
    for (const child of node.children) paintNode(context, child, fontFamily)
    return
  }
  if (node.kind === 'text') {
    paintText(context, fontFamily, node)
    return
  }
  const path = node.kind === 'path' ? new Path2D(node.d) : new Path2D()
  if (node.kind === 'rect') path.roundRect(node.x, node.y, node.width, node.height, node.radius ?? 0)
  if (node.kind === 'circle') path.arc(node.cx, node.cy, node.r, 0, 2 * Math.PI)
  if (node.kind === 'line') {
    path.moveTo(node.x1, node.y1)
    path.lineTo(node.x2, node.y2)
  }
  paintShape(context, path, node)
}

/**
 * PNG bytes at `scale` device pixels a unit (2 by default, less where the picture would exceed what a canvas can hold).
 * Throws `unsupported`.
 */
export async function sceneToPng(scene: Scene, options: PictureOptions = {}): Promise<Blob> {
  const layout = layPicture(scene, options)
  const scale = Math.min(options.scale ?? 2, MOST_PIXELS / Math.max(layout.width, layout.height))
  const canvas = new OffscreenCanvas(Math.ceil(layout.width * scale), Math.ceil(layout.height * scale))
  const context = canvas.getContext('2d')
  if (context === null)
    throw new LatheError('unsupported', 'This window cannot paint pictures; save the chart as SVG instead.', {
      feature: 'canvas',
    })
  await Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 12px ${scene.fontFamily}`)))
  context.scale(scale, scale)
  context.fillStyle = scene.background
  context.fillRect(0, 0, layout.width, layout.height)
  for (const line of layout.lines) paintText(context, scene.fontFamily, { ...line, x: layout.chartX })
  context.translate(layout.chartX, layout.chartY)
  for (const node of scene.nodes) paintNode(context, node, scene.fontFamily)
  return canvas.convertToBlob({ type: 'image/png' })
}
