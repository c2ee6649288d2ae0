/** wrangler hands a compiled module to whoever imports a wasm file. */
declare module '*.wasm' {
  const module: WebAssembly.Module
  export default module
}
