import type { Formula } from '../../src-renderer/model/formula'

/** A formula with formulas in the place of names. */
export function withNames(formula: Formula, made: ReadonlyMap<string, Formula>): Formula {
  switch (formula.kind) {
    case 'number':
      return formula
    case 'name':
      return made.get(formula.name) ?? formula
    case 'minus':
      return { ...formula, of: withNames(formula.of, made) }
    case 'both':
      return { ...formula, left: withNames(formula.left, made), right: withNames(formula.right, made) }
  }
}

/**
 * How a formula grows when all that it names grows alike: 0 for a ratio of two sums, 1 for a sum; null where it grows by
 * no one power (`A + 1`).
 */
export function degreeOf(formula: Formula): number | null {
  switch (formula.kind) {
    case 'number':
      return 0
    case 'name':
      return 1
    case 'minus':
      return degreeOf(formula.of)
    case 'both': {
      const [left, right] = [degreeOf(formula.left), degreeOf(formula.right)]
      if (left === null || right === null) return null
      if (formula.op === '*') return left + right
      if (formula.op === '/') return left - right
      return left === right ? left : null
    }
  }
}

const both = (op: '+' | '-' | '*' | '/', left: Formula, right: Formula): Formula => ({ kind: 'both', op, left, right })
const isOne = (formula: Formula): boolean => formula.kind === 'number' && formula.value === 1
const times = (left: Formula, right: Formula): Formula =>
  isOne(left) ? right : isOne(right) ? left : both('*', left, right)

/** The derivative by a name; null where it is 0 everywhere. */
export function derivativeOf(formula: Formula, by: string): Formula | null {
  switch (formula.kind) {
    case 'number':
      return null
    case 'name':
      return formula.name === by ? { kind: 'number', value: 1 } : null
    case 'minus': {
      const of = derivativeOf(formula.of, by)
      return of === null ? null : { kind: 'minus', of }
    }
    case 'both': {
      const { op, left, right } = formula
      const [ofLeft, ofRight] = [derivativeOf(left, by), derivativeOf(right, by)]
      switch (op) {
        case '+':
          return ofLeft === null ? ofRight : ofRight === null ? ofLeft : both('+', ofLeft, ofRight)
        case '-':
          if (ofRight === null) return ofLeft
          return ofLeft === null ? { kind: 'minus', of: ofRight } : both('-', ofLeft, ofRight)
        case '*': {
          const [one, other] = [ofLeft && times(ofLeft, right), ofRight && times(left, ofRight)]
          return one === null ? other : other === null ? one : both('+', one, other)
        }
        case '/': {
          const first = ofLeft === null ? null : both('/', ofLeft, right)
          if (ofRight === null) return first
          const second = both('/', times(left, ofRight), times(right, right))
          return first === null ? { kind: 'minus', of: second } : both('-', first, second)
        }
      }
    }
  }
}
