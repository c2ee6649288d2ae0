/** Eight tables in one array: entry 256·t + b is byte b's share when t more bytes follow it in the same step. */
const TABLE = makeTable()

function makeTable(): Int32Array {
  const table = new Int32Array(8 * 256)
  for (let i = 0; i < 256; i++) {
    let c = i
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1
    table[i] = c
  }
  for (let i = 256; i < table.length; i++) {
    const shorter = table[i - 256]
    table[i] = (shorter >>> 8) ^ table[shorter & 255]
  }
  return table
}

/**
 * The CRC-32C (Castagnoli) of bytes from ≤ i < to, as an unsigned 32-bit number; eight bytes a step.
 * Source: RFC 3720, appendix B.4; Dolt go/store/nbs/table.go keeps it behind every compressed chunk.
 */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = -1
  let i = from
  for (; i + 8 <= to; i += 8) {
    crc ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24)
    crc =
      TABLE[1792 + (crc & 255)] ^ TABLE[1536 + ((crc >>> 8) & 255)] ^ TABLE[1280 + ((crc >>> 16) & 255)] ^ TABLE[1024 + (crc >>> 24)] ^
      TABLE[768 + bytes[i + 4]] ^ TABLE[512 + bytes[i + 5]] ^ TABLE[256 + bytes[i + 6]] ^ TABLE[bytes[i + 7]]
  }
  for (; i < to; i++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]) & 255]
  return ~crc >>> 0
}
