import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csv } from '../../src-renderer/ingest/formats/csv'
import { guessEncoding } from '../../src-renderer/ingest/inspect/guessEncoding'
import { ENCODINGS, asUtf8, decoderOf, encodingNamed } from '../../src-renderer/ingest/bytes/textEncoding'
import { charactersOf, encodeAs } from './encoder'
import { readAll } from './formats/readAll'
import { collectBytes, memorySource } from './memorySource'

/** The bytes as UTF-8, read in pieces of the given sizes. */
function transcode(bytes: Uint8Array, encoding: string, sizes: readonly number[] = []): Promise<Uint8Array> {
  return collectBytes(asUtf8(memorySource(bytes, sizes).open(), encoding))
}

describe('asUtf8', () => {
  it.each(['utf-16le', 'utf-16be', 'windows-1252', 'windows-1251', 'shift_jis', 'gbk', 'big5', 'euc-kr', 'euc-jp'])(
    '%s: any text, however it is cut',
    async (encoding) => {
      const characters = encoding.startsWith('utf-16') ? ['é', '漢', '😀', '\ufffd'] : charactersOf(encoding)
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(fc.constantFrom('a', ',', '\n', '7'), fc.constantFrom(...characters)), { maxLength: 40 }),
          fc.integer({ min: 1, max: 5 }),
          async (parts, size) => {
            const text = parts.join('')
            expect(new TextDecoder().decode(await transcode(encodeAs(text, encoding), encoding, [size]))).toBe(text)
          },
        ),
        { numRuns: 60 },
      )
    },
  )

  it('reads windows-1252 as Windows does: 0x80 is the euro sign', async () => {
    expect(new TextDecoder().decode(await transcode(Uint8Array.of(0x80, 0x93, 0xfc, 0x9f, 0x81), 'windows-1252'))).toBe(
      '€“üŸ\u0081',
    )
  })

  it.each<[string, readonly number[]]>([
    ['shift_jis', [0x83, 0x20]],
    ['utf-16le', [0x00, 0xdc, 0x41, 0x00]],
    ['euc-kr', [0xff, 0x41]],
    ['utf-8', [0xfc, 0x41]],
  ])('%s: a row with bytes that are no characters is rejected, the next one read', async (encoding, bad) => {
    const bytes = Buffer.concat([
      encodeAs('a,b\n1,x\n2,', encoding),
      Uint8Array.from(bad),
      encodeAs('\n3,y\n', encoding),
    ])
    const result = await readAll(csv, await transcode(bytes, encoding))
    expect(result.rows).toEqual([
      ['1', 'x'],
      ['3', 'y'],
    ])
    expect(result.rejects).toMatchObject([{ reason: 'bad-encoding', line: 3, column: 3 }])
  })

  it('drops the mark of UTF-16, and reports half a character at the end', async () => {
    expect([...(await transcode(encodeAs('\ufeffab', 'utf-16be'), 'utf-16be'))]).toEqual([97, 98])
    expect([...(await transcode(Uint8Array.of(97, 0, 98), 'utf-16le'))]).toEqual([97, 255])
  })

  it('knows the names that people use', () => {
    expect(['latin1', 'cp1252', 'SJIS', 'utf8', 'GB2312', 'none such'].map(encodingNamed)).toEqual([
      'windows-1252',
      'windows-1252',
      'shift_jis',
      'utf-8',
      'gbk',
      null,
    ])
    for (const encoding of ENCODINGS) expect(encodingNamed(encoding)).toBe(encoding)
  })
})

