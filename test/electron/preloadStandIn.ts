import { readFileSync } from 'node:fs'
import { PAGE_WIRE } from './wire'

/**
 * A script that runs the built preload in a page before the page's own scripts, against a stand-in for what Electron
 * gives to a sandboxed preload: contextBridge (values cross by structured clone, functions as functions), ipcRenderer
 * and webUtils. `__latheSend` is the page's only way to the main process; `__lathePaths` says where files that are
 * dropped in a test lie. Unlike in Electron the preload shares the page's world; that worlds are apart is Electron's
 * own promise.
 */
export function preloadScript(builtPreload: string): string {
  return `(() => {
if (window !== window.top || location.protocol === 'about:') return
${PAGE_WIRE}
const send = window.__latheSend
delete window.__latheSend
const paths = {}
const listeners = new Map()
const waiting = new Map()
const ports = new Map()
let next = 1
const tell = (message) => send(JSON.stringify(pack(structuredClone(message))))
window.__latheReceive = (text) => {
  const message = unpack(JSON.parse(text))
  if (message.kind === 'answer') { waiting.get(message.id)(message); waiting.delete(message.id) }
  else if (message.kind === 'event') for (const listener of listeners.get(message.channel) ?? []) listener({}, message.payload)
  else if (message.kind === 'port') ports.get(message.port)?.postMessage(message.data)
  else if (message.kind === 'port-closed') { ports.get(message.port)?.close(); ports.delete(message.port) }
  else if (message.kind === 'path') paths[message.name] = message.path
}
const cross = (value) => {
  if (typeof value === 'function') return (...args) => { const result = value(...args.map(cross)); return result instanceof Promise ? result.then(cross) : cross(result) }
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cross(one)]))
  return structuredClone(value)
}
const electron = {
  contextBridge: { exposeInMainWorld: (name, api) => { Object.defineProperty(window, name, { value: Object.freeze(cross(api)), configurable: false, writable: false }) } },
  ipcRenderer: {
    on: (channel, listener) => { listeners.set(channel, [...listeners.get(channel) ?? [], listener]) },
    invoke: (channel, request) => new Promise((resolve, reject) => {
      const id = next++
      waiting.set(id, (answer) => { if ('error' in answer) reject(new Error(answer.error)); else resolve(answer.value) })
      tell({ kind: 'invoke', id, channel, request })
    }),
    postMessage: (channel, message, transfer) => {
      const ids = transfer.map((port) => {
        const id = next++
        ports.set(id, port)
        port.onmessage = (event) => tell({ kind: 'port', port: id, data: event.data })
        port.addEventListener('close', () => { ports.delete(id); tell({ kind: 'port-closed', port: id }) })
        return id
      })
      tell({ kind: 'post', channel, message, ports: ids })
    },
  },
  webUtils: { getPathForFile: (file) => { if (!(file instanceof File)) throw new TypeError('not a File'); return paths[file.name] ?? '' } },
}
const module = { exports: {} }
const run = (require, exports) => {
${readFileSync(builtPreload, 'utf8')}
}
run((name) => { if (name !== 'electron') throw new Error('A sandboxed preload cannot load ' + name); return electron }, module.exports)
})()`
}
