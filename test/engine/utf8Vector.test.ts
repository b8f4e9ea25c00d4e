import { describe, expect, it } from 'vitest'
import { utf8Vector } from '../../src-renderer/engine/utf8Vector'

describe('texts as a vector', () => {
  it('keeps every text, also empty ones and those beyond ASCII', () => {
    const texts = ['', 'paid', 'größer', '日本', '👩‍🚀', '\u0000']
    expect(utf8Vector(texts).toArray()).toEqual(texts)
    expect(utf8Vector([]).length).toBe(0)
  })
  it('needs no compiling of code, which the content policy refuses', () => {
    const original = globalThis.Function
    globalThis.Function = (() => {
      throw new Error('refused')
    }) as unknown as FunctionConstructor
    try {
      expect(utf8Vector(['a', 'b']).get(1)).toBe('b')
    } finally {
      globalThis.Function = original
    }
  })
})
