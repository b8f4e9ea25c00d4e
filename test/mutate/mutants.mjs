import ts from 'typescript'

/**
 * @typedef {{ file: string, line: number, kind: string, start: number, end: number, text: string, was: string }} Mutant
 */

const SWAPS = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.SlashToken, '*'],
  [ts.SyntaxKind.PercentToken, '*'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
])

/** Words for people (errors, titles) are held by few tests and change often; faults in them are not planted. */
function isProse(node) {
  for (let at = node; at !== undefined; at = at.parent) {
    if (ts.isNewExpression(at) && /Error$/.test(at.expression.getText())) return true
    if (ts.isThrowStatement(at)) return true
    if (ts.isCallExpression(at) && /(refuse|usageError|failed|note|fault|info)$/i.test(at.expression.getText()))
      return true
  }
  return false
}

function isLoopHead(node) {
  const { parent } = node
  return (
    (ts.isForStatement(parent) && (parent.condition === node || parent.incrementor === node)) ||
    (ts.isWhileStatement(parent) && parent.expression === node) ||
    (ts.isDoStatement(parent) && parent.expression === node)
  )
}

/**
 * Every fault that can be planted in a file: negated conditions, swapped operators, dropped statements, other literals,
 * empty returns and lists. Loops keep their heads, so that few faults only hang.
 * @param {string} file @param {string} source @returns {Mutant[]}
 */
export function mutantsOf(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  /** @type {Mutant[]} */
  const found = []
  const add = (node, kind, text) => {
    const start = node.getStart(tree)
    found.push({
      file,
      line: tree.getLineAndCharacterOfPosition(start).line + 1,
      kind,
      start,
      end: node.end,
      text,
      was: source.slice(start, node.end),
    })
  }
  const visit = (node) => {
    if (
      ts.isTypeNode(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isImportDeclaration(node) ||
      ts.isExportDeclaration(node)
    )
      return
    if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
      const condition = ts.isIfStatement(node) ? node.expression : node.condition
      add(condition, 'negate', `!(${condition.getText()})`)
    }
    if (ts.isBinaryExpression(node) && SWAPS.has(node.operatorToken.kind) && !isLoopHead(node) && !isProse(node))
      add(node.operatorToken, 'swap', SWAPS.get(node.operatorToken.kind))
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
      add(node, 'drop default', `(${node.left.getText()})`)
    if (ts.isExpressionStatement(node) && !ts.isStringLiteral(node.expression) && !/^super\b/.test(node.getText()))
      add(node, 'drop', ';')
    if (
      ts.isReturnStatement(node) &&
      node.expression !== undefined &&
      node.expression.getText() !== 'undefined' &&
      !ts.isJsxElement(node.expression)
    )
      add(node.expression, 'empty return', 'undefined')
    if (
      ts.isArrowFunction(node) &&
      !ts.isBlock(node.body) &&
      node.body.getText() !== 'undefined' &&
      !/^\(?\s*void\b/.test(node.body.getText())
    )
      add(node.body, 'empty return', '(undefined)')
    if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword)
      add(node, 'literal', node.kind === ts.SyntaxKind.TrueKeyword ? 'false' : 'true')
    if (ts.isNumericLiteral(node) && !ts.isPropertyAssignment(node.parent))
      add(node, 'literal', `(${node.getText()} + 1)`)
    if (
      ts.isStringLiteral(node) &&
      node.text !== '' &&
      !isProse(node) &&
      !ts.isPropertyAssignment(node.parent) &&
      !ts.isComputedPropertyName(node.parent)
    )
      add(node, 'literal', "''")
    if (ts.isArrayLiteralExpression(node) && node.elements.length > 0 && !isProse(node)) add(node, 'empty list', '[]')
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/**
 * A mutant's name that outlives moved lines: where, what, and which of its like in the file. @param {Mutant} mutant
 * @param {string} source
 */
export function nameOf(mutant, source) {
  const from = source.lastIndexOf('\n', mutant.start) + 1
  const until = source.indexOf('\n', mutant.start)
  const line = source.slice(from, until < 0 ? undefined : until)
  const at = mutant.start - from
  const short = (text) => text.replace(/\s+/g, ' ').slice(0, 60)
  return (
    `${mutant.file} · ${mutant.kind} · ` +
    `${short(line.slice(Math.max(0, at - 30), at).trimStart())}⟦${short(mutant.was)}⟧`
  )
}

/** Numbers from 0 to 1 that are the same for a seed. */
export function randomOf(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
