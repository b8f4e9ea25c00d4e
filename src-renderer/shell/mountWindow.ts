import { createApp } from 'vue'
import type { Desktop } from '../host/desktop/desktop'
import type { Workbench } from '../host/workbench'
import App from './App.vue'

/** Shows the window in the page's one element; see App for what it takes. */
export function mountWindow(props: { workbench: Workbench; desktop: Desktop | null; nonce: string | null }): void {
  createApp(App, props).mount('#app')
}
