// @vitest-environment happy-dom
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import DocumentTabs from '../../../src-renderer/panels/ui/DocumentTabs.vue'
import { movedBy } from '../../../src-renderer/panels/ui/movedBy'

const WIDTHS: Readonly<Record<string, number>> = { a: 100, b: 200, c: 80 }
const order = shallowRef<readonly string[]>([])
const selected = shallowRef<readonly string[]>([])
let page: VueWrapper | null = null
afterEach(() => page?.unmount())

/** Tabs whose places are told by their widths, in the order in which they stand. */
function open(): VueWrapper {
  order.value = ['a', 'b', 'c']
  selected.value = []
  const host = defineComponent(
    () => () =>
      h(DocumentTabs<string>, {
        tabs: order.value.map((id) => ({ id, title: `Tab ${id}`, changed: false })),
        front: 'b',
        label: 'Tabs',
        onSelect: (id: string) => (selected.value = [...selected.value, id]),
        onMove: (id: string, by: number) => (order.value = movedBy(order.value, (one) => one === id, by)),
      }),
  )
  page = mount(host, { attachTo: document.body })
  HTMLElement.prototype.getBoundingClientRect = function rect() {
    const all = [...(this.parentElement?.children ?? [])]
    const widthOf = (element: Element): number => WIDTHS[element.textContent.trim().slice(-1)] ?? 0
    const left = all.slice(0, all.indexOf(this)).reduce((sum, one) => sum + widthOf(one), 0)
    return new DOMRect(left, 0, widthOf(this), 30)
  }
  return page
}
const tab = (name: string) => page!.findAll('[role=tab]').find((one) => one.text() === `Tab ${name}`)!

async function point(type: string, clientX: number, name?: string): Promise<void> {
  const event = new PointerEvent(type, { clientX, button: 0, pointerId: 1, bubbles: true })
  if (name === undefined) window.dispatchEvent(event)
  else tab(name).element.dispatchEvent(event)
  await nextTick()
}

it('goes past a neighbour when the pointer passes its middle, and stays there', async () => {
  open()
  await point('pointerdown', 50, 'a')
  await point('pointermove', 199)
  expect(order.value.join('')).toBe('abc')
  await point('pointermove', 201)
  expect(order.value.join('')).toBe('bac')
  // Where the pointer is, it would not go back.
  await point('pointermove', 202)
  expect(order.value.join('')).toBe('bac')
  await point('pointermove', 345)
  expect([order.value.join(''), tab('a').classes('held')]).toEqual(['bca', true])
  await point('pointerup', 345)
  await point('pointermove', 10)
  expect([order.value.join(''), tab('a').classes('held')]).toEqual(['bca', false])
})

it('goes back to its place with Escape', async () => {
  open()
  await point('pointerdown', 350, 'c')
  await point('pointermove', 180)
  await point('pointermove', 40)
  expect(order.value.join('')).toBe('cab')
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
  await nextTick()
  expect(order.value.join('')).toBe('abc')
  await point('pointermove', 10)
  expect(order.value.join('')).toBe('abc')
})

it('is no drag where the pointer hardly moves, nor by its cross', async () => {
  open()
  await point('pointerdown', 299, 'b')
  await point('pointermove', 303)
  expect(tab('b').classes('held')).toBe(false)
  await point('pointerup', 303)
  await tab('c').find('.mark').trigger('pointerdown', { button: 0, clientX: 370 })
  await point('pointermove', 20)
  expect(order.value.join('')).toBe('abc')
})

it('moves the one in front by the keyboard and says where it is', async () => {
  open()
  const list = page!.find('[role=tablist]')
  await list.trigger('keydown', { key: 'ArrowLeft', ctrlKey: true, shiftKey: true })
  await nextTick()
  expect(order.value.join('')).toBe('bac')
  expect(page!.find('[aria-live]').text()).toBe('Tab b: 1 of 3.')
  await list.trigger('keydown', { key: 'ArrowRight' })
  expect([order.value.join(''), selected.value.join('')]).toEqual(['bac', 'a'])
})
