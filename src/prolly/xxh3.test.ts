import { describe, expect, it } from 'vitest'
import { xxh3, xxh3Low32 } from './xxh3.ts'
import { xxh3Of128 } from './xxh3-128.ts'

/** An input of n bytes. */
function input(n: number): Uint8Array {
  return Uint8Array.from({ length: n }, (_, i) => (i * 131 + n * 7 + (i >> 8) * 29) & 255)
}

const SEED = 0x3a1d61f8d9b8a5c7n

/** Length, then XXH3-64 under seed 0 and under SEED, then XXH3-128, as the reference library (xxhash 0.8) computes them. */
const VECTORS: readonly (readonly [number, bigint, bigint, bigint])[] = [
  [0, 0x2d06800538d394c2n, 0x4810cd8b4f5de6f0n, 0x99aa06d3014798d86001c324468d497fn],
  [1, 0x4c5cca45d0f4811fn, 0x3cd0b4ef2414964en, 0x495b62073ef70ca44c5cca45d0f4811fn],
  [3, 0xde31dc6f857de05cn, 0x056ca89f34149a43n, 0xa1133eba062de886de31dc6f857de05cn],
  [4, 0x4096389f9b7508e9n, 0x0067393fe492fc99n, 0xaa6226643c203c0eeedab1ebcbcaee9dn],
  [7, 0x3dd7f3d3f46a7e9bn, 0x735be2a0996ec8afn, 0xd76a0e8166f65504cefb4ddef75f1cc8n],
  [8, 0xa2531ca9bc96d2f3n, 0x01e04807e5c0e507n, 0x28342f3cfdc54fbfdee9fb2d71b51aa7n],
  [9, 0x5c524f921e1bf5c1n, 0xb2fd7e0e027a88den, 0xe19f57772c80d53cb2d1bafcd8c2bf97n],
  [15, 0x690d3dd0b6067e2dn, 0x7f25acaf04be41b7n, 0xa5f80918a4ef61754c57060a009117abn],
  [16, 0xee77c8a8ffd8a230n, 0x289af9d96f04c63fn, 0xc67f8d4dc236d40eedd038c749d805dan],
  [17, 0x52bed7fe433711c6n, 0xdee66e6676c24119n, 0x0169e48eb78211d1ae01eff7866f4ae5n],
  [31, 0xe7840c78b9aa9475n, 0x59ae33182ca9ac3bn, 0xa7dc4f157deb624a428445f2b12436c5n],
  [33, 0xeb60dc3465fa59b3n, 0x95d458011488ffb7n, 0x356030543764f03638dc587162c31436n],
  [64, 0x84107b991359b565n, 0x906a7297e408a939n, 0x3af797a43244687f377e51e1df9dd4ecn],
  [65, 0xa1d9f2fd06bc6080n, 0x57acb19a207bc65en, 0x21a6b477d20a7bae1f72e81aace6306cn],
  [96, 0x3f3c540122056418n, 0x637c8a6d90b701e2n, 0x4396203c183ea21f3741338b4f9858cbn],
  [97, 0xce4dff711377fdddn, 0x3b274979f67b40a3n, 0x674e48b24fe8018274e941738dddda0cn],
  [127, 0x78e5a167f9183a62n, 0xa12e008d6bd281bdn, 0x4f536cd1db1367f2948586a6b28f1833n],
  [128, 0x9a2f37300d60586cn, 0x2d07ad8665346db6n, 0xe77a7ad746f899280027fee5b316f5e3n],
  [129, 0x948c53319c03562fn, 0x3eede615700d21fbn, 0xee5c618e636df0303d543b6160dcb175n],
  [144, 0x72467e0b5dd44123n, 0xe132d329d223119bn, 0x1884f6d9d1a8f5db73255f76e43b9e3cn],
  [160, 0x88ff1c83774cfafan, 0xcef2d5d2da34ab9bn, 0xe40463aedf799070316c9342f710b46cn],
  [192, 0x02fb60b339c26a76n, 0x53025c1ccbea6835n, 0xd50d018524e73180ee726d51d3945955n],
  [240, 0x6bc234dfc9ae5843n, 0xe626b346a39dbb5en, 0xe819610f616272ec2d2253ecbbb6c6fcn],
  [241, 0x4bddf45e258b6299n, 0xdcd9bbb340892b59n, 0xd8397601244a873b4bddf45e258b6299n],
  [255, 0x45d73f5c0f940db1n, 0x6d1d3e3205b22625n, 0xf2085f6e28368b2c45d73f5c0f940db1n],
  [256, 0x266a2c816cbb31c5n, 0x93e7dca536e25df6n, 0xb997d11012dfe96d266a2c816cbb31c5n],
  [511, 0x40c1454adbb627fdn, 0x905cc48cd21f9514n, 0x08414f93d195d20240c1454adbb627fdn],
  [512, 0xe8e8fbc988e6ba79n, 0x2d0ac8d2d77a8250n, 0x87568783b19aa06de8e8fbc988e6ba79n],
  [513, 0x56e0f35e95e72803n, 0xae667f4d0ee5e56cn, 0x092fac367339cc4256e0f35e95e72803n],
  [1024, 0xab874ecbde4ae964n, 0x7f249a1a1daf4e62n, 0x5be26271431765b9ab874ecbde4ae964n],
  [1025, 0x98e8ec13f4c92d1an, 0x54241206452c594dn, 0x0d472c059e7a4fbb98e8ec13f4c92d1an],
  [1088, 0x5473108411b4f100n, 0xac0c37a4284aa2fen, 0xa4d01a2f747fb8225473108411b4f100n],
  [2048, 0x6896612c1806a9dan, 0x5b7f9debdd00ca64n, 0x27e5038ec908b5bb6896612c1806a9dan],
  [2049, 0xb42167a27d3822e4n, 0xf51bc61036968d00n, 0xdbcc7652d4e6c25eb42167a27d3822e4n],
  [5000, 0x066cc68f64b4bff8n, 0x6b1c1d5154cfda52n, 0x53f0419019568c03066cc68f64b4bff8n],
  [65000, 0x31a37ed7e2f5dd0bn, 0x53ef549c322c6d4bn, 0x5b6eeb353421d8c831a37ed7e2f5dd0bn],
]

describe('XXH3', () => {
  it.each(VECTORS)('%i bytes', (length, plain, seeded, wide) => {
    const data = input(length)
    expect(xxh3(data)).toBe(plain)
    expect(xxh3(data, 0, length, SEED)).toBe(seeded)
    const shifted = new Uint8Array(length + 3)
    shifted.set(data, 3)
    const low = Number(BigInt.asIntN(32, SEED))
    expect(BigInt(xxh3Low32(shifted, 3, shifted.length, low, Number(SEED >> 32n)))).toBe(seeded & 0xffffffffn)
    const hash = xxh3Of128(data)
    expect((hash.high << 64n) | hash.low).toBe(wide)
  })

  it('gives the row id of a keyless row that Dolt stored', () => {
    const { low } = xxh3Of128(Uint8Array.from(Buffer.from('01000000780008000c000300', 'hex')))
    const id = new DataView(new ArrayBuffer(8))
    id.setBigUint64(0, low, true)
    expect(Buffer.from(id.buffer).toString('hex')).toBe('1fe80b45bd19c47e')
  })
})
