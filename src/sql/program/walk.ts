/** A node of a parsed statement, as a walk meets it. */
export interface WalkedNode {
  readonly kind: string
  readonly [field: string]: unknown
}

/** Calls `visit` for all nodes of a parsed statement, parents first, until one call gives true; @returns whether one did. */
export function someNode(node: unknown, visit: (node: WalkedNode) => boolean): boolean {
  if (Array.isArray(node)) return node.some((item) => someNode(item, visit))
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return false
  if ('kind' in node && typeof node.kind === 'string' && visit(node as WalkedNode)) return true
  return Object.values(node).some((field) => typeof field === 'object' && someNode(field, visit))
}
