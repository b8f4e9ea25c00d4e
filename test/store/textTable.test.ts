import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Utf8Writer } from '../../src-renderer/store/arrowFile'
import { TextTable } from '../../src-renderer/store/textTable'

describe('TextTable', () => {
  it('gives codes as a Map does, also across a rest, and gives the texts back', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 4 }), fc.uuid(), fc.nat(200).map(String))
    fc.assert(
      fc.property(fc.array(text, { maxLength: 300 }), fc.nat(300), (texts, restAt) => {
        const table = new TextTable()
        const model = new Map<string, number>()
        for (const [index, each] of texts.entries()) {
          if (index === restAt) table.rest()
          if (!model.has(each)) {
            expect(table.find(each)).toBe(-1)
            model.set(each, model.size)
          }
          expect(table.codeOfText(each)).toBe(model.get(each))
          expect(table.find(each)).toBe(model.get(each))
        }
        expect(table.count).toBe(model.size)
        expect([...model.values()].map((code) => table.textOf(code))).toEqual([...model.keys()])
        const { bytes, offsets } = table.values()
        expect(new TextDecoder().decode(bytes)).toBe([...model.keys()].join(''))
        expect(offsets).toHaveLength(model.size + 1)
      }),
      { numRuns: 200 },
    )
  })

  it('finds bytes inside others, copies them out, and knows all when it has grown', () => {
    const table = new TextTable()
    const bytes = new TextEncoder().encode('..user-7..')
    expect(table.codeOf(bytes, 2, 8)).toBe(0)
    expect(table.codeOfText('user-7')).toBe(0)
    for (let i = 0; i < 50_000; i++) table.codeOfText(`id-${i}`)
    for (let i = 0; i < 50_000; i += 7)
      if (table.codeOfText(`id-${i}`) !== i + 1) throw new Error(`id-${i} has another code`)
    const writer = new Utf8Writer(1)
    table.copyTo(writer, 50_000)
    expect(new TextDecoder().decode(writer.view())).toBe('id-49999')
    table.clear()
    expect([table.count, table.find('user-7')]).toEqual([0, -1])
  })
})