/** Names and places as logs hold them: by language, in their encodings. */
const NAMES: Readonly<Record<string, readonly [encodings: readonly string[], names: readonly string[]]>> = {
  German: [['windows-1252'], ['Jürgen', 'Zoë', 'München', 'Köln', 'Müller', 'Größe', 'Übung']],
  French: [['windows-1252'], ['Hélène', 'François', 'Besançon', 'Noël', 'Orléans']],
  Spanish: [['windows-1252'], ['Muñoz', 'Peña', 'León', 'Málaga', 'Iñigo', 'José']],
  Polish: [['windows-1250'], ['Łukasz', 'Paweł', 'Wrocław', 'Gdańsk', 'Święty', 'Żółw', 'Michał', 'Poznań', 'Zażółć']],
  Czech: [['windows-1250'], ['Jiří', 'Plzeň', 'Děčín', 'Řehoř', 'Václav', 'Tomáš', 'Šárka', 'Třebíč']],
  Turkish: [['windows-1254'], ['Ayşe', 'İstanbul', 'Işık', 'Doğan', 'Çağla', 'Şahin', 'Yıldız', 'Eskişehir']],
  Russian: [
    ['windows-1251', 'koi8-r', 'ibm866'],
    ['Иван', 'Москва', 'Наталья', 'Екатеринбург', 'Сергей', 'Казань'],
  ],
  Greek: [['windows-1253'], ['Γιώργος', 'Αθήνα', 'Θεσσαλονίκη', 'Μαρία', 'Κωνσταντίνος']],
  Japanese: [
    ['shift_jis', 'euc-jp'],
    ['東京', '大阪', 'さくら', 'ユーザー', '山田太郎', 'ログイン', '購入する', 'カート'],
  ],
  Chinese: [['gbk'], ['北京', '上海', '张伟', '王芳', '购买', '登录', '广州市', '用户名', '深圳']],
  Taiwanese: [['big5'], ['台北', '高雄', '陳小明', '購買', '登入', '使用者', '新竹市']],
  Korean: [['euc-kr'], ['서울', '부산', '김철수', '구매', '로그인', '사용자', '대한민국', '인천광역시']],
}

describe('guessEncoding', () => {
  const logOf = (names: readonly string[]): string =>
    `user_id,event,ts\n${names.map((name, index) => `${name},view,2024-01-15 10:0${index}:00\n`).join('')}`
  const cases = Object.entries(NAMES).flatMap(([language, [encodings, names]]) =>
    encodings.map((encoding) => [language, encoding, names] as const),
  )

  it.each(cases)('%s in %s is known from a few names', (_language, encoding, names) => {
    expect(guessEncoding(encodeAs(logOf(names), encoding))).toMatchObject({ encoding, candidates: [] })
  })

  it.each(cases)(
    '%s in %s: single names are read right or asked about, never taken for UTF-8',
    (_language, encoding, names) => {
      for (const name of names) {
        const bytes = encodeAs(logOf([name]), encoding)
        const guess = guessEncoding(bytes)
        expect(guess.encoding).not.toBe('utf-8')
        if (guess.candidates.length === 0)
          expect([name, decoderOf(guess.encoding)(bytes, true)]).toEqual([name, logOf([name])])
        else expect(guess.examples).toHaveLength(guess.candidates.length)
      }
    },
  )

  it('takes UTF-8 for what it is, cut anywhere and with broken characters in it', () => {
    for (const [, names] of Object.values(NAMES)) {
      const bytes = encodeAs(logOf(names), 'utf-8')
      for (let end = 0; end <= bytes.length; end++) expect(guessEncoding(bytes.subarray(0, end)).encoding).toBe('utf-8')
      expect(guessEncoding(Buffer.concat([bytes, Uint8Array.of(0xe9, 0x0a)]))).toMatchObject({ encoding: 'utf-8' })
    }
    expect(guessEncoding(encodeAs('\ufeffa,b\n', 'utf-8')).encoding).toBe('utf-8')
    expect(guessEncoding(encodeAs('a,b\n1,2\n', 'utf-8'))).toEqual({ encoding: 'utf-8', candidates: [], examples: [] })
  })

  it.each(['utf-16le', 'utf-16be'])('%s with its mark and without, in any script', (encoding) => {
    for (const [, names] of Object.values(NAMES)) {
      expect(guessEncoding(encodeAs(`\ufeff${logOf(names)}`, encoding)).encoding).toBe(encoding)
      expect(guessEncoding(encodeAs(logOf(names), encoding)).encoding).toBe(encoding)
    }
  })
})
