import type { Expr, Over } from './sqlTree'

function ofWindow(over: Over | null): readonly Expr[] {
  return over === null ? [] : [...over.partition, ...over.order.map((one) => one.by)]
}

/** The expressions that one is made of; those of queries in it are their own. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'call':
      return [
        ...expr.args,
        ...expr.order.map((one) => one.by),
        ...(expr.filter === null ? [] : [expr.filter]),
        ...ofWindow(expr.over),
      ]
    case 'unary':
    case 'is':
    case 'cast':
    case 'brackets':
      return [expr.of]
    case 'binary':
    case 'distinct':
      return [expr.left, expr.right]
    case 'between':
      return [expr.of, expr.low, expr.high]
    case 'in':
      return 'body' in expr.among ? [expr.of] : [expr.of, ...expr.among]
    case 'case':
      return [
        ...(expr.of === null ? [] : [expr.of]),
        ...expr.whens.flatMap(({ when, then }) => [when, then]),
        ...(expr.otherwise === null ? [] : [expr.otherwise]),
      ]
    case 'struct':
      return expr.fields.map((one) => one.expr)
    case 'list':
    case 'tuple':
      return expr.items
    case 'at':
      return [expr.list, expr.place]
    default:
      return []
  }
}

/** Whether an expression, or one that it is made of, is such a one. */
export function holds(expr: Expr, isOne: (part: Expr) => boolean): boolean {
  return isOne(expr) || partsOf(expr).some((part) => holds(part, isOne))
}

/** The conditions that must all hold. */
export function conjuncts(expr: Expr): readonly Expr[] {
  if (expr.kind === 'binary' && expr.op === 'AND') return [...conjuncts(expr.left), ...conjuncts(expr.right)]
  return expr.kind === 'brackets' && expr.of.kind === 'binary' && expr.of.op === 'AND' ? conjuncts(expr.of) : [expr]
}
