export function whyInstall(root: string): string | undefined
export function ensureInstalled(root?: string): void
