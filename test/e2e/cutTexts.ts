import type { Page } from 'playwright-core'

/**
 * Texts in sight that are cut off and say nowhere what they are in full, in words: those that their box is too small for
 * without a title on them or around them, and those of charts that reach beyond their picture.
 */
export async function cutTexts(page: Page): Promise<readonly string[]> {
  return await page.evaluate(() => {
    const found: string[] = []
    const whereOf = (element: Element): string =>
      element.closest('article')?.getAttribute('aria-label') ?? element.closest('[aria-label]')?.ariaLabel ?? ''
    for (const element of document.querySelectorAll<HTMLElement>('main *, article *')) {
      const style = getComputedStyle(element)
      if (style.overflowX === 'visible' || style.overflowX === 'auto' || style.overflowX === 'scroll') continue
      const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== '')
      if (!hasText || element.clientWidth < 4 || element.closest('.ui-spoken, .cm-editor') !== null) continue
      const isCut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 2
      if (isCut && element.closest('[title]') === null) found.push(`${whereOf(element)}: "${element.innerText}"`)
    }
    for (const text of document.querySelectorAll<SVGTextElement>('.chart svg text')) {
      const svg = text.ownerSVGElement
      if (svg === null) continue
      const [own, around] = [text.getBoundingClientRect(), svg.getBoundingClientRect()]
      if (own.width === 0) continue
      if (own.left < around.left - 2 || own.right > around.right + 2)
        found.push(`${whereOf(text)}: "${text.textContent}" reaches out of its chart`)
    }
    return found
  })
}
