import { SaxesParser } from 'saxes'
import { LatheError, isLatheError } from '../../model/error'

/** What an XML document says, in its order. Names are without their namespace's prefix. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>, line: number): void
  close(name: string): void
  text?(text: string): void
}

const DEEPEST = 500
/** Text between two tags, and a tag itself, are at most about so long, so that memory is bounded. */
const MOST_CHARS = 16 << 20
const MOST_WHY_CHARS = 200

/**
 * Reads XML as a stream. Entities are only those that XML has itself: a document's own are an error, so that none grows
 * without end. `what` names the document for people: `The XES log`. Throws LatheError `bad-file`, of `file`, with line
 * and column.
 */
export class XmlReader {
  readonly #what: string
  readonly #file: string
  readonly #parser = new SaxesParser({ xmlns: false, position: true })
  #depth = 0
  #charsSinceTag = 0

  constructor(what: string, handler: XmlHandler, file = '') {
    this.#what = what
    this.#file = file
    this.#parser.on('error', (error) => {
      throw error
    })
    this.#parser.on('opentag', ({ name, attributes }) => {
      this.#charsSinceTag = 0
      if (++this.#depth > DEEPEST) throw new RangeError(`tags lie more than ${DEEPEST} deep in one another`)
      handler.open(localName(name), attributes, this.#parser.line)
    })
    this.#parser.on('closetag', ({ name }) => {
      this.#depth--
      handler.close(localName(name))
    })
    if (handler.text !== undefined) this.#parser.on('text', (text) => handler.text?.(text))
  }

  /** Takes the next piece of the document, cut anywhere. */
  add(text: string): void {
    this.#guarded(() => {
      this.#charsSinceTag += text.length
      this.#parser.write(text)
      if (this.#charsSinceTag > MOST_CHARS) throw new RangeError(`${MOST_CHARS} characters come without a tag`)
    })
  }

  /** Nothing more comes. */
  end(): void {
    this.#guarded(() => this.#parser.close())
  }

  #guarded(step: () => void): void {
    try {
      step()
    } catch (error) {
      if (isLatheError(error)) throw error
      const { line, column } = this.#parser
      const why = (error instanceof Error ? error.message : String(error)).replace(/^\d+:\d+: /, '').replace(/\.$/, '')
      throw new LatheError(
        'bad-file',
        `${this.#what} cannot be read at line ${line}, column ${column + 1} (${why.replace(/\s+/g, ' ').slice(0, MOST_WHY_CHARS)}): it is damaged or cut off; write ` +
          'or fetch it again.',
        { file: this.#file, line, column: column + 1 },
        { cause: error },
      )
    }
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
