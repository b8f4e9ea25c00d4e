// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import AnnotationForm from '../../../src-renderer/panels/annotations/AnnotationForm.vue'

it('keeps nothing under a date that cannot be read, and says so', async () => {
  const form = mount(AnnotationForm, { props: { annotation: null, from: '2024-03-01', to: '2024-03-01', busy: false } })
  const [what, from] = form.findAll('input')
  await what!.setValue('Launch')
  await from!.setValue('2024-13-45')
  await from!.trigger('change')
  await form.get('form').trigger('submit')
  expect(form.emitted('save')).toBeUndefined()
  expect(form.text()).toContain('"2024-13-45" is no date')
  await from!.setValue('2024-03-05')
  await from!.trigger('change')
  await form.get('form').trigger('submit')
  expect(form.emitted('save')).toMatchObject([[{ from: '2024-03-05', to: '2024-03-05', text: 'Launch' }]])
})
