import { describe, expect, it } from 'vitest'
import { FORMATS } from '../../../src-renderer/ingest/formats/index'
import { inspect } from '../../../src-renderer/ingest/inspect/inspect'
import { memorySource } from '../memorySource'
import { readAll } from './readAll'

/** What holds of every format, by its own sample; what is peculiar to one is in its own test. */
describe.each(FORMATS.map((format) => [format.name, format] as const))('%s', (name, format) => {
  it('is written in small letters, has a title and endings without a dot, and a sample if it is text', () => {
    expect(name).toMatch(/^[a-z\d][a-z\d-]*$/)
    expect(FORMATS.filter((other) => other.name === name || other.title === format.title)).toEqual([format])
    for (const extension of format.extensions) expect(extension).toMatch(/^[a-z\d]+$/)
    expect(format.sample === null).toBe(format.kind === 'binary')
  })

  if (format.sample === null) return
  const { sample } = format

  it('is what its sample is taken for, whatever the file is called', async () => {
    for (const file of ['x', 'x.txt', 'x.log']) {
      const { format: found, rejects } = await inspect(memorySource(sample, [], file), {})
      expect([file, found, rejects]).toEqual([file, name, []])
    }
  })

  it('reads its sample to the last line, in whichever pieces it comes', async () => {
    const whole = await readAll(format, sample)
    expect(whole.rejects).toEqual([])
    expect(whole.rows.length).toBeGreaterThan(0)
    expect(new Set(whole.names).size).toBe(whole.names.length)
    expect(whole.rows.flat().some((cell) => cell !== null)).toBe(true)
    for (const size of [1, 7, 64]) {
      const { names, rows, lines } = await readAll(format, sample, {}, [size])
      expect([size, names, rows, lines]).toEqual([size, whole.names, whole.rows, whole.lines])
    }
  })

  it('shows its sample where nothing of a file reads so', async () => {
    const other = format.kind === 'separated' ? '' : '\u00a7\u00a7\u00a7\n'
    const told = await inspect(memorySource(other, [], 'x.txt'), { format: name }).then(
      () => '',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    )
    // Any text is separated, in one column at least.
    expect(told).toContain(format.kind === 'separated' ? 'is empty' : `“${sample.split('\n', 1)[0]}”`)
  })
})
