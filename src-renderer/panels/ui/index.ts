/**
 * The small shared controls. They know nothing of workspaces or queries; state comes in by props and goes out by
 * events.
 *
 *   Button        variant primary | normal | quiet; busy; slot icon (a lucide icon)
 *   IconButton    label is the spoken name and the tooltip; slot: the icon
 *                 writes: it changes the workspace, and is off (with the reason) in one that is open to be read only;
 *                 entries of a Menu have the same
 *   Select        modelValue, options {value, label}[], label; the platform's own select
 *   Segmented     a choice of two to four in view; a radio group
 *   Switch        on or off at once, with its label
 *   Field         label, help behind a (?), error around a control; its slot gives {id, describedBy} for the control
 *   PageHead      title, about; slots tabs and default (what can be done): the top row of each page
 *   DocumentTabs  tabs {id, title, changed}[], front, label, name; what is open, reordered by pointer and keys
 *   TabRow        v-model, tabs, label; a row with a menu for what does not fit
 *   Dialog        v-model:open, title, width; slots default and footer
 *   Sheet         v-model:open, title, size; a dialog at the right side that can be pulled wider
 *   Menu          entries (items, headings, separators) under the slot trigger; emits choose with the id
 *   ContextMenu   entries over the slot's element; emits choose with the id
 *   Tabs          v-model, tabs {value, label, count?}[]; one slot a value, and aside
 *   Tooltip       text (and shortcut) around one focusable element
 *   ProgressBar   value 0 … 1 or null
 *   EmptyState    why there is nothing here, and what to do
 *   Message       info, good, warn or bad, in its place
 *   Badge, Keys   a small tag; key caps of a shortcut
 *   countText, bytesText, durationText, nounText, agoText   quantities in words
 *
 * Plain inputs take the class `ui-input`; text for screen readers only takes `ui-spoken`. Colours and sizes come from
 * shell/theme.css. No static style attributes: the content policy refuses them.
 */
import './controls.css'

export { default as Badge } from './Badge.vue'
export { default as Button } from './Button.vue'
export { default as CheckList } from './CheckList.vue'
export { default as ContextMenu } from './ContextMenu.vue'
export { default as Dialog } from './Dialog.vue'
export { default as DocumentTabs } from './DocumentTabs.vue'
export { default as EmptyState } from './EmptyState.vue'
export { default as Field } from './Field.vue'
export { default as FieldHelp } from './FieldHelp.vue'
export { default as IconButton } from './IconButton.vue'
export { default as Keys } from './Keys.vue'
export { default as Menu } from './Menu.vue'
export { default as Message } from './Message.vue'
export { default as PageHead } from './PageHead.vue'
export { default as ProgressBar } from './ProgressBar.vue'
export { default as Segmented } from './Segmented.vue'
export { default as Select } from './Select.vue'
export { default as Sheet } from './Sheet.vue'
export { default as Switch } from './Switch.vue'
export { default as TabRow } from './TabRow.vue'
export { default as Tabs } from './Tabs.vue'
export { default as Toasts } from './Toasts.vue'
export type { MenuEntry, MenuItem } from './menuEntry'
export type { SelectOption } from './selectOption'
export type { Toast } from './toast'
export { readOnlyKey, useReadOnly } from './readOnly'
export { agoText, bytesText, countText, durationText, nounText } from './quantityText'
