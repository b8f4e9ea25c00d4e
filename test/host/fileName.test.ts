import { describe, expect, it } from 'vitest'
import { readFileName } from '../../src-renderer/host/fileName'
import { readQueryName } from '../../src-renderer/host/queryName'

const refusal = (name: string, blanks = true): string => {
  try {
    return `taken as ${readFileName(name, 'segment', blanks)}`
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad-parameter', payload: { parameter: 'name' } })
    return (error as Error).message
  }
}

describe('a typed name of a file in a workspace', () => {
  it.each([
    [' Big  spenders ', true, 'Big spenders'],
    [' Big  spenders ', false, 'Big-spenders'],
    ['e\u0301te\u0301', true, 'été'],
    ['日本_2-x', false, '日本_2-x'],
    ['_x', true, '_x'],
    ['x'.repeat(80), true, 'x'.repeat(80)],
    ['console', true, 'console'],
    ['com', true, 'com'],
  ])('%j (blanks: %j) is %j', (typed, blanks, name) => {
    expect(readFileName(typed, 'segment', blanks)).toBe(name)
  })

  it('is refused with what is wrong with it', () => {
    expect(refusal('  ')).toBe('Give the segment a name.')
    expect(refusal('a/b.c/d')).toBe('A name holds letters, digits, blanks, - and _ only; leave / . out.')
    expect(refusal('a*b', false)).toBe('A name holds letters, digits, - and _ only; leave * out.')
    expect(refusal('-a')).toBe('A name begins with a letter or a digit; leave the hyphen at its start out.')
    expect(refusal('x'.repeat(81))).toBe('A name has 80 characters at most; shorten it.')
    for (const name of ['con', 'PRN', 'aux', 'Nul', 'com1', 'LPT9'])
      expect(refusal(name)).toBe(`“${name}” is a device on Windows; choose another name.`)
  })

  it('is that of a query, without blanks', () => {
    expect(readQueryName('Daily users')).toBe('Daily-users')
    expect(() => readQueryName(' ')).toThrow(/query a name/)
  })
})
