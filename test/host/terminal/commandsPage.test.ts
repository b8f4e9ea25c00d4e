import { expect, it } from 'vitest'
import { COMMANDS } from '../../../src-renderer/host/terminal/commands/index'
import { USAGE, usageText } from '../../../src-renderer/host/terminal/help'

/** docs/commands.md, which help shows: made of the commands. `vitest -u` writes it anew. */
it('docs/commands.md says what lathe --help says', async () => {
  const options = USAGE.slice(
    USAGE.lastIndexOf(usageText(COMMANDS.at(-1)!.name)) + usageText(COMMANDS.at(-1)!.name).length,
  )
  const page = [
    '# Commands of the terminal',
    '`npx lathe COMMAND …`, made of the same texts as `lathe --help`.',
    ...COMMANDS.map(({ name }) => `## lathe ${name}\n\n\`\`\`text\n${usageText(name).trimEnd()}\n\`\`\``),
    `## Options of all commands\n\n\`\`\`text\n${options.trim()}\n\`\`\``,
  ].join('\n\n')
  await expect(`${page}\n`).toMatchFileSnapshot('../../../docs/commands.md')
})
