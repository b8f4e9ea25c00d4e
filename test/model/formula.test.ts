import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formulaNames, readFormula, type Formula } from '../../src-renderer/model/formula'

const refuse = (column: number, says: string): never => {
  throw new Error(`${column}: ${says}`)
}
const read = (text: string): Formula => readFormula(text, refuse)

function valueOf(formula: Formula, names: Readonly<Record<string, number>>): number {
  switch (formula.kind) {
    case 'number':
      return formula.value
    case 'name':
      return names[formula.name]!
    case 'minus':
      return -valueOf(formula.of, names)
    case 'both': {
      const [left, right] = [valueOf(formula.left, names), valueOf(formula.right, names)]
      return { '+': left + right, '-': left - right, '*': left * right, '/': left / right }[formula.op]
    }
  }
}

/** A random formula as text, all in brackets or with as few as needed, and its value computed beside it. */
const { formula: formulas } = fc.letrec<{ formula: { text: string; value: number } }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer({ min: 0, max: 9 }).map((value) => ({ text: String(value), value })),
    fc.constant({ text: ' A ', value: 3 }),
    fc.constant({ text: '`net sum`', value: 7 }),
    tie('formula').map(({ text, value }) => ({ text: `-(${text})`, value: -value })),
    fc
      .tuple(tie('formula'), fc.constantFrom('+', '-', '*', '/'), tie('formula'))
      .map(([a, op, b]) => ({
        text: `(${a.text}) ${op} (${b.text})`,
        value: { '+': a.value + b.value, '-': a.value - b.value, '*': a.value * b.value, '/': a.value / b.value }[op],
      })),
  ),
}))

describe('a formula', () => {
  it('is computed as it is written', () => {
    fc.assert(
      fc.property(formulas, ({ text, value }) => {
        expect(valueOf(read(text), { A: 3, 'net sum': 7 })).toEqual(value)
      }),
    )
  })

  it.each([
    ['1 - 2 - 3', -4],
    ['2 + 3 * 4', 14],
    ['12 / 2 / 3', 2],
    ['-A + 1', -2],
    ['- -A', 3],
    ['2 * -A', -6],
    ['.5 + 1e1', 10.5],
  ])('%s is %d', (text, value) => {
    expect(valueOf(read(text), { A: 3 })).toBe(value)
  })

  it.each([
    ['', '1: a number, a name or a bracket is missing; the formula ends'],
    ['A +', '4: a number, a name or a bracket is missing; the formula ends'],
    ['A B', '3: an operator (+ - * /) is missing; there is "B"'],
    ['(A', '3: the bracket at 1 is not closed; the formula ends'],
    ['A)', '2: an operator (+ - * /) is missing; there is ")"'],
    ['A ** B', '4: a number, a name or a bracket is missing; there is "*"'],
    ['A; DROP', '2: ";" is no part of a formula; it has numbers, names, + - * / and ( )'],
    ['A / `B', '5: a name that begins with ` ends with `'],
    ['('.repeat(2000), '1001: a formula has at most 1000 characters'],
  ])('%s is refused, with the column', (text, says) => {
    expect(() => read(text)).toThrow(says)
  })

  it('names its measures once each', () => {
    expect(formulaNames(read('A / (B - A) * `net sum`'))).toEqual(['A', 'B', 'net sum'])
  })
})
