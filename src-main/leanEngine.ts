import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

/** The section of a wasm file that lists its exports. */
const EXPORTS = 7
const HEADER_BYTES = 8

/** Reads a wasm file's numbers and names from a place on, which moves. */
class WasmReader {
  at: number
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw new Error('The wasm file ends too early.')
    return byte
  }

  /** An unsigned number in LEB128. */
  number(): number {
    let number = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte()
      number += (byte & 127) * factor
      if (byte < 128) return number
    }
  }

  name(): string {
    const length = this.number()
    this.at += length
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at))
  }
}

function leb128(number: number): number[] {
  const bytes = []
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) + 128)
  }
}

/** What exports of the section are kept, as a section. */
function keptExports(section: Uint8Array, isKept: (name: string) => boolean): Uint8Array {
  const reader = new WasmReader(section, 0)
  const kept: Uint8Array[] = []
  for (let left = reader.number(); left > 0; left--) {
    const from = reader.at
    const name = reader.name()
    reader.byte()
    reader.number()
    if (isKept(name)) kept.push(section.subarray(from, reader.at))
  }
  const body = Buffer.concat([Uint8Array.from(leb128(kept.length)), ...kept])
  return Buffer.concat([Uint8Array.from([EXPORTS, ...leb128(body.byteLength)]), body])
}

/**
 * A wasm file of Emscripten's without the exports that nothing asks for. DuckDB's has 75,000, for extensions that would
 * be linked when it runs and never are; its script goes through all of them at each start, for longer than all else
 * takes together. Kept are those that the script names, those that the file itself imports (by way of the script), and
 * those whose names the script puts together. What is not the list of exports stays as it is, byte for byte.
 */
export function withoutUnusedExports(wasm: Uint8Array<ArrayBuffer>, script: string): Uint8Array {
  const words = new Set(script.match(/[A-Za-z_$][\w$]*/g))
  const imported = new Set(WebAssembly.Module.imports(new WebAssembly.Module(wasm)).map(({ name }) => name))
  const isKept = (name: string): boolean =>
    words.has(name) || words.has(`_${name}`) || name.startsWith('dynCall_') || imported.has(name.replace(/^orig\$/, ''))
  const reader = new WasmReader(wasm, HEADER_BYTES)
  const parts = [wasm.subarray(0, HEADER_BYTES)] as Uint8Array[]
  while (reader.at < wasm.byteLength) {
    const from = reader.at
    const id = reader.byte()
    const length = reader.number()
    const body = wasm.subarray(reader.at, (reader.at += length))
    parts.push(id === EXPORTS ? keptExports(body, isKept) : wasm.subarray(from, reader.at))
  }
  return Buffer.concat(parts)
}

const wasm = createRequire(import.meta.url).resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm')

/** The engine of the package @duckdb/duckdb-wasm without the exports that this script of the package does not ask for. */
export function leanEngine(script: 'duckdb-browser-eh.worker.js' | 'duckdb-node-eh.worker.cjs'): Uint8Array {
  return withoutUnusedExports(new Uint8Array(readFileSync(wasm)), readFileSync(join(dirname(wasm), script), 'utf8'))
}

/** Where the window's build finds the engine: a file below node_modules, written anew each time. */
export function leanEngineFile(): string {
  const folder = resolve(dirname(wasm), '../../../.cache/lathe')
  const path = join(folder, 'duckdb-eh.wasm')
  mkdirSync(folder, { recursive: true })
  const staging = join(folder, `duckdb-eh-${process.pid}.wasm`)
  writeFileSync(staging, leanEngine('duckdb-browser-eh.worker.js'))
  renameSync(staging, path)
  return path
}
