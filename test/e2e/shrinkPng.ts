import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const MOST_COLOURS = 256
/** Colours closer than this (about 12 of 255 in each channel) are hard to tell apart. */
const NEAR = 10 * 12 ** 2

interface Pixels {
  readonly width: number
  readonly height: number
  /** 0xRRGGBB, row by row. */
  readonly colours: Uint32Array
}

/** Reads a PNG as browsers write screenshots: 8 bits, RGB or RGBA (opaque), not interlaced. Throws for any other. */
function readPng(png: Buffer): Pixels {
  const parts: Buffer[] = []
  let header: Buffer | null = null
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const data = png.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') header = data
    if (type === 'IDAT') parts.push(data)
    at += length + 12
  }
  if (header === null || header[8] !== 8 || (header[9] !== 2 && header[9] !== 6) || header[12] !== 0)
    throw new Error('This is no PNG of 8-bit RGB or RGBA without interlacing.')
  const [width, height, size] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 2 ? 3 : 4]
  const raw = inflateSync(Buffer.concat(parts))
  const stride = width * size
  const colours = new Uint32Array(width * height)
  let above = new Uint8Array(stride)
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (stride + 1)]!
    const line = Uint8Array.from(raw.subarray(row * (stride + 1) + 1, (row + 1) * (stride + 1)))
    for (let at = 0; at < stride; at++) {
      const left = at < size ? 0 : line[at - size]!
      const up = above[at]!
      const corner = at < size ? 0 : above[at - size]!
      line[at] =
        line[at]! +
        (filter === 0
          ? 0
          : filter === 1
            ? left
            : filter === 2
              ? up
              : filter === 3
                ? (left + up) >> 1
                : paeth(left, up, corner))
    }
    for (let column = 0; column < width; column++)
      colours[row * width + column] =
        (line[column * size]! << 16) | (line[column * size + 1]! << 8) | line[column * size + 2]!
    above = line
  }
  return { width, height, colours }
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

function distance(one: number, other: number): number {
  const part = (shift: number): number => ((one >> shift) & 255) - ((other >> shift) & 255)
  return 3 * part(16) ** 2 + 6 * part(8) ** 2 + part(0) ** 2
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** Writes pixels with a palette: exact for up to 256 colours; of more, the rest take the nearest. */
function writePalettePng({ width, height, colours }: Pixels): Buffer {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const byCount = [...counts].sort(([a, timesA], [b, timesB]) => timesB - timesA || a - b).map(([colour]) => colour)
  // Colours that differ to the eye come before more shades of the common ones: a red figure stays red.
  const apart: number[] = []
  for (const colour of byCount)
    if (apart.length < MOST_COLOURS && apart.every((one) => distance(one, colour) > NEAR)) apart.push(colour)
  const palette = [...new Set([...apart, ...byCount])].slice(0, MOST_COLOURS)
  const places = new Map(palette.map((colour, place) => [colour, place]))
  for (const colour of counts.keys()) {
    if (!places.has(colour))
      places.set(
        colour,
        palette.reduce(
          (best, one, place) => (distance(one, colour) < distance(palette[best]!, colour) ? place : best),
          0,
        ),
      )
  }
  const raw = Buffer.alloc((width + 1) * height)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      raw[row * (width + 1) + 1 + column] = places.get(colours[row * width + column]!)!
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(raw, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The same picture in 256 colours, for pictures that are kept with the project. */
export function shrinkPng(png: Buffer): Buffer {
  return writePalettePng(readPng(png))
}
