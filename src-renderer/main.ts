import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import './shell/theme.css'
import './shell/base.css'
import { createApp } from 'vue'
import { createWorkbench } from './host/browserWorkbench'
import App from './shell/App.vue'

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
createApp(App, { workbench: createWorkbench(), nonce: nonce === '' ? null : nonce }).mount('#app')
