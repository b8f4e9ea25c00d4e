/** A header and a content of a tar archive, as POSIX.1-1988 (ustar) lays them out; written from the standard. */
export function tarPart(name: string, content: string | Uint8Array, type = '0'): Buffer {
  const bytes = Buffer.from(content)
  const header = Buffer.alloc(512)
  const put = (at: number, text: string): void => {
    header.write(text, at, 'utf8')
  }
  put(0, name)
  put(100, '0000644\0')
  put(124, `${bytes.length.toString(8).padStart(11, '0')}\0`)
  put(136, '00000000000\0')
  put(148, '        ')
  put(156, type)
  put(257, 'ustar\x0000')
  const sum = header.reduce((total, byte) => total + byte, 0)
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `)
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

/** A tar archive of these files. */
export function tarOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  return Buffer.concat([...Object.entries(files).map(([name, one]) => tarPart(name, one)), Buffer.alloc(1024)])
}
