import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readAppFile } from './appFiles'

/** The browser host's own port: workspaces belong to an origin, so it should be the same every time. */
export const PREFERRED_PORT = 47_318

export interface RunningServer {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

function refuses(request: IncomingMessage, port: number): string | null {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  if (!hosts.includes(request.headers.host ?? '')) return 'wrong Host'
  const { origin } = request.headers
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) return 'wrong Origin'
  return request.method === 'GET' || request.method === 'HEAD' ? null : 'method not allowed'
}

/**
 * The path of a request's target, as it was sent: without query and fragment, and without an address in front, which a
 * proxy's form has. It is not read as an address: `//[` is a path that nothing stands at, and none that is no address.
 */
function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
  return path.startsWith('/') ? path : `/${path}`
}

async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { port } = request.socket.address() as AddressInfo
  const refused = refuses(request, port)
  if (refused !== null) {
    response.writeHead(refused === 'method not allowed' ? 405 : 403, { 'Content-Type': 'text/plain' }).end(refused)
    return
  }
  const file = await readAppFile(folder, pathOf(request.url ?? '/'), randomBytes(16).toString('base64'))
  response.writeHead(file.status, file.headers)
  response.end(request.method === 'HEAD' ? undefined : file.body)
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/**
 * Serves the built window on loopback only. `port` 0 takes any free one; a preferred port that is taken gives way to a
 * free one.
 */
export async function serve(folder: string, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => {
    answer(folder, request, response).catch(() => {
      response.writeHead(500).end()
    })
  })
  try {
    await listen(server, port)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port === 0) throw error
    await listen(server, 0)
  }
  const used = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${used}/`,
    port: used,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => {
          resolve()
        })
      }),
  }
}
