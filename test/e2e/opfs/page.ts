import workerUrl from './contract.worker.ts?worker&url'
import { startWorker } from '../../../src-renderer/host/browser/startWorker'

const worker = startWorker(workerUrl, { type: 'module' })
worker.onmessage = (event) => {
  document.body.textContent = JSON.stringify(event.data)
}
worker.onerror = (event) => {
  document.body.textContent = JSON.stringify([{ title: 'worker', error: event.message }])
}
