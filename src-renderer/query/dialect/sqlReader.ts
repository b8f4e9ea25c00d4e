import { scanSql, type SqlToken } from '../sql/scan'
import { untranslatable } from './untranslatable'

/** A word or sign of SQL, with the comment above it. */
interface Piece {
  readonly kind: SqlToken['kind']
  readonly text: string
  /** A word in capitals; other pieces as they are. */
  readonly upper: string
  readonly comment: string
}

const SIGNS = ['::', '||', '//', '<=', '>=', '<>', '!=', '->', '==', '**', '<<', '>>']

function piecesOf(sql: string): readonly Piece[] {
  const pieces: Piece[] = []
  const tokens = [...scanSql(sql)]
  let comment = ''
  for (let at = 0; at < tokens.length; at++) {
    const { kind, text } = tokens[at]!
    if (kind === 'space') continue
    if (kind === 'comment') {
      comment = text.replace(/^--\s?/, '')
      continue
    }
    const next = tokens[at + 1]
    let whole = text
    if (kind === 'symbol' && next?.kind === 'symbol' && SIGNS.includes(text + next.text)) whole += next.text
    // The scanner ends 1e-6 at its sign.
    if (kind === 'number' && /^\d[\d.]*e$/i.test(text) && (next?.text === '-' || next?.text === '+'))
      whole += next.text + (tokens[at + 2]?.text ?? '')
    if (whole !== text) at += kind === 'number' ? 2 : 1
    pieces.push({ kind, text: whole, upper: kind === 'word' ? whole.toUpperCase() : whole, comment })
    comment = ''
  }
  return pieces
}

/** Goes through the words of a SQL text. */
export class SqlReader {
  readonly #pieces: readonly Piece[]
  #at = 0

  constructor(sql: string) {
    this.#pieces = piecesOf(sql)
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#pieces.length
  }

  /** The comment above the next word. */
  get comment(): string {
    return this.#pieces[this.#at]?.comment ?? ''
  }

  peek(ahead = 0): Piece | undefined {
    return this.#pieces[this.#at + ahead]
  }

  /** Whether these words come next; quoted names and texts are no words. */
  sees(...words: readonly string[]): boolean {
    return words.every((word, nth) => {
      const piece = this.#pieces[this.#at + nth]
      return piece !== undefined && piece.kind !== 'quoted' && piece.kind !== 'string' && piece.upper === word
    })
  }

  /** Takes these words where they come next. */
  takes(...words: readonly string[]): boolean {
    if (!this.sees(...words)) return false
    this.#at += words.length
    return true
  }

  expect(word: string): void {
    if (!this.takes(word)) throw this.refusal()
  }

  next(): Piece {
    const piece = this.#pieces[this.#at++]
    if (piece === undefined) throw untranslatable('it ends early')
    return piece
  }

  /** A name without its quotes. */
  name(): string {
    const piece = this.peek()
    if (piece?.kind !== 'word' && piece?.kind !== 'quoted') throw this.refusal()
    this.#at++
    return piece.kind === 'word' ? piece.text : piece.text.slice(1, -1).replaceAll('""', '"')
  }

  /** Things parted by commas. */
  list<T>(read: () => T): readonly T[] {
    const items = [read()]
    while (this.takes(',')) items.push(read())
    return items
  }

  /** That what comes next is not understood. */
  refusal(): Error {
    const words = this.#pieces.slice(this.#at, this.#at + 4).map((piece) => piece.text)
    return untranslatable(`“${words.join(' ')}”`)
  }
}
