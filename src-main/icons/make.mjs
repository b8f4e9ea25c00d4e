// Draws the application's icons from src-renderer/public/icon.svg: PNG in every size, icon.ico for Windows and
// icon.icns for macOS. Run by hand when the drawing changes (node src-main/icons/make.mjs CHROMIUM); what it writes is
// committed.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const here = import.meta.dirname
const svg = readFileSync(join(here, '../../src-renderer/public/icon.svg'), 'utf8')
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]

async function drawAll() {
  const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage()
    const pictures = new Map()
    for (const size of SIZES) {
      // macOS and Windows leave some air around the square; below 48 px every pixel counts.
      const air = size < 48 ? 0 : Math.round(size * 0.06)
      await page.setViewportSize({ width: size, height: size })
      await page.setContent(
        '<style>html,body{margin:0;background:transparent}svg{display:block;position:absolute;' +
          `left:${air}px;top:${air}px;width:${size - 2 * air}px;height:${size - 2 * air}px}</style>${svg}`,
      )
      pictures.set(size, await page.screenshot({ omitBackground: true }))
    }
    return pictures
  } finally {
    await browser.close()
  }
}

/** An .ico of PNG pictures: a directory of 16-byte entries, then the pictures. */
function icoOf(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let at = head.length
  pictures.forEach(([size, png], index) => {
    const entry = 6 + 16 * index
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(at, entry + 12)
    at += png.length
  })
  return Buffer.concat([head, ...pictures.map(([, png]) => png)])
}

/** An .icns: chunks of a four-letter type, their length with the 8 bytes of head, and a PNG. */
function icnsOf(pictures) {
  const types = {
    16: ['icp4'],
    32: ['icp5', 'ic11'],
    64: ['icp6', 'ic12'],
    128: ['ic07'],
    256: ['ic08', 'ic13'],
    512: ['ic09', 'ic14'],
    1024: ['ic10'],
  }
  const chunks = pictures.flatMap(([size, png]) =>
    (types[size] ?? []).map((type) => {
      const head = Buffer.alloc(8)
      head.write(type, 'ascii')
      head.writeUInt32BE(png.length + 8, 4)
      return Buffer.concat([head, png])
    }),
  )
  const head = Buffer.alloc(8)
  head.write('icns', 'ascii')
  head.writeUInt32BE(8 + chunks.reduce((sum, chunk) => sum + chunk.length, 0), 4)
  return Buffer.concat([head, ...chunks])
}

const pictures = await drawAll()
for (const [size, png] of pictures) writeFileSync(join(here, `${size}x${size}.png`), png)
writeFileSync(join(here, 'icon.ico'), icoOf([...pictures].filter(([size]) => size <= 256)))
writeFileSync(join(here, 'icon.icns'), icnsOf([...pictures]))
