import { contextBridge, ipcRenderer, webUtils } from 'electron'
import {
  channelOf,
  EVENT_CHANNEL,
  PORT_CHANNEL,
  WINDOW_CALLS,
  type Envelope,
  type WindowCall,
  type WindowEvent,
} from './ipc/contract'

/**
 * What the window gets of Electron: one function for each call of the contract, and nothing that takes a channel's name
 * or a path.
 */
let listener: (event: WindowEvent) => void = () => undefined
ipcRenderer.on(EVENT_CHANNEL, (_event, told: WindowEvent) => {
  listener(told)
})

function invoke(call: WindowCall, request: unknown): Promise<Envelope> {
  return ipcRenderer.invoke(channelOf(call), request) as Promise<Envelope>
}

const calls = (Object.keys(WINDOW_CALLS) as WindowCall[]).filter((call) => call !== 'takeDropped')

contextBridge.exposeInMainWorld(
  'lathe',
  Object.freeze({
    ...Object.fromEntries(calls.map((call) => [call, (request: unknown) => invoke(call, request)])),
    handlesOf: (files: readonly File[]) =>
      invoke(
        'takeDropped',
        files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== ''),
      ),
    onEvent: (next: (event: WindowEvent) => void) => {
      listener = next
    },
  }),
)

// A message port cannot cross the context bridge, but can be posted to this window; a worker holds its other end.
window.addEventListener('message', (event) => {
  const [port] = event.ports
  if (event.source === window && event.data === PORT_CHANNEL && port !== undefined)
    ipcRenderer.postMessage(PORT_CHANNEL, null, [port])
})
