import { main } from '../../src-main/terminal'

export interface Run {
  readonly status: number
  readonly out: string
  readonly bytes: Uint8Array
  readonly notes: string
}

/** Runs the terminal host in this process: the words after `lathe`. */
export async function lathe(...words: string[]): Promise<Run> {
  const parts: Uint8Array[] = []
  let notes = ''
  const status = await main(words, {
    out: (bytes) => {
      parts.push(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes)
      return Promise.resolve()
    },
    note: (line) => {
      notes += `${line}\n`
    },
    progress: () => undefined,
    endProgress: () => undefined,
  })
  const bytes = Buffer.concat(parts)
  return { status, out: bytes.toString('utf8'), bytes, notes }
}

/** A CSV answer as rows of named texts (no quotes in the figures that tests read). */
export function csvRows(text: string): readonly Readonly<Record<string, string>>[] {
  const [header, ...lines] = text.trimEnd().split(/\r?\n/)
  const names = header!.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index]!, cell])))
}
