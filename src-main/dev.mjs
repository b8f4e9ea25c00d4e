// `npm run dev`: the window in a browser on this machine, with what is edited in it at once (Vite's hot reload).
// Without the content policy, which hot reload cannot keep to: what the policy refuses is seen with `npm start` and in
// the tests.
import { join } from 'node:path'
import { createLogger, createServer } from 'vite'
import { installMissing, root } from './install.mjs'

installMissing()
const logger = createLogger()
const { warn } = logger
logger.warn = (text, options) => {
  if (!text.includes('Sourcemap for')) warn(text, options)
}
const server = await createServer({
  configFile: join(root, 'vite.web.config.ts'),
  customLogger: logger,
  // Found only when the worker starts, and then the page would be loaded anew.
  optimizeDeps: { include: ['@duckdb/duckdb-wasm', 'apache-arrow', 'valibot'] },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.LATHE_PORT ?? 5173),
    open: process.env.CI === undefined && process.env.LATHE_NO_OPEN === undefined,
    fs: { allow: [root] },
    headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
  },
})
await server.listen()
server.printUrls()
