import { serveParser } from '../parserCalls'

/** Reads blocks of files for the worker that imports them. */
serveParser(self)
