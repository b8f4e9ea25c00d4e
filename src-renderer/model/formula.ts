/** A formula over named figures: `A / B`, `100 * (A - B) / A`. Division by 0, and by nothing, is blank. */
export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  /** `column` is where the name stands in the text, from 1. */
  | { readonly kind: 'name'; readonly name: string; readonly column: number }
  | { readonly kind: 'minus'; readonly of: Formula }
  | { readonly kind: 'both'; readonly op: FormulaOperator; readonly left: Formula; readonly right: Formula }

type FormulaOperator = '+' | '-' | '*' | '/'

/** What is done about a fault: `column` is its place in the text, from 1; `says` is a sentence without its full stop. */
export type RefuseFormula = (column: number, says: string) => never

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end'
  readonly text: string
  readonly column: number
}

/** Longer texts are no formulas; brackets in them could be deeper than a reader may go. */
const LONGEST = 1000
/** A number, a name (in backticks where it is more than letters, digits and underscores), a sign. */
const TOKEN = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([\p{L}_][\p{L}\p{N}_]*)|`([^`]+)`|([-+*/()])|$)/uy

function tokensOf(text: string, refuse: RefuseFormula): readonly Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (;;) {
    const at = TOKEN.lastIndex
    const found = TOKEN.exec(text)
    if (found === null) {
      const column = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0) + 1
      const sign = [...text.slice(column - 1)][0] ?? ''
      return sign === '`'
        ? refuse(column, 'a name that begins with ` ends with `')
        : refuse(column, `"${sign}" is no part of a formula; it has numbers, names, + - * / and ( )`)
    }
    const [whole, number, name, quoted, sign] = found
    const column = at + whole.length - whole.trimStart().length + 1
    if (number !== undefined) tokens.push({ kind: 'number', text: number, column })
    else if (name !== undefined) tokens.push({ kind: 'name', text: name, column })
    else if (quoted !== undefined) tokens.push({ kind: 'name', text: quoted, column })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, column })
    else {
      tokens.push({ kind: 'end', text: '', column: text.trimEnd().length + 1 })
      return tokens
    }
  }
}

/** Reads a formula. Nothing but numbers, names, + - * / and brackets is known, so it can run as SQL. */
export function readFormula(text: string, refuse: RefuseFormula): Formula {
  if (text.length > LONGEST) return refuse(LONGEST + 1, `a formula has at most ${LONGEST} characters`)
  const tokens = tokensOf(text, refuse)
  let at = 0
  const peek = (): Token => tokens[at] ?? { kind: 'end', text: '', column: text.length + 1 }
  const isSign = (...signs: readonly string[]): boolean => peek().kind === 'sign' && signs.includes(peek().text)
  const found = (): string => (peek().kind === 'end' ? 'the formula ends' : `there is "${peek().text}"`)

  const readPart = (): Formula => {
    const token = peek()
    at += 1
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) }
    if (token.kind === 'name') return { kind: 'name', name: token.text, column: token.column }
    if (token.text === '-') return { kind: 'minus', of: readPart() }
    if (token.text === '(') {
      const inner = readSum()
      if (!isSign(')')) return refuse(peek().column, `the bracket at ${token.column} is not closed; ${found()}`)
      at += 1
      return inner
    }
    at -= 1
    return refuse(token.column, `a number, a name or a bracket is missing; ${found()}`)
  }
  const readChain = (signs: readonly string[], next: () => Formula): Formula => {
    let left = next()
    while (isSign(...signs)) {
      const op = peek().text as FormulaOperator
      at += 1
      left = { kind: 'both', op, left, right: next() }
    }
    return left
  }
  const readSum = (): Formula => readChain(['+', '-'], () => readChain(['*', '/'], readPart))

  const formula = readSum()
  if (peek().kind !== 'end') return refuse(peek().column, `an operator (+ - * /) is missing; ${found()}`)
  return formula
}

/** The names in a formula, each once, in their order. */
export function formulaNames(formula: Formula): readonly string[] {
  const names = new Set<string>()
  const visit = (part: Formula): void => {
    if (part.kind === 'name') names.add(part.name)
    else if (part.kind === 'minus') visit(part.of)
    else if (part.kind === 'both') {
      visit(part.left)
      visit(part.right)
    }
  }
  visit(formula)
  return [...names]
}
