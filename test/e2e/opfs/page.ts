const worker = new Worker(new URL('./contract.worker.ts', import.meta.url), { type: 'module' })
worker.onmessage = (event) => { document.body.textContent = JSON.stringify(event.data) }
worker.onerror = (event) => { document.body.textContent = JSON.stringify([{ title: 'worker', error: event.message }]) }
