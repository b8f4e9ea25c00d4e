import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import './shell/theme.css'
import './shell/base.css'
import { createApp } from 'vue'
import { createWorkbench } from './host/browserWorkbench'
import { findDesktop } from './host/desktop/desktop'
import App from './shell/App.vue'

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
const desktop = findDesktop()
createApp(App, { workbench: createWorkbench(desktop), desktop, nonce: nonce === '' ? null : nonce }).mount('#app')
