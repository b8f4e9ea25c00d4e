import { parentPort } from 'node:worker_threads'
import { required } from '../../base/required'
import { serveParser } from '../parserCalls'
import { portOf } from './threadPort'

/** The terminal's thread that reads blocks of files: a script of its own beside the terminal host. */
serveParser(portOf(required(parentPort)))
