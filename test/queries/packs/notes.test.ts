import { describe, expect, it } from 'vitest'
import { analyses } from '../../../queries'
import { packs } from '../../../queries/packs'
import { readCommandLine } from '../../../src-renderer/host/terminal/readCommandLine'
import { readQueryFile } from '../../../src-renderer/query/saved/queryFile'
import { readNotes } from './notes'

const notes = readNotes()

/** The parameters of an analysis, or of a pack's query `sharing/moves`; null where there is none. */
function parametersOf(name: string): readonly string[] | null {
  const [folder, query] = name.split('/')
  if (query === undefined) return analyses.find((one) => one.name === name)?.parameters.map((one) => one.name) ?? null
  const file = packs()
    .find((one) => one.name === folder)
    ?.queries.find((one) => one.name === query)
  return file === undefined ? null : readQueryFile(query, file.text).parameters.map((one) => one.name)
}

/** What is not as a command says: a pack, a query or a parameter that there is not. Throws `usage`. */
function problemOf(words: readonly string[]): string | null {
  const line = readCommandLine(words)
  const [name = ''] = line?.operands ?? []
  if (line?.command === 'query') {
    const known = parametersOf(name)
    return known === null ? name : (Object.keys(line.parameters).find((one) => !known.includes(one)) ?? null)
  }
  const isOfPack = line?.command === 'pack' || line?.command === 'dashboard' || line?.command === 'report'
  return isOfPack && packs().every((one) => one.name !== name) ? name : null
}

describe('docs/notes.md', () => {
  it('has a line for each thing that was asked for, domain by domain', () => {
    const sections = new Map<string, number>()
    for (const { section } of notes) sections.set(section, (sections.get(section) ?? 0) + 1)
    expect([...sections]).toEqual([
      ['Newsfeed', 42],
      ['Active users', 18],
      ['Reels', 28],
      ['Ads', 20],
      ['People you may know', 22],
      ['Rideshare', 16],
      ['Sharing', 35],
      ['Streaming', 24],
      ['Files', 18],
      ['Stickiness', 16],
      ['Feed quality', 13],
      ['Photo upload', 12],
      ['Messenger', 15],
      ['Order batching', 19],
      ['Restaurants', 32],
      ['Streams and scale', 12],
    ])
    expect(packs().filter(({ title }) => !sections.has(title))).toEqual([])
  })

  it('answers each line with a command, or says that it is not here and why', () => {
    for (const { asked, answer, commands } of notes)
      expect(commands.length > 0 || /^not here: .{15,}/.test(answer), `${asked}: ${answer}`).toBe(true)
    expect(notes.filter(({ answer }) => answer.startsWith('not here'))).toHaveLength(1)
  })

  it('names commands, analyses, queries and parameters that there are', () => {
    const commands = notes.flatMap((note) => note.commands)
    expect(commands.length).toBeGreaterThan(300)
    const problems = commands.flatMap((words) => {
      const problem = problemOf(words)
      return problem === null ? [] : [`${words.join(' ')}: there is no ${problem}`]
    })
    expect(problems).toEqual([])
  })
})
