import { OxbowError } from '../../error.ts'

/**
 * Refuses keys that could leave the folder they belong to, or mean different objects in different stores.
 * @throws OxbowError `BAD_OBJECT_KEY`
 */
export function checkObjectKey(key: string): string {
  const parts = key.split('/')
  if (key.length > 512 || !parts.every((part) => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(part))) {
    throw new OxbowError('BAD_OBJECT_KEY', `${JSON.stringify(key.slice(0, 100))} can't be the key of an object`)
  }
  return key
}
