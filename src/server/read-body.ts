import { OxbowError } from '../error.ts'

/**
 * A request's body as text. A length that is declared is believed, since HTTP lets no more through: the server's quick way of reading does
 * then. Other bodies are counted as they come.
 * @throws OxbowError `BODY_TOO_LARGE` for more than `maxBytes`.
 */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  const declared = request.headers.get('content-length')
  if (declared !== null && !request.headers.has('transfer-encoding')) {
    if (Number(declared) > maxBytes) throw tooLarge(maxBytes)
    return await request.text()
  }
  const reader = request.body?.getReader()
  const decoder = new TextDecoder()
  let [text, bytes] = ['', 0]
  for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read()) {
    bytes += piece.value.length
    if (bytes > maxBytes) {
      await reader?.cancel()
      throw tooLarge(maxBytes)
    }
    text += decoder.decode(piece.value, { stream: true })
  }
  return text + decoder.decode()
}

function tooLarge(maxBytes: number): OxbowError {
  return new OxbowError('BODY_TOO_LARGE', `the body is larger than ${maxBytes} bytes`)
}
