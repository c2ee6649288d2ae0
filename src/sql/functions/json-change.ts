import { OxbowError } from '../../error.ts'
import { textOf } from '../types/convert.ts'
import { JsonDocument, type JsonValue } from '../types/json.ts'
import { type PathChange, change, isObject } from '../types/json-path.ts'
import { newObject } from '../types/json-text.ts'
import { JSON_TYPE } from '../types/types.ts'
import { MANY, aliases, deterministic, lenient, scalar, strict, wrongParameterCount } from './define.ts'
import type { Argument, BoundFunction, ScalarFunction } from './function.ts'
import { document, documentOf, pathOf, plainPath, valuesOf } from './json.ts'

/** JSON functions that make documents and change them (MySQL's manual, "JSON Functions"). */

function bindArray(args: readonly Argument[]): BoundFunction {
  const convert = valuesOf(args)
  return lenient(JSON_TYPE, false, (values) => new JsonDocument(values.map((v, i) => convert[i](v))))
}

function bindObject(args: readonly Argument[]): BoundFunction {
  if (args.length % 2 !== 0) wrongParameterCount('json_object')
  const convert = valuesOf(args)
  const text = args.map((a) => textOf(a.type))
  return lenient(JSON_TYPE, false, (values) => {
    const object = newObject()
    for (let i = 0; i < values.length; i += 2) {
      const key = values[i]
      if (key === null) {
        throw new OxbowError('ER_JSON_DOCUMENT_NULL_KEY', 'JSON documents may not contain NULL member names.', {
          errno: 3158, sqlState: '22032',
        })
      }
      object[text[i](key)] = convert[i + 1](values[i + 1])
    }
    return new JsonDocument(object)
  })
}

/** JSON_SET and its kin: pairs of path and value. */
function bindChange(how: PathChange, name: string): (args: readonly Argument[]) => BoundFunction {
  return (args) => {
    if (args.length % 2 === 0) wrongParameterCount(name)
    const doc = documentOf(args[0], 1, name)
    const paths = args.map(pathOf)
    const convert = valuesOf(args)
    return lenient(JSON_TYPE, true, (v) => {
      if (v[0] === null) return null
      let root = doc(v[0])
      for (let i = 1; i < v.length; i += 2) {
        if (v[i] === null) return null
        const path = plainPath(paths[i](v[i]))
        if (how === 'arrayInsert' && path.legs[path.legs.length - 1]?.kind !== 'cell') {
          throw new OxbowError('ER_INVALID_JSON_PATH_ARRAY_CELL', 'A path expression is not a path to a cell in an array.', {
            errno: 3165, sqlState: '42000',
          })
        }
        root = change(root, path, how, convert[i + 1](v[i + 1]))
      }
      return new JsonDocument(root)
    })
  }
}

function bindRemove(args: readonly Argument[]): BoundFunction {
  const doc = documentOf(args[0], 1, 'json_remove')
  const paths = args.slice(1).map(pathOf)
  return strict(JSON_TYPE, true, (v) => {
    let root = doc(v[0])
    for (let i = 0; i < paths.length; i++) {
      const path = plainPath(paths[i](v[i + 1]))
      if (path.legs.length === 0) {
        throw new OxbowError('ER_JSON_VACUOUS_PATH', 'The path expression \'$\' is not allowed in this context.', {
          errno: 3153, sqlState: '42000',
        })
      }
      root = change(root, path, 'remove', null)
    }
    return new JsonDocument(root)
  })
}

/** JSON_MERGE_PATCH (RFC 7396). */
function mergePatch(a: JsonValue, b: JsonValue): JsonValue {
  if (!isObject(b)) return b
  const out = newObject()
  if (isObject(a)) Object.assign(out, a)
  for (const key of Object.keys(b)) {
    if (b[key] === null) delete out[key]
    else out[key] = mergePatch(Object.hasOwn(out, key) ? out[key] : null, b[key])
  }
  return out
}

function mergePreserve(a: JsonValue, b: JsonValue): JsonValue {
  if (!isObject(a) || !isObject(b)) return [...(Array.isArray(a) ? a : [a]), ...(Array.isArray(b) ? b : [b])]
  const out = Object.assign(newObject(), a)
  for (const key of Object.keys(b)) out[key] = Object.hasOwn(out, key) ? mergePreserve(out[key], b[key]) : b[key]
  return out
}

function bindMergePreserve(args: readonly Argument[]): BoundFunction {
  const docs = args.map((a, i) => documentOf(a, i + 1, 'json_merge_preserve'))
  return strict(JSON_TYPE, true, (v) => new JsonDocument(v.map((x, i) => docs[i](x)).reduce(mergePreserve)))
}

/** A NULL makes the result NULL unless a later argument is no object and so decides alone. */
function bindMergePatch(args: readonly Argument[]): BoundFunction {
  const docs = args.map((a, i) => documentOf(a, i + 1, 'json_merge_patch'))
  return lenient(JSON_TYPE, true, (v) => {
    let merged: JsonValue | undefined
    for (let i = 0; i < v.length; i++) {
      const x = v[i]
      if (x === null) {
        merged = undefined
        continue
      }
      const doc = docs[i](x)
      const decides = i === 0 || !isObject(doc)
      if (decides) merged = i === 0 ? doc : mergePatch(null, doc)
      else if (merged !== undefined) merged = mergePatch(merged, doc)
    }
    return document(merged)
  })
}

export const JSON_CHANGES: readonly ScalarFunction[] = deterministic([
  scalar('json_array', 0, MANY, bindArray),
  scalar('json_object', 0, MANY, bindObject),
  scalar('json_set', 3, MANY, bindChange('set', 'json_set')),
  scalar('json_insert', 3, MANY, bindChange('insert', 'json_insert')),
  scalar('json_replace', 3, MANY, bindChange('replace', 'json_replace')),
  scalar('json_array_append', 3, MANY, bindChange('arrayAppend', 'json_array_append')),
  scalar('json_array_insert', 3, MANY, bindChange('arrayInsert', 'json_array_insert')),
  scalar('json_remove', 2, MANY, bindRemove),
  ...aliases(scalar('json_merge_preserve', 2, MANY, bindMergePreserve), 'json_merge'),
  scalar('json_merge_patch', 2, MANY, bindMergePatch),
])
