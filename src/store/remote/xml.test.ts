import { describe, expect, it } from 'vitest'
import { escapeXml, xmlText, xmlTexts } from './xml.ts'

describe("S3's XML", () => {
  it('is found by name', () => {
    const document = new TextEncoder().encode('<L><C><K>a</K></C><C><K>b &amp; &#60;&#x3e;</K></C><Cut>')
    expect(xmlTexts(document, 'C').map((entry) => xmlText(entry, 'K'))).toEqual(['a', 'b & <>'])
    expect(xmlText(document, 'None')).toBeUndefined()
    expect(xmlTexts(document, 'Cut')).toEqual([])
  })

  it('carries any text', () => {
    const text = `<a href="x">&amp; 'é' &#x1F600;</a>`
    expect(xmlText(`<K>${escapeXml(text)}</K>`, 'K')).toBe(text)
    expect(xmlText('<K>&#x110000;&nosuch;</K>', 'K')).toBe('&#x110000;&nosuch;')
  })
})
