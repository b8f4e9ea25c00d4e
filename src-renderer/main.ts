import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import './shell/theme.css'
import './shell/base.css'
import { createWorkbench } from './host/browserWorkbench'
import { findDesktop } from './host/desktop/desktop'

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
const desktop = findDesktop()
// The workers and the engine start now, while the rest of the window is still on its way.
const workbench = createWorkbench(desktop)
const { mountWindow } = await import('./shell/mountWindow')
mountWindow({ workbench, desktop, nonce: nonce === '' ? null : nonce })
